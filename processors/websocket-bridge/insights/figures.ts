import type { DeadLetter, Feedback, IndexTraining } from '../../../schemas/generated.ts'
import { WAIT_BOUNDS_MS } from '../../../schemas/http.ts'
import type { AnswerOf, readInsights } from '../../../schemas/http.ts'
import { deadLetters, feedback, indexTrainings, recommendations } from '../../../schemas/topics.ts'
import type { InputOf } from '../../../streams/engine/topic.ts'
import { share } from '../../shared/share-interval.ts'
import { MAX_MODELS } from '../known-models.ts'
import { hourOf, hoursOf, INSIGHT_HOUR_MS } from './hours.ts'
import { offeredRanks } from './offered-ranks.ts'
import { scoreInterval } from './score-interval.ts'
import { deadLettersSql, exploredSql, indexSql, scoresSql, waitsSql } from './sql.ts'

/** Topics that the figures are made of. */
export const insightTopics = [recommendations, feedback, indexTrainings, deadLetters] as const

export type InsightRecord = InputOf<(typeof insightTopics)[number]>
export type Insights = AnswerOf<typeof readInsights>

/** Versions of the index that are shown, the newest. */
export const MAX_VERSIONS = 200
/** Pairs of code and processor that are counted; dead letters of any other are not. */
export const MAX_LETTER_KINDS = 200

/** Folds records into counts by hour, from which any range is added up. */
export interface InsightFold {
  apply(record: InsightRecord): void
  /** Records that were applied. */
  readonly records: number
  /** @param nowMs the end of a range that has none. */
  between(range: { readonly from?: number | undefined; readonly to?: number | undefined }, nowMs: number): Figures
}

type Figures = Omit<Insights, 'reading'>

export function insightFold(): InsightFold {
  const windows = hoursOf(() => new Map<string, Feedback>())
  const models = new Set<string>()
  const ranks = offeredRanks()
  const waits = hoursOf(() => new Uint32Array(WAIT_BOUNDS_MS.length + 1))
  const letters = hoursOf(() => new Map<number, number>())
  const letterKinds = new Map<string, number>()
  let versions: readonly IndexTraining[] = []
  let records = 0

  const withFeedback = (value: Feedback) => {
    if (models.size < MAX_MODELS) models.add(value.model)
    if (models.has(value.model)) windows.at(value.windowStart)?.set(value.model, value)
  }
  const withLetter = ({ code, processor }: DeadLetter, at: number) => {
    const kind = JSON.stringify([code, processor])
    if (letterKinds.size < MAX_LETTER_KINDS && !letterKinds.has(kind)) letterKinds.set(kind, letterKinds.size)
    const place = letterKinds.get(kind)
    const counts = place === undefined ? null : letters.at(at)
    if (place !== undefined) counts?.set(place, (counts.get(place) ?? 0) + 1)
  }
  const withList = (record: InputOf<typeof recommendations>) => {
    const { value, timestamp, sentAt } = record
    // Of models in shadow nothing is shown: nobody waits for their lists or plays from them.
    if (value?.shown !== true || !ranks.apply(value, timestamp) || sentAt === undefined) return
    const counts = waits.at(timestamp)
    const range = WAIT_BOUNDS_MS.findIndex((bound) => sentAt - timestamp <= bound)
    const place = range === -1 ? WAIT_BOUNDS_MS.length : range
    if (counts !== null) counts[place] = (counts[place] ?? 0) + 1
  }

  return {
    get records() {
      return records
    },
    apply(record) {
      records += 1
      if (record.value === null) return
      switch (record.topic) {
        case 'recommendations':
          withList(record)
          break
        case 'feedback':
          withFeedback(record.value)
          break
        case 'dead-letters':
          withLetter(record.value, record.timestamp)
          break
        case 'index-trainings': {
          const { value } = record
          const others = versions.filter(({ version }) => version !== value.version)
          versions = [...others, value].sort((a, b) => a.version - b.version).slice(-MAX_VERSIONS)
        }
      }
    },
    between(asked, nowMs) {
      const all = [windows, ranks, waits, letters].flatMap((hours) => hours.oldest() ?? [])
      const from = hourOf(asked.from ?? Math.min(hourOf(nowMs), ...all))
      const to = Math.max(from + INSIGHT_HOUR_MS, hourOf((asked.to ?? nowMs + 1) + INSIGHT_HOUR_MS - 1))
      const range = { from, to }
      return {
        ...range,
        records,
        scores: { rows: scoreRows(windows.between(from, to)), sql: scoresSql(range) },
        explored: { rows: ranks.between(from, to).map(exploredRow), sql: exploredSql(range) },
        waits: { rows: waitRows(waits.between(from, to)), sql: waitsSql(range) },
        index: { rows: versions.map(indexRow), sql: indexSql() },
        deadLetters: {
          rows: letterRows([...letterKinds.keys()], letters.between(from, to)),
          sql: deadLettersSql(range),
        },
      }
    },
  }
}

