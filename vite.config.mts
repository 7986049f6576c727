import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { findBundles } from './build/scripts/bundles.mjs';

const inRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Chrome 108 is what Electron 22 shows; relative paths, because the host serves the pages under any name.
export default defineConfig({
  root: inRoot('./renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: inRoot('./dist/renderer'),
    emptyOutDir: true,
    target: 'chrome108',
    cssTarget: 'chrome108',
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: Object.fromEntries(findBundles().pages.map((page) => [page, inRoot(`./renderer/${page}/index.html`)])),
    },
  },
});
