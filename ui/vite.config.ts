import { join } from 'node:path'
import { defineConfig } from 'vite'

/** Everything becomes a file of our own origin, so that the player runs under a strict Content-Security-Policy. */
export default defineConfig({
  build: {
    outDir: 'dist',
    rolldownOptions: { input: ['index.html', 'login.html'].map((page) => join(import.meta.dirname, page)) },
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
