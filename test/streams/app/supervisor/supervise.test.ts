import { describe, expect, it } from 'vitest'
import { failuresAfter, supervise } from '../../../../streams/app/supervisor/supervise.ts'
import type { SupervisionEvents } from '../../../../streams/app/supervisor/supervise.ts'
import type { RunningProgram, ProgramExit } from '../../../../streams/app/supervisor/running-program.ts'

const failed: ProgramExit = { code: 1, signal: null, lastError: 'no broker', message: '' }
const done: ProgramExit = { code: 0, signal: null, lastError: '', message: '' }

const events = (given: Partial<SupervisionEvents>): SupervisionEvents => ({
  onDied: () => undefined,
  onFatal: () => undefined,
  onRecovered: () => undefined,
  ...given,
})

/** A child that ends at once, or runs until it is stopped. */
function childOf(exit: ProgramExit | null): RunningProgram {
  let end: (exit: ProgramExit) => void = () => undefined
  const exited = exit === null ? new Promise<ProgramExit>((resolve) => (end = resolve)) : Promise.resolve(exit)
  return {
    name: 'child',
    pid: 1,
    exited,
    async stop() {
      end({ code: null, signal: 'SIGTERM', lastError: '', message: '' })
      await exited
    },
    kill: () => undefined,
  }
}

describe('what is kept running', () => {
  it('is started again each time it dies, later each time, until it is done', async () => {
    const runs = [childOf(failed), childOf(failed), childOf(done)]
    const died: unknown[] = []
    const kept = supervise(
      {
        name: 'scan-library',
        start: () => Promise.resolve(runs.shift() ?? childOf(null)),
        isDone: (exit) => exit === done,
        isFatal: () => false,
      },
      events({ onDied: (name, { exit, inMs }) => died.push([name, exit, inMs]) }),
    )
    await kept.ended
    expect({ died, left: runs.length, child: kept.running }).toStrictEqual({
      died: [
        ['scan-library', failed, 100],
        ['scan-library', failed, 200],
      ],
      left: 0,
      child: null,
    })
  })

  it('counts a start that fails like a death', async () => {
    let starts = 0
    const died: unknown[] = []
    const kept = supervise(
      {
        name: 'kafka',
        start() {
          starts += 1
          return starts === 1 ? Promise.reject(new Error('no java')) : Promise.resolve(childOf(done))
        },
        isDone: (exit) => exit === done,
        isFatal: () => false,
      },
      events({ onDied: (_, { exit }) => died.push(exit) }),
    )
    await kept.ended
    expect(died).toStrictEqual([{ code: null, signal: null, lastError: 'no java', message: 'no java' }])
  })

  it('is not started again once it was stopped', async () => {
    let starts = 0
    const died: unknown[] = []
    const first = childOf(null)
    const kept = supervise(
      {
        name: 'recommend',
        start() {
          starts += 1
          return Promise.resolve(childOf(null))
        },
        isDone: () => false,
        isFatal: () => false,
      },
      events({ onDied: () => died.push(1) }),
      { first },
    )
    await kept.stop(1_000)
    await kept.ended
    expect({ starts, died }).toStrictEqual({ starts: 0, died: [] })
  })

  it('stops also while it waits to be started again', async () => {
    let begin: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => (begin = resolve))
    let starts = 0
    const kept = supervise(
      {
        name: 'recommend',
        start() {
          starts += 1
          return Promise.resolve(childOf(failed))
        },
        isDone: () => false,
        isFatal: () => false,
      },
      events({ onDied: () => begin() }),
    )
    await waiting
    await kept.stop(1_000)
    expect(starts).toBe(1)
  })
})

