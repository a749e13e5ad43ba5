import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  // The package names its worklets beside its own modules; pre-bundling in development would move it away from them.
  optimizeDeps: { exclude: ['visavis'] },
  // Here the package is a link to web/ of the checkout, whose worklets lie outside of this folder.
  server: { fs: { allow: ['../..'] } },
  build: { chunkSizeWarningLimit: 1000 },
});
