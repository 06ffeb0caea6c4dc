import { decodedRecord } from '../../engine/serde/codec.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import type { Model } from '../../../processors/recommend/model.ts'
import { idleSince } from '../../../processors/recommend/idle.ts'
import { emptyProfile } from '../../../processors/recommend/profile.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { listenerId } from '../../../schemas/generated.ts'
import type { ListenerId, ListenerProfile, Recommendation } from '../../../schemas/generated.ts'
import { plays, trackAliases } from '../../../schemas/topics.ts'
import { ConfigError } from '../../engine/errors.ts'
import { partitionOf } from '../../engine/partition.ts'
import type { GlobalTable } from '../../engine/processor.ts'
import { readTopic } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { reading } from '../../engine/runtime/work.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import type { InputOf } from '../../engine/topic.ts'
import { countedRecords } from '../output/counted-records.ts'
import { EXIT } from '../output/exit-codes.ts'
import { jsonText } from '../output/json-text.ts'
import { parseRangeEdge } from '../records/range.ts'
import type { RangeEdge } from '../records/range.ts'
import { readRecordedLists } from './recorded-lists.ts'
import type { RecordedLists } from './recorded-lists.ts'
import { replayedPlays } from './replayed-plays.ts'
import type { ReplayPort } from './stage.ts'

/** The options as they were typed. */
export interface StateOptions {
  readonly processor?: string
  readonly listener: string
  readonly at?: string
}

export interface StatePlan {
  readonly listener: ListenerId
  /** Plays before it are folded. */
  readonly at: RangeEdge
}

/** @throws {ConfigError} */
export function parseState(
  { processor = 'recommend', listener, at = 'latest' }: StateOptions,
  nowMs: number,
): StatePlan {
  if (processor !== 'recommend') throw new ConfigError(`--processor: the state of recommend can be folded again, not that of ${processor}.`) // prettier-ignore
  const edge = parseRangeEdge(at, nowMs)
  if (edge.kind === 'last' || edge.kind === 'earliest') throw new ConfigError(`--at: "${at}" is no moment: a time, an offset or latest is.`) // prettier-ignore
  return { listener: listenerId(listener), at: edge }
}

/** The profile of a listener, and the last play that is in it. */
export interface StateAt {
  /** Null: there is none, or it was forgotten. */
  readonly state: ListenerProfile | null
  readonly plays: number
  /** Of the last play, `plays/partition/offset`. */
  readonly last: string | null
  /** Records of the listener that are not in the state, since recommend gave them up. */
  readonly givenUp: GivenUp
}

export interface GivenUp {
  readonly count: number
  /** The first one, `plays/partition/offset`, and why. */
  readonly first: { readonly at: string; readonly message: string } | null
}

/**
 * Folds the plays of one listener through the processor that serves. Its lists are not made again but taken from
 * `recommendations`: a profile holds the last twenty that were offered. So it is the state that recommend had, byte for byte,
 * as long as the log holds those lists (90 days).
 */
