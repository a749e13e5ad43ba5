import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  // Vue is to take the element for what it is, not for a component that is missing.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('visavis-') } } })],
  optimizeDeps: { exclude: ['visavis'] },
  build: { chunkSizeWarningLimit: 1000 },
});
