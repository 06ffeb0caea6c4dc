import { EventEmitter, once } from 'node:events'
import { missedWithout } from '../../../processors/shared/standstill.ts'
import { pausedProcessors } from '../../engine/runtime/paused-processors.ts'

const LOOK_EVERY_MS = 1_000

/** Whether one processor is to be kept stopped. */
export interface PauseSwitch {
  /** Resolves once it is paused. @throws the signal's reason. */
  untilPaused(signal: AbortSignal): Promise<void>
  /** Resolves once it is not paused. @throws the signal's reason. */
  untilResumed(signal: AbortSignal): Promise<void>
}

/** The pauses of a data folder. */
export interface Pauses {
  switchOf(processor: string): PauseSwitch
  /** Looks at once what `everyMs` would look at later. */
  look(): void
  stop(): void
}

export interface PauseOptions {
  say(line: string): void
  readonly everyMs?: number
}

/** Watches which processors are paused, and says each change once. */
export function watchPauses(dataFolder: string, { say, everyMs = LOOK_EVERY_MS }: PauseOptions): Pauses {
  const changes = new EventEmitter().setMaxListeners(0) // one for each processor
  let paused: ReadonlySet<string> = new Set()
  let unreadable = ''
  const present = (): ReadonlySet<string> => {
    try {
      const found = new Set(pausedProcessors(dataFolder).map(({ processor }) => processor))
      unreadable = ''
      return found
    } catch (error) {
      const why = String(error)
      if (why !== unreadable) say(`Which processors are paused cannot be read, so that nothing changes: ${why}`)
      unreadable = why
      return paused
    }
  }
  const look = () => {
    const now = present()
    const lines = [
      ...[...now].filter((name) => !paused.has(name)).map(pausedLine),
      ...[...paused].filter((name) => !now.has(name)).map((name) => `${name} goes on: it was resumed.`),
    ]
    paused = now
    if (lines.length === 0) return
    for (const line of lines) say(line)
    changes.emit('change')
  }
  look()
  const timer = setInterval(look, everyMs)
  timer.unref()
  const until = async (isSo: () => boolean, signal: AbortSignal) => {
    signal.throwIfAborted()
    while (!isSo()) await once(changes, 'change', { signal })
  }
  return {
    switchOf: (processor) => ({
      untilPaused: (signal) => until(() => paused.has(processor), signal),
      untilResumed: (signal) => until(() => !paused.has(processor), signal),
    }),
    look,
    stop: () => clearInterval(timer),
  }
}

/** For the terminal. */
export const pausedLine = (name: string): string =>
  `${name} is paused. ${missedWithout(name)} until "npx slipstream resume ${name}".`
