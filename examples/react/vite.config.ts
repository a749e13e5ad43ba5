import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  // The package names its worklets beside its own modules; pre-bundling in development would move it away from them.
  optimizeDeps: { exclude: ['visavis'] },
  build: { chunkSizeWarningLimit: 1000 },
});