describe('what is paused', () => {
  /** As the folder of pauses: set by hand. */
  function pauseByHand(isPausedFirst: boolean) {
    const waiting = new Set<() => void>()
    let isPaused = isPausedFirst
    const until = async (wanted: boolean, signal: AbortSignal) => {
      while (isPaused !== wanted) {
        await new Promise<void>((resolve, reject) => {
          waiting.add(resolve)
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        })
      }
    }
    return {
      set(paused: boolean) {
        isPaused = paused
        for (const resolve of waiting) resolve()
      },
      pause: {
        untilPaused: (signal: AbortSignal) => until(true, signal),
        untilResumed: (signal: AbortSignal) => until(false, signal),
      },
    }
  }

  const paused = (isPausedFirst: boolean) => {
    const { pause, set } = pauseByHand(isPausedFirst)
    const started: RunningProgram[] = []
    let next: () => void = () => undefined
    const died: unknown[] = []
    const kept = supervise(
      {
        name: 'recommend',
        start() {
          const child = childOf(null)
          started.push(child)
          next()
          return Promise.resolve(child)
        },
        isDone: ({ signal }) => signal === 'SIGTERM', // a pause is not the end, whatever it looks like
        isFatal: () => false,
        pause,
      },
      events({ onDied: () => died.push(1) }),
    )
    const startOf = (count: number) =>
      new Promise<void>((resolve) => {
        next = () => started.length >= count && resolve()
        next()
      })
    return { kept, set, started, died, startOf }
  }

  it('is stopped, which is no failure, and started again once it is resumed', async () => {
    const { kept, set, started, died, startOf } = paused(false)
    await startOf(1)
    set(true)
    await started[0]?.exited
    await new Promise((resolve) => setImmediate(resolve))
    expect([started.length, kept.running]).toStrictEqual([1, null])
    set(false)
    await startOf(2)
    await kept.stop(1_000)
    expect([started.length, died]).toStrictEqual([2, []])
  })

  it('is not started at all, and stops while it is paused', async () => {
    const { kept, started, died } = paused(true)
    await new Promise((resolve) => setImmediate(resolve))
    await kept.stop(1_000)
    expect([started, died]).toStrictEqual([[], []])
  })
})

describe('what cannot run as things are set', () => {
  it('is not started again, and is reported once', async () => {
    const fatal: ProgramExit = { code: 2, signal: null, lastError: '', message: 'Set a port.' }
    const runs = [childOf(failed), childOf(fatal), childOf(null)]
    const seen: unknown[] = []
    const kept = supervise(
      {
        name: 'recommend',
        start: () => Promise.resolve(runs.shift() ?? childOf(null)),
        isDone: () => false,
        isFatal: ({ code }) => code === 2,
      },
      events({ onDied: () => seen.push('died'), onFatal: (name, exit) => seen.push([name, exit.message]) }),
    )
    await kept.ended
    expect({ seen, left: runs.length }).toStrictEqual({ seen: ['died', ['recommend', 'Set a port.']], left: 1 })
  })
})

it('is started again only when that makes sense, as when the disk has room', async () => {
  const order: string[] = []
  const runs = [childOf(failed), childOf(done)]
  const kept = supervise(
    {
      name: 'kafka',
      start() {
        order.push('start')
        return Promise.resolve(runs.shift() ?? childOf(done))
      },
      isDone: (exit) => exit === done,
      isFatal: () => false,
      untilPossible: () => Promise.resolve().then(() => void order.push('room')),
    },
    events({}),
    { delayMs: () => 0 },
  )
  await kept.ended
  expect(order).toStrictEqual(['start', 'room', 'start'])
})

describe('what was in a crash loop', () => {
  it('is reported once it has run for a while, and not when it dies before', async () => {
    const lives = childOf(null)
    const runs = [...Array.from({ length: 4 }, () => childOf(failed)), lives]
    const died: number[] = []
    const recovered = new Promise<string>((resolve) => {
      const kept = supervise(
        {
          name: 'recommend',
          start: () => Promise.resolve(runs.shift() ?? lives),
          isDone: () => false,
          isFatal: () => false,
        },
        events({
          onDied: (_, { failures }) => died.push(failures),
          onRecovered(name) {
            resolve(name)
            void kept.stop(1_000)
          },
        }),
        { healthyAfterMs: 1, delayMs: () => 0 },
      )
    })
    expect(await recovered).toBe('recommend')
    expect(died).toStrictEqual([1, 2, 3, 4])
  })
})

it('forgets failures after a minute of health', () => {
  expect([failuresAfter(0, 10), failuresAfter(5, 59_999), failuresAfter(5, 60_000)]).toStrictEqual([1, 6, 1])
})
