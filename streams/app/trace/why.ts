import { decodedRecord } from '../../engine/serde/codec.ts'
import type { Play, Recommendation, RecommendedItem, TrackId } from '../../../schemas/generated.ts'
import { audioReferences, plays, recommendations } from '../../../schemas/topics.ts'
import { ConfigError } from '../../engine/errors.ts'
import { partitionsOf } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { EXIT } from '../output/exit-codes.ts'
import { jsonText } from '../output/json-text.ts'
import { scan } from './scan.ts'
import type { FoundRecord } from './scan.ts'
import type { TracePort } from './trace.ts'

/** What happened to an item of a list. */
interface Outcome {
  readonly event: string
  /** Epoch ms. */
  readonly at: number
  readonly playId: string
  /** Whether the model knows that the play was taken from this list; otherwise the player says so. */
  readonly isConfirmed: boolean
}

/** Prints a list with its model, its causes, the reason of each item, and what became of it. @throws {ConfigError} @returns the exit code. */
export async function printWhy({ runtime, output, err }: TracePort, id: string): Promise<number> {
  const [, partition, offset] = /^.+:plays\/(\d+)\/(\d+)$/.exec(id) ?? []
  if (partition === undefined || offset === undefined) {
    throw new ConfigError(`"${id}" is no id of a recommendation, such as neighbours-5:plays/3/42.`)
  }
  const cause = await playAt(runtime, Number(partition), Number(offset))
  if (cause === null) {
    err(`There is no play plays/${partition}/${offset} that could have caused ${id}.`)
    return EXIT.absent
  }
  const lists = await naming(runtime, id, cause.timestamp)
  const list = lists.find((each) => each.recommendationId === id)
  if (list === undefined) {
    err(`The topic ${recommendations.name} does not hold ${id}: either no such list was made, or it is older than the topic keeps.`) // prettier-ignore
    return EXIT.absent
  }
  const outcomes = await outcomesOf(runtime, id, cause, lists)
  const names = await namesOf(runtime, list.items)
  const items = list.items.map((item) => ({ ...item, ...names.get(item.trackId), became: outcomes.get(item.trackId) ?? [] })) // prettier-ignore
  const whole = { ...list, at: cause.timestamp, causedBy: { ...list.causedBy, play: cause.play }, items }
  await output.line(jsonText(whole))
  await output.flush()
  return EXIT.ok
}

interface CausingPlay {
  readonly play: Play
  readonly partition: number
  readonly timestamp: number
}

async function playAt(runtime: Runtime, partition: number, offset: number): Promise<CausingPlay | null> {
  if (partition >= (runtime.partitionsOf.get(plays.name) ?? 0)) return null
  const records = await scan(runtime, [{ topic: plays.name, partition }], { next: offset }, { mayBe: (record) => record.offset === offset }) // prettier-ignore
  const [play] = records
  const found = play === undefined ? null : decodedRecord(play, plays)
  return found?.value == null ? null : { play: found.value, partition, timestamp: found.timestamp }
}

/** The lists that name a list: itself, and those that answer a play taken from it. */
async function naming(runtime: Runtime, id: string, since: number): Promise<readonly Recommendation[]> {
  const bytes = Buffer.from(id)
  const found = await scan(runtime, partitionsOf(runtime, [recommendations]), since, {
    mayBe: ({ value }) => value?.includes(bytes) === true,
    is: (each) => listOf(each)?.recommendationId === id || listOf(each)?.causedBy.takenFrom === id,
  })
  return found.flatMap((each) => listOf(each) ?? [])
}

const listOf = (each: FoundRecord): Recommendation | null => decodedRecord(each, recommendations)?.value ?? null

async function outcomesOf(
  runtime: Runtime,
  id: string,
  { partition, timestamp }: CausingPlay,
  lists: readonly Recommendation[],
): Promise<ReadonlyMap<TrackId, readonly Outcome[]>> {
  const confirmed = new Set(lists.filter(({ causedBy }) => causedBy.takenFrom === id).map(({ causedBy }) => causedBy.playId)) // prettier-ignore
  const bytes = Buffer.from(id)
  const found = await scan(runtime, [{ topic: plays.name, partition }], timestamp, {
    mayBe: ({ value }) => value?.includes(bytes) === true,
    is: (each) => decodedRecord(each, plays)?.value?.recommendationId === id,
  })
  const outcomes = new Map<TrackId, readonly Outcome[]>()
  for (const each of found) {
    const play = decodedRecord(each, plays)?.value
    if (play == null) continue
    const { trackId, event, playId } = play
    const outcome = { event, at: each.wire.timestamp, playId, isConfirmed: confirmed.has(playId) }
    outcomes.set(trackId, [...(outcomes.get(trackId) ?? []), outcome])
  }
  return outcomes
}

type Names = ReadonlyMap<TrackId, { readonly title: string; readonly artist: string }>

/** As the library has them now. */
async function namesOf(runtime: Runtime, items: readonly RecommendedItem[]): Promise<Names> {
  const ids = new Set<string>(items.map(({ trackId }) => trackId))
  const names = new Map<TrackId, { readonly title: string; readonly artist: string }>()
  await scan(runtime, partitionsOf(runtime, [audioReferences]), 'start', {
    mayBe: ({ key }) => ids.has(key?.toString('utf8') ?? ''),
    is(each) {
      const reference = decodedRecord(each, audioReferences)?.value
      if (reference != null) names.set(reference.trackId, { title: reference.title, artist: reference.artist })
      return false // the newest name is enough
    },
  })
  return names
}
