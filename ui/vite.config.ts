import { defineConfig } from 'vite'

/** Everything becomes a file of our own origin, so that the player runs under a strict Content-Security-Policy. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
