import { defineConfig } from 'vitest/config'

/** What kills processes and waits for others to notice, or makes topics anew: beside other work it would wait for the wrong thing. */
const ALONE = [
  'test/end-to-end/*.system.test.ts',
  'test/ledger/*.system.test.ts',
  'test/streams/engine/*/*.system.test.ts',
]
const LIMITS = { testTimeout: 120_000, hookTimeout: 240_000 }

/** `fast` needs no broker and no browser; `alone` and `system` bring up the embedded stack on free ports and run after it. */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts'],
          // A test file leaves nothing behind, so one process can run many: most of the time went into starting them.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          ...LIMITS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          ...LIMITS,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
