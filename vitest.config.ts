import { defineConfig } from 'vitest/config'
import LongestFirst from './test/support/longest-first.ts'

/** What kills processes of the whole program and waits for others to notice: beside other work it would wait for the wrong thing. */
const ALONE = ['test/end-to-end/*.system.test.ts', 'test/ledger/*.system.test.ts']
/** Each brings up a Kafka of its own and mostly waits for it: for sessions, transactions and polls to end. */
const KAFKA = ['test/streams/engine/*/*.system.test.ts']
/** Minutes of computing, without a stack. */
const DEMO = ['test/streams/app/demo/*.system.test.ts']
/** Brings up three brokers with TLS and passwords: by `npm run test:cluster` only. */
const CLUSTER = 'test/**/*.cluster.test.ts'
const LIMITS = { testTimeout: 120_000, hookTimeout: 240_000 }
/** A poll ends with its test, not after vitest's 1 s: how soon something holds depends on what else the machine does. */
const POLL = { poll: { timeout: 100_000, interval: 10 } }

/** `fast` and `demo` need no broker and no browser; the others bring up the embedded stack on free ports and run after them. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts', CLUSTER],
          // A test file leaves nothing behind, so one process can run many: most of the time went into starting them.
          isolate: false,
          // One more than the processors: about a third of the time they wait for files, children and sockets.
          maxWorkers: 3,
          // For a machine that does much else beside: what hangs, hangs for ever.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: POLL,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: { name: 'demo', include: DEMO, fileParallelism: false, ...LIMITS, sequence: { groupOrder: 1 } },
      },
      {
        test: { name: 'alone', include: ALONE, fileParallelism: false, ...LIMITS, sequence: { groupOrder: 2 } },
      },
      {
        test: { name: 'kafka', include: KAFKA, maxWorkers: 3, ...LIMITS, sequence: { groupOrder: 3 } },
      },
      {
        test: { name: 'cluster', include: [CLUSTER], fileParallelism: false, ...LIMITS, sequence: { groupOrder: 5 } },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          exclude: [...ALONE, ...KAFKA, ...DEMO],
          maxWorkers: 2,
          ...LIMITS,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
