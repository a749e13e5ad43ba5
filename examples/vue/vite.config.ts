import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  // Vue is to take the element for what it is, not for a component that is missing.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('visavis-') } } })],
  optimizeDeps: { exclude: ['visavis'] },
  // Here the package is a link to web/ of the checkout, whose worklets lie outside of this folder.
  server: { fs: { allow: ['../..'] } },
  build: { chunkSizeWarningLimit: 1000 },
});
