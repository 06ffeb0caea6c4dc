import { defineConfig } from 'vitest/config'

/** Tests that fail on purpose, for the test of what `npm test` says about failed tests. */
export default defineConfig({
  test: { name: 'failing', root: import.meta.dirname, include: ['*.fixture.ts'], reporters: ['../closing-line.ts'] },
})