type RowOf<K extends 'scores' | 'explored' | 'waits' | 'index' | 'deadLetters'> = Insights[K]['rows'][number]

function scoreRows(hours: readonly ReadonlyMap<string, Feedback>[]): readonly RowOf<'scores'>[] {
  const windows = hours.flatMap((each) => [...each.values()])
  const models = [...new Set(windows.map(({ model }) => model))].sort((a, b) => (a < b ? -1 : 1))
  return models.map((model) => scoreRow(model, windows.filter((window) => window.model === model))) // prettier-ignore
}

function scoreRow(model: string, windows: readonly Feedback[]): RowOf<'scores'> {
  const sum = (of: (window: Feedback) => number) => windows.reduce((total, window) => total + of(window), 0)
  const judged = sum((window) => window.judged)
  const gained = sum(({ score, judged: n }) => (score ?? 0) * n)
  const found = sum(({ hits, misled }) => hits + misled)
  const [finished, skipped] = [sum((window) => window.finished), sum((window) => window.skipped)]
  const interval = judged === 0 ? { low: null, high: null } : scoreInterval(gained, found, judged)
  const skips = share(skipped, finished + skipped)
  return {
    model,
    lists: sum((window) => window.recommendations),
    judged,
    score: judged === 0 ? null : gained / judged,
    ...interval,
    started: sum((window) => window.started),
    finished,
    skipped,
    skipRate: skips?.value ?? null,
    skipLow: skips?.low ?? null,
    skipHigh: skips?.high ?? null,
  }
}

function exploredRow(counts: Omit<RowOf<'explored'>, 'finishedShare' | 'low' | 'high'>): RowOf<'explored'> {
  const ended = share(counts.finished, counts.finished + counts.skipped)
  return { ...counts, finishedShare: ended?.value ?? null, low: ended?.low ?? null, high: ended?.high ?? null }
}

const waitRows = (hours: readonly Uint32Array[]): readonly RowOf<'waits'>[] =>
  [...WAIT_BOUNDS_MS, null]
    .map((upToMs, i) => ({ upToMs, lists: hours.reduce((total, counts) => total + (counts[i] ?? 0), 0) }))
    .filter(({ lists }) => lists > 0)

const indexRow = ({ version, cells, probes, measuredRecall, recallGoal, measuredOn }: IndexTraining): RowOf<'index'> => ({
  version,
  cells,
  probes,
  recall: measuredRecall,
  recallGoal,
  tracks: measuredOn,
}) // prettier-ignore

function letterRows(
  kinds: readonly string[],
  hours: readonly ReadonlyMap<number, number>[],
): readonly RowOf<'deadLetters'>[] {
  const rows = kinds.map((kind, place) => {
    const [code = '', processor = ''] = JSON.parse(kind) as readonly string[] // as it was made above
    return { code, processor, letters: hours.reduce((total, counts) => total + (counts.get(place) ?? 0), 0) }
  })
  const before = (a: string, b: string) => (a < b ? -1 : Number(a > b))
  return rows
    .filter(({ letters }) => letters > 0)
    .sort((a, b) => b.letters - a.letters || before(a.code, b.code) || before(a.processor, b.processor))
}