export async function stateAt(
  { runtime, settings, serving }: Pick<ReplayPort, 'runtime' | 'settings' | 'serving'>,
  { listener, at }: StatePlan,
): Promise<StateAt> {
  const partition = partitionOf(Buffer.from(listener), runtime.partitionsOf.get(plays.name) ?? plays.partitions)
  const [lists, aliases] = [await readRecordedLists(runtime, serving, listener), await aliasRecords(runtime)]
  const tables = new Map<GlobalTable<unknown>, unknown>()
  for (const table of [libraryIndex, itemMetadata, coListening] as const) tables.set(table, table.create())
  const metadata = tables.get(itemMetadata) as ReturnType<typeof itemMetadata.create> // set above
  const read = reading('recommend', tables)
  const nodes = new Map<string, ReturnType<typeof recommendWith>>()
  const nodeOf = (model: string) => {
    const node = nodes.get(model) ?? recommendWith(recordedModel(model, lists, partition), settings)
    nodes.set(model, node)
    return node
  }
  let [profile, count, nextAlias]: [ListenerProfile, number, number] = [emptyProfile, 0, 0]
  let last: InputOf<typeof plays> | null = null
  let givenUp: GivenUp = { count: 0, first: null }
  const giveUp = (offset: number, message: string) => {
    const first = givenUp.first ?? { at: `${plays.name}/${partition}/${offset}`, message }
    givenUp = { count: givenUp.count + 1, first }
  }
  const key = Buffer.from(listener)
  for await (const batch of replayedPlays(runtime, null, [partition])) {
    for (const decoded of batch) {
      if (decoded.wire.key?.equals(key) !== true || !isBefore(at, decoded.wire)) continue
      const play = decodedRecord(decoded, plays)
      if (play === null) {
        if (!decoded.ok) giveUp(decoded.wire.offset, decoded.message)
        continue
      }
      for (
        let alias = aliases[nextAlias];
        alias !== undefined && alias.timestamp <= play.timestamp;
        alias = aliases[nextAlias]
      ) {
        itemMetadata.apply(metadata, alias)
        nextAlias += 1
      }
      const model = lists.shown(partition, play.offset)?.list.model ?? serving
      count += 1
      last = play
      try {
        profile = nodeOf(model).step(profile, play, read).state ?? emptyProfile
      } catch (error) {
        giveUp(play.offset, error instanceof Error ? error.message : String(error)) // the state stays as it was
      }
    }
  }
  const isForgotten = at.kind === 'time' && isIdle(profile, at.atMs, settings.forgetAfterMs)
  return {
    state: count === 0 || isForgotten ? null : profile,
    plays: count,
    last: last === null ? null : `${plays.name}/${last.partition}/${last.offset}`,
    givenUp,
  }
}

function isIdle(profile: ListenerProfile, at: number, afterMs: number | null): boolean {
  const since = afterMs === null ? null : idleSince(profile)
  return since !== null && afterMs !== null && at - since >= afterMs
}

const isBefore = (at: RangeEdge, { timestamp, offset }: LogRecord): boolean =>
  at.kind === 'time' ? timestamp < at.atMs : at.kind === 'offset' ? offset < at.offset : true

/** A model that says again what is recorded. @param id as in the lists, such as `neighbours-5`. */
function recordedModel(id: string, lists: RecordedLists, partition: number): Model {
  const [, name = id, version = '0'] = /^(.*)-(\d+)$/.exec(id) ?? []
  return {
    name,
    version: Number(version),
    rank(_, { offset }) {
      const list: Recommendation | null = lists.shown(partition, offset)?.list ?? null
      return { items: list?.items ?? [], candidates: list?.candidates ?? 0 }
    },
  }
}

async function aliasRecords(runtime: Runtime): Promise<readonly InputOf<typeof trackAliases>[]> {
  const found: InputOf<typeof trackAliases>[] = []
  await readTopic(runtime, trackAliases, (alias) => found.push(alias))
  return found.toSorted((a, b) => a.timestamp - b.timestamp)
}

/** Prints the state as one line of JSON; bytes are base64. @returns the exit code: `absent` where records could not be used. */
export async function printState(
  port: Pick<ReplayPort, 'runtime' | 'settings' | 'serving' | 'output' | 'err'>,
  plan: StatePlan,
): Promise<number> {
  const { state, plays: count, last, givenUp } = await stateAt(port, plan)
  if (givenUp.first !== null) {
    const { at, message } = givenUp.first
    port.err(`The state is without ${countedRecords(givenUp.count)} of the listener that recommend gives up. The first is ${at}: ${message}`) // prettier-ignore
  }
  if (count === 0) {
    port.err(`There is no play of the listener ${plan.listener} before that.`)
    return EXIT.absent
  }
  await port.output.line(jsonText({ processor: 'recommend', listenerId: plan.listener, plays: count, last, state }))
  await port.output.flush()
  if (state === null) port.err('The profile was forgotten: the listener played little, and nothing for long.')
  return givenUp.count > 0 ? EXIT.absent : EXIT.ok
}
