import type { Play, Recommendation } from '../../../schemas/generated.ts'
import { plays, recommendations } from '../../../schemas/topics.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import { lineage } from '../../engine/serde/trace.ts'
import { record } from '../../engine/topic.ts'
import { comparedList } from './compare-lists.ts'
import { createDiff } from './diff.ts'
import type { ComparedList } from './diff.ts'
import { diffTable } from './diff-table.ts'
import type { ModelReplay, ReplayedList } from './model-replay.ts'
import type { RecordedLists } from './recorded-lists.ts'
import type { ReplayedRecord } from './replayed-plays.ts'
import type { ReplayPlan } from './replay-options.ts'
import { positionText } from './stage.ts'
import type { ReplayPort, ReplayStage } from './stage.ts'
import type { ReplayTables } from './tables.ts'
import { REPLAYED_BY, REPLAYED_FROM } from './target.ts'
import type { ReplayTarget } from './target.ts'

/** What lists are made from and where they go. */
export interface ListSources {
  readonly tables: ReplayTables
  /** In the order of the plan: a model of the program, or only the name of one whose lists another program wrote. */
  readonly models: readonly (ModelReplay | string)[]
  /** Null where nothing is compared. */
  readonly recorded: RecordedLists | null
  readonly target: ReplayTarget | null
  pause(timestamp: number): Promise<void>
}

/** Makes the lists of models; prints them, writes them, or compares them. */
export function listStage(port: ReplayPort, plan: ReplayPlan, parts: ListSources): ReplayStage {
  const { tables, models, recorded, target } = parts
  const names = models.map((model) => (typeof model === 'string' ? model : model.id))
  const diff = createDiff(names)
  const tally = { plays: 0, lists: 0, there: 0, failed: 0, unavailable: 0 }
  const emit = async (play: ReplayedRecord, { list, difference }: ComparedList, model: string): Promise<void> => {
    if (difference === 'index unavailable') tally.unavailable += 1
    if (list !== null) tally.lists += 1
    if (target !== null) {
      if (list === null) return
      if (target.has(positionText(plays.name, play), model)) tally.there += 1
      else await target.add(outgoing(port, target.name, play, list))
    } else if (!plan.isDiff && (list !== null || difference === 'index unavailable')) {
      await port.output.line(JSON.stringify({ ...placeOf(play), model, ...(list === null ? UNAVAILABLE : { list }) }))
    }
  }
  return {
    async take(play, isWithin) {
      if (!play.ok) {
        if (isWithin) tally.failed += 1
        if (isWithin) port.err(play.message)
        return
      }
      tables.catchUp(play.record.timestamp)
      tables.addPlay(play.record)
      const made = models.map((model) => (typeof model === 'string' ? model : model.step(play.record)))
      if (!isWithin || play.record.value === null) return
      await parts.pause(play.record.timestamp)
      tally.plays += 1
      const { partition, offset } = play.record
      const shown = recorded?.shown(partition, offset) ?? null
      const lists = made.map((each): ComparedList => {
        if (typeof each !== 'string') return comparedList(each, shown, plan.views)
        const list = recorded?.of(each, partition, offset)?.list ?? null
        return { list, difference: list === null ? 'no list' : list === shown?.list ? null : 'other model' }
      })
      const broken = made.find((each): each is ReplayedList & { kind: 'failed' } => typeof each !== 'string' && each.kind === 'failed') // prettier-ignore
      if (broken !== undefined) {
        tally.failed += 1
        port.err(`${positionText(plays.name, play)}: ${broken.message}`)
      }
      for (const [i, list] of lists.entries()) await emit(play, list, names[i] ?? '')
      if (!plan.isDiff) return
      const compared = { play: play.record.value as Play, recorded: shown?.list ?? null, lists } // decoded by the topic's own serde
      diff.add(compared)
      await port.output.line(JSON.stringify({ ...placeOf(play), ...comparison(compared.play, compared.recorded, lists, names) })) // prettier-ignore
    },
    async finish() {
      await target?.flush()
      const { plays: count, lists, there, unavailable, failed } = tally
      const where = target === null ? '' : ` into ${target.name}, of which ${there} were there`
      const missing =
        plan.views === 'now'
          ? []
          : [`${unavailable} lists cannot be compared: their index version is not in the log any more.`]
      const table = plan.isDiff ? diffTable(diff.figures()) : []
      return { failed, lines: [...table, `${count} plays were replayed, and gave ${lists} lists${where}.`, ...missing] }
    },
  }
}

const UNAVAILABLE = { error: { code: 'index-unavailable', message: 'The log does not hold the index of that time any more.' } } // prettier-ignore

const placeOf = (play: ReplayedRecord) => ({ causedBy: positionText(plays.name, play), timestamp: play.wire.timestamp })

/** A list for the log, as `recommend` writes it: key, time and headers are the same. */
function outgoing({ runtime }: ReplayPort, topic: string, play: ReplayedRecord, list: Recommendation): OutgoingRecord {
  const encoded = runtime.codec.encode(record(recommendations, list.listenerId, list, play.wire.timestamp))
  const headers = {
    ...lineage(plays.name, play.partition, play.wire),
    [REPLAYED_FROM]: positionText(plays.name, play),
    [REPLAYED_BY]: list.model,
  }
  return { ...encoded, topic, headers }
}

function comparison(
  { listenerId, event, trackId }: Play,
  recorded: Recommendation | null,
  lists: readonly ComparedList[],
  names: readonly string[],
) {
  const short = (list: Recommendation | null) =>
    list && {
      recommendationId: list.recommendationId,
      indexVersion: list.indexVersion,
      relationsVersion: list.relationsVersion,
      items: list.items.map((item) => ({ trackId: item.trackId, propensity: item.propensity })),
    }
  return {
    listenerId,
    event,
    trackId,
    recorded: short(recorded),
    lists: lists.map(({ list, difference }, i) => ({ model: names[i], difference, list: short(list) })),
  }
}
