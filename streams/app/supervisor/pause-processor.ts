import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ConfigError } from '../../engine/errors.ts'
import { markPaused, markResumed } from '../../engine/runtime/paused-processors.ts'
import { didYouMean } from '../nearest-name.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { pausedLine } from './pauses.ts'
import { holderOf, leftovers } from './run-folder.ts'
import { wholeTopology } from '../topology.ts'

/** A processor finishes its batches within 5 s, and is killed then. */
const STOPPED_WITHIN_MS = 15_000
const LOOK_EVERY_MS = 100

/**
 * Keeps a processor stopped, also over restarts of the service, and waits until it has ended.
 * @returns the exit code.
 * @throws {ConfigError} when there is none of this name.
 */
export async function pauseProcessor(
  dataFolder: string,
  name: string,
  streams: OutputStreams,
  withinMs: number = STOPPED_WITHIN_MS,
): Promise<number> {
  requireProcessor(name)
  const { since } = markPaused(dataFolder, name, Date.now())
  const isSupervised = holderOf(dataFolder) !== null
  const isRunning = () => leftovers(join(dataFolder, 'run')).some((process) => process.name === name)
  for (let waitedMs = 0; isSupervised && isRunning() && waitedMs < withinMs; waitedMs += LOOK_EVERY_MS) {
    await wait(LOOK_EVERY_MS)
  }
  if (isSupervised && isRunning()) {
    streams.err(`${name} is marked as paused, but has not stopped yet: look at its log.`)
    return EXIT.failure
  }
  streams.out(JSON.stringify({ processor: name, paused: true, since }))
  streams.err(
    isSupervised
      ? pausedLine(name)
      : `No Slipstream runs on ${dataFolder}: the next "npm start" leaves ${name} out. Containers do not obey this: stop theirs.`,
  )
  return EXIT.ok
}

/** Lets a processor run again: the supervisor starts it within a second. @returns the exit code. @throws {ConfigError} */
export function resumeProcessor(dataFolder: string, name: string, streams: OutputStreams): number {
  requireProcessor(name)
  const wasPaused = markResumed(dataFolder, name)
  streams.out(JSON.stringify({ processor: name, paused: false }))
  streams.err(wasPaused ? `${name} was resumed.` : `${name} was not paused.`)
  return EXIT.ok
}

function requireProcessor(name: string): void {
  const names = wholeTopology().map((node) => node.name)
  if (names.some((each) => each === name)) return
  throw new ConfigError(`There is no processor ${name}.${didYouMean(name, names)} There are: ${names.join(', ')}.`)
}
