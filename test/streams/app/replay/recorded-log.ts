import { pino } from 'pino'
import { recommendWith } from '../../../../processors/recommend/recommend.ts'
import { DEFAULT_SETTINGS } from '../../../../processors/recommend/recommend.ts'
import { neighbours } from '../../../../processors/recommend/rank.ts'
import { listenerId, playId, recommendationId } from '../../../../schemas/generated.ts'
import type { Play } from '../../../../schemas/generated.ts'
import { allTopics, audioReferences, deadLetters, recommendations } from '../../../../schemas/topics.ts'
import { recordOutput } from '../../../../streams/app/output/record-output.ts'
import { replayPlays } from '../../../../streams/app/replay/replay.ts'
import { parseReplay } from '../../../../streams/app/replay/replay-options.ts'
import type { ReplayOptions } from '../../../../streams/app/replay/replay-options.ts'
import type { ReplayPort } from '../../../../streams/app/replay/stage.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../../streams/engine/topic.ts'
import { HOUR_MS, library, played, referenceOf, START } from '../../../support/builders.ts'
import { indexing } from '../../../support/indexing.ts'

/** A log in memory, of a library and of what listeners played from the lists that `recommend` made. */

export const SERVING = 'neighbours-5'
export const features = library(48)
const ids = features.flatMap(({ value }) => value?.trackId ?? [])

export const libraryRecords = (): readonly StreamRecord[] => [
  ...ids.map((id) => record(audioReferences, id, referenceOf(id, { artist: `by ${id.slice(1)}` }), START)),
  ...features,
  ...indexing(features),
]

/** The n-th play: each of some listeners starts a track, and ends it; by turns of equal times. */
export function nthPlay(n: number, changes: Partial<Play> = {}, listeners = 4): StreamRecord {
  const turn = Math.floor(n / listeners)
  const event = (['started', 'finished', 'started', 'skipped', 'started', 'liked'] as const)[turn % 6] ?? 'started'
  const track = ids[((n % listeners) * 11 + Math.floor(turn / 2) * 7) % ids.length] ?? ''
  const listener = { listenerId: listenerId(`listener-${n % listeners}`), playId: playId(`play-${n}`) }
  return played(event, track, START + HOUR_MS + turn * 60_000, { ...listener, playedMs: 20_000, ...changes })
}

export function emptyLog(dataFolder: string): MemoryRuntime {
  return createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder, log: pino({ level: 'silent' }) })
}

/** @returns the log after `recommend` has answered so many plays. */
export async function recordedLog(dataFolder: string, plays: number): Promise<MemoryRuntime> {
  const memory = emptyLog(dataFolder)
  await memory.write(...libraryRecords())
  await memory.write(...Array.from({ length: plays }, (_, n) => nthPlay(n)))
  await memory.runToEnd(recommendWith(neighbours))
  return memory
}

/** What a command printed, and with what it ended. */
export interface Replayed {
  readonly code: number
  readonly out: string
  readonly err: readonly string[]
}

export function portOf(memory: MemoryRuntime, signal = new AbortController().signal) {
  let out = ''
  const err: string[] = []
  const stream = {
    write(text: string, done: () => void) {
      out += text
      done()
      return true
    },
    on: () => stream,
  }
  const port: ReplayPort = {
    runtime: memory.connect(signal),
    output: recordOutput(stream as unknown as NodeJS.WritableStream), // of its many methods these two are used
    err: (line) => void err.push(line),
    now: () => 0,
    wait: () => Promise.resolve(),
    settings: DEFAULT_SETTINGS,
    serving: SERVING,
  }
  return { port, printed: () => out, err }
}

export async function replayed(
  memory: MemoryRuntime,
  options: ReplayOptions,
  changes: Partial<ReplayPort> = {},
): Promise<Replayed> {
  const { port, printed, err } = portOf(memory)
  const plan = parseReplay('plays', options, SERVING, START + 24 * HOUR_MS)
  const code = await replayPlays({ ...port, ...changes }, plan)
  return { code, out: printed(), err }
}

/** Lists of a program outside, one in answer to each play: always the same tracks. */
export async function writeOutsideLists(memory: MemoryRuntime, model: string): Promise<void> {
  const own = await memory.read(recommendations)
  await memory.write(
    ...own.flatMap(({ key, value, timestamp }) => {
      if (value === null) return []
      const { partition, offset } = value.causedBy
      const items = value.items.map((item, i) => ({ ...item, trackId: ids[i] ?? item.trackId, propensity: 1, explored: false })) // prettier-ignore
      const list = { ...value, model, items, shown: null, recommendationId: recommendationId(`${model}:plays/${partition}/${offset}`) } // prettier-ignore
      return [record(recommendations, key, list, timestamp)]
    }),
  )
}
