import { Worker } from 'node:worker_threads'

/** A program that stands still is told from a machine that slept: the time must have passed in so many pieces. */
const PIECES = 10

/**
 * The thread that waits for the next beat. It is plain JavaScript, so that it needs no loader; it writes to standard error
 * by itself, because what a worker logs goes through the thread that stands still.
 */
const THREAD = `
const { workerData: { beats, name, pieceMs, pieces } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
let seen = 0
for (let missed = 0; missed < pieces;) {
  missed = Atomics.wait(beats, 0, seen, pieceMs) === 'timed-out' ? missed + 1 : 0
  seen = Atomics.load(beats, 0)
}
const msg = 'It stood still for ' + (pieceMs * pieces) / 1000 + ' s and is ended.'
writeSync(2, JSON.stringify({ level: 60, time: Date.now(), pid: process.pid, name, msg }) + '\\n')
process.kill(process.pid, 'SIGKILL')
`

/**
 * Ends this process once its event loop has stood still for so long, as after an endless loop in a step: a hang becomes a
 * death, which the supervisor sees and `poison-pill.ts` counts. Costs one timer here and a thread that sleeps.
 */
export function startWatchdog(name: string, stuckAfterMs: number): { stop(): Promise<void> } {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const pieceMs = stuckAfterMs / PIECES
  const thread = new Worker(THREAD, {
    eval: true,
    execArgv: [],
    workerData: { beats, name, pieceMs, pieces: PIECES },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  thread.unref()
  const timer = setInterval(() => {
    Atomics.add(beats, 0, 1)
    Atomics.notify(beats, 0)
  }, pieceMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await thread.terminate()
    },
  }
}
