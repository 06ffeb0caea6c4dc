import { Worker } from 'node:worker_threads'

/** Heartbeats that must be missed in a row: a machine that was suspended misses one, a blocked event loop misses all. */
const MISSED_BEATS = 10

/**
 * The thread that waits for heartbeats. It is plain JavaScript, so that it needs no loader; it writes to standard error
 * itself, because a worker's own output goes through the blocked thread.
 */
const THREAD = `
const { workerData: { beats, name, beatMs, missedBeats } } = require('node:worker_threads')
const { writeSync } = require('node:fs')
let seen = 0
for (let missed = 0; missed < missedBeats;) {
  missed = Atomics.wait(beats, 0, seen, beatMs) === 'timed-out' ? missed + 1 : 0
  seen = Atomics.load(beats, 0)
}
const msg = 'It stood still for ' + (beatMs * missedBeats) / 1000 + ' s and is ended.'
writeSync(2, JSON.stringify({ level: 60, time: Date.now(), pid: process.pid, name, msg }) + '\\n')
process.kill(process.pid, 'SIGKILL')
`

/**
 * Kills this process once its event loop has been blocked for `stuckAfterMs`, as by an endless loop in a step: a hang becomes
 * a crash, which the supervisor restarts and `poison-pill.ts` counts. Costs one timer and a sleeping thread.
 */
export function startWatchdog(name: string, stuckAfterMs: number): { stop(): Promise<void> } {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const beatMs = stuckAfterMs / MISSED_BEATS
  const thread = new Worker(THREAD, {
    eval: true,
    execArgv: [],
    workerData: { beats, name, beatMs, missedBeats: MISSED_BEATS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  thread.unref()
  const timer = setInterval(() => {
    Atomics.add(beats, 0, 1)
    Atomics.notify(beats, 0)
  }, beatMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await thread.terminate()
    },
  }
}
