import { createSSRApp } from 'vue';
import App from './App.vue';

/** uni-app asks for it by this name, in apps and as H5. */
export function createApp() {
  return { app: createSSRApp(App) };
}
