import { createApp } from 'vue';
import type {} from 'visavis/vue';
import 'visavis/element';
import Desk from './Desk.vue';

createApp(Desk).mount('#app');
