import type * as z from 'zod/mini'
import { WAIT_BOUNDS_MS, readFlow, readInsights, tailTopic } from '../../schemas/http.ts'
import { request } from './requests.ts'
import { wallTime } from './time-words.ts'

/** What the page of insights shows, made of what the server counted. */

export type InsightCounts = z.output<typeof readInsights.answer>
export type Flow = z.output<typeof readFlow.answer>
export type TailPage = z.output<typeof tailTopic.answer>

/** Where others than the machine of the service ask from, the token is sent with each request. */
const withToken = (token: string) => (token === '' ? {} : { more: { headers: { authorization: `Bearer ${token}` } } })

/** A range of time, epoch ms; what is left out has no end on that side. */
export interface InsightRange {
  readonly from?: number
  readonly to?: number
}

export function fetchInsights(range: InsightRange, token: string, signal: AbortSignal): Promise<InsightCounts> {
  const query = new URLSearchParams(Object.entries(range).map(([name, ms]) => [name, String(ms)]))
  return request(readInsights, { signal, query, ...withToken(token) })
}

export const fetchFlow = (token: string, signal: AbortSignal): Promise<Flow> =>
  request(readFlow, { signal, ...withToken(token) })

export function fetchTail(topic: string, after: number, token: string, signal: AbortSignal): Promise<TailPage> {
  return request(tailTopic, {
    signal,
    query: new URLSearchParams({ topic, after: String(after) }),
    ...withToken(token),
  })
}

const HOUR_MS = 3_600_000
export const spans = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, all: null } as const
export type Span = keyof typeof spans

export const isSpan = (text: string | null): text is Span => text !== null && Object.hasOwn(spans, text)

/** The span that an address names; `own`: it names two times. A day where it says nothing. */
export function spanOf(query: URLSearchParams): Span | 'own' {
  const named = query.get('range')
  if (isSpan(named)) return named
  return named === 'own' ? 'own' : 'day'
}

/** What an address asks for. Times of its own are of this browser's clock; one that cannot be read is left out. */
export function rangeOf(query: URLSearchParams, nowMs: number): InsightRange {
  const span = spanOf(query)
  if (span === 'all') return {}
  if (span !== 'own') return { from: nowMs - spans[span] }
  const [from, to] = ['from', 'to'].map((name) => Date.parse(query.get(name) ?? ''))
  const known = (ms: number | undefined): ms is number => ms !== undefined && Number.isFinite(ms) && ms >= 0
  const range = { ...(known(from) && { from }), ...(known(to) && { to }) }
  // Two ends that were exchanged are meant as the time between them.
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    return range.from === range.to ? { from: range.from } : { from: range.to, to: range.from }
  }
  return range
}

/** Values of categories: bars, or points with their intervals. */
export interface ChartSeries {
  readonly name: string
  readonly mark: 'bar' | 'dot' | 'square'
  readonly values: readonly (number | null)[]
  readonly intervals?: readonly (readonly [low: number, high: number] | null)[]
}

export interface ChartSpec {
  /** What is measured, as its axis says. */
  readonly title: string
  readonly labels: readonly string[]
  readonly series: readonly ChartSeries[]
  /** Ends of the axis; null: as the values want it, from 0. */
  readonly range: readonly [least: number, most: number] | null
  readonly unit: 'count' | 'share' | 'score'
}

/** A figure: its charts, and the same in words and as a table. */
export interface InsightFigure {
  readonly name: 'scores' | 'explored' | 'waits' | 'index' | 'deadLetters'
  readonly title: string
  /** How it is counted. */
  readonly about: string
  /** What it says; empty where there is nothing. */
  readonly summary: string
  readonly charts: readonly ChartSpec[]
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly sql: string
}

export const countText = (n: number): string => n.toLocaleString('en-GB')
export const shareText = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)
const scoreText = (score: number | null): string => (score === null ? '–' : score.toFixed(3))

export function rateText(perSecond: number): string {
  if (perSecond === 0) return '0'
  return perSecond < 0.1 ? '< 0.1' : perSecond < 100 ? perSecond.toFixed(1) : countText(Math.round(perSecond))
}

const waitText = (ms: number | null): string => (ms === null ? 'longer' : ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`)

const between = (low: number | null, high: number | null, text: (value: number | null) => string): string =>
  low === null || high === null ? '–' : `${text(low)} to ${text(high)}`

const interval = (low: number | null, high: number | null): readonly [number, number] | null =>
  low === null || high === null ? null : [low, high]

/** Whether nothing at all was played and suggested in the range. */
export const isQuiet = ({ scores, waits }: InsightCounts): boolean =>
  scores.rows.length === 0 && waits.rows.length === 0

export const figuresOf = (insights: InsightCounts): readonly InsightFigure[] => [
  scoresFigure(insights.scores),
  exploredFigure(insights.explored),
  waitsFigure(insights.waits),
  indexFigure(insights.index),
  deadLettersFigure(insights.deadLetters),
]

function scoresFigure({ rows, sql }: InsightCounts['scores']): InsightFigure {
  const labels = rows.map(({ model }) => model)
  const judged = rows.filter(({ score }) => score !== null).sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  return {
    name: 'scores',
    title: 'Models',
    about:
      'How well the lists of each model foresaw what listeners did next, from -1 to 1, with its 95 % interval, whether the lists were shown or not. Skips are of songs that were taken from a list, so only of the model that is shown.',
    summary: judged
      .map(({ model, score, low, high, judged: n }) => `${model}: ${scoreText(score)} (${between(low, high, scoreText)}) of ${countText(n)} plays.`) // prettier-ignore
      .join(' '),
    charts: [
      {
        title: 'Score',
        labels,
        series: [{ name: 'Score', mark: 'dot', values: rows.map(({ score }) => score), intervals: rows.map(({ low, high }) => interval(low, high)) }], // prettier-ignore
        range: null,
        unit: 'score',
      },
      {
        title: 'Skip rate',
        labels,
        series: [{ name: 'Skip rate', mark: 'dot', values: rows.map(({ skipRate }) => skipRate), intervals: rows.map(({ skipLow, skipHigh }) => interval(skipLow, skipHigh)) }], // prettier-ignore
        range: [0, 1],
        unit: 'share',
      },
    ],
    heads: ['Model', 'Score', '95 %', 'n (plays judged)', 'Skip rate', '95 %', 'n (finished or skipped)', 'Started', 'Lists'],
    rows: rows.map((row) => [
      row.model,
      scoreText(row.score),
      between(row.low, row.high, scoreText),
      countText(row.judged),
      shareText(row.skipRate),
      between(row.skipLow, row.skipHigh, shareText),
      countText(row.finished + row.skipped),
      countText(row.started),
      countText(row.lists),
    ]),
    sql,
  } // prettier-ignore
}

function exploredFigure({ rows, sql }: InsightCounts['explored']): InsightFigure {
  const ranks = [...new Set(rows.map(({ rank }) => rank))]
  const at = (rank: number, explored: boolean) => rows.find((row) => row.rank === rank && row.explored === explored)
  const series = (name: string, mark: ChartSeries['mark'], explored: boolean): ChartSeries => ({
    name,
    mark,
    values: ranks.map((rank) => at(rank, explored)?.finishedShare ?? null),
    intervals: ranks.map((rank) => interval(at(rank, explored)?.low ?? null, at(rank, explored)?.high ?? null)),
  })
  const said = (row: InsightCounts['explored']['rows'][number] | undefined) =>
    row === undefined || row.finishedShare === null
      ? 'nothing known'
      : `${countText(row.finished)} of ${countText(row.finished + row.skipped)} (${shareText(row.finishedShare)}, ${between(row.low, row.high, shareText)})`
  return {
    name: 'explored',
    title: 'Explored against the rest',
    about:
      'Songs that were drawn by chance, beside the others at the same rank of shown lists: of those that were played to the end or skipped, how many to the end, with the 95 % interval. Counted in the hour of the list.',
    summary: ranks
      .filter((rank) => at(rank, true) !== undefined)
      .map(
        (rank) =>
          `Played to the end at rank ${rank}: explored ${said(at(rank, true))}, the rest ${said(at(rank, false))}.`,
      ) // prettier-ignore
      .join(' '),
    charts: [
      {
        title: 'Played to the end, by rank',
        labels: ranks.map(String),
        series: [series('The rest', 'dot', false), series('Explored', 'square', true)],
        range: [0, 1],
        unit: 'share',
      },
    ],
    heads: ['Rank', 'Chosen', 'Offered', 'Started', 'To the end', 'Skipped', 'Share to the end', '95 %'],
    rows: rows.map((row) => [
      String(row.rank),
      row.explored ? 'by chance' : 'by score',
      countText(row.offered),
      countText(row.started),
      countText(row.finished),
      countText(row.skipped),
      shareText(row.finishedShare),
      between(row.low, row.high, shareText),
    ]),
    sql,
  }
}

function waitsFigure({ rows, sql }: InsightCounts['waits']): InsightFigure {
  const listsUpTo = (bound: number | null) => rows.find(({ upToMs }) => upToMs === bound)?.lists ?? 0
  const bounds = [...WAIT_BOUNDS_MS, null]
  const total = rows.reduce((sum, { lists }) => sum + lists, 0)
  const quantile = (share: number) => {
    let below = 0
    return bounds.find((bound) => (below += listsUpTo(bound)) >= share * total) ?? null
  }
  const within = (bound: number | null) => (bound === null ? 'longer than 30 s' : `within ${waitText(bound)}`)
  return {
    name: 'waits',
    title: 'From a play to its suggestions',
    about: 'The time from the arrival of a play to the sending of the list that answers it, of lists that are shown.',
    summary:
      total === 0
        ? ''
        : `Of ${countText(total)} lists half were sent ${within(quantile(0.5))}, 99 in 100 ${within(quantile(0.99))}.`,
    charts: [
      {
        title: 'Lists',
        labels: bounds.map((bound) => (bound === null ? 'longer' : `≤ ${waitText(bound)}`)),
        series: [{ name: 'Lists', mark: 'bar', values: bounds.map(listsUpTo) }],
        range: null,
        unit: 'count',
      },
    ],
    heads: ['Time, at most', 'Lists', 'Share'],
    rows: rows.map(({ upToMs, lists }) => [waitText(upToMs), countText(lists), shareText(lists / total)]),
    sql,
  }
}

function indexFigure({ rows, sql }: InsightCounts['index']): InsightFigure {
  const labels = rows.map(({ version }) => String(version))
  const newest = rows.at(-1)
  return {
    name: 'index',
    title: 'Similarity index',
    about:
      'Each version that the topic still has, whatever the time above: its cells, and how many of the 10 nearest songs a search finds.',
    summary:
      newest === undefined
        ? ''
        : `Version ${newest.version}: ${countText(newest.cells)} cells, recall ${newest.recall.toFixed(3)} (goal ${newest.recallGoal.toFixed(2)}).`,
    charts: [
      { title: 'Cells, by version', labels, series: [{ name: 'Cells', mark: 'bar', values: rows.map(({ cells }) => cells) }], range: null, unit: 'count' }, // prettier-ignore
      { title: 'Recall at 10, by version', labels, series: [{ name: 'Recall', mark: 'dot', values: rows.map(({ recall }) => recall) }], range: [0, 1], unit: 'score' }, // prettier-ignore
    ],
    heads: ['Version', 'Cells', 'Cells searched', 'Recall at 10', 'Goal', 'Songs'],
    rows: rows.map((row) => [
      String(row.version),
      countText(row.cells),
      countText(row.probes),
      row.recall.toFixed(3),
      row.recallGoal.toFixed(2),
      countText(row.tracks),
    ]),
    sql,
  }
}

function deadLettersFigure({ rows, sql }: InsightCounts['deadLetters']): InsightFigure {
  const codes = [...new Set(rows.map(({ code }) => code))]
  const of = (code: string) => rows.reduce((sum, row) => sum + (row.code === code ? row.letters : 0), 0)
  const byCount = codes.map((code) => ({ code, letters: of(code) })).sort((a, b) => b.letters - a.letters)
  const total = byCount.reduce((sum, { letters }) => sum + letters, 0)
  const [most] = byCount
  return {
    name: 'deadLetters',
    title: 'Dead letters',
    about: 'Records that a processor could not decode or process, by the code of the error. Each processor that fails writes one.',
    summary:
      most === undefined
        ? ''
        : `${countText(total)} ${total === 1 ? 'dead letter' : 'dead letters'}; most often ${most.code} (${countText(most.letters)}).`,
    charts: [
      {
        title: 'Dead letters',
        labels: byCount.map(({ code }) => code),
        series: [{ name: 'Dead letters', mark: 'bar', values: byCount.map(({ letters }) => letters) }],
        range: null,
        unit: 'count',
      },
    ],
    heads: ['Code', 'Processor', 'Dead letters'],
    rows: rows.map(({ code, processor, letters }) => [code, processor, countText(letters)]),
    sql,
  } // prettier-ignore
}

/** The busiest topics and those that wait, in words. */
export function flowSummary({ topics, edges, processors }: Flow): string {
  const busiest = topics
    .filter(({ recordsPerSecond }) => (recordsPerSecond ?? 0) > 0)
    .sort((a, b) => (b.recordsPerSecond ?? 0) - (a.recordsPerSecond ?? 0))
    .slice(0, 3)
    .map(({ name, recordsPerSecond }) => `${name} ${rateText(recordsPerSecond ?? 0)}/s`)
  const waiting = edges.reduce((sum, { lag }) => sum + (lag ?? 0), 0)
  const silent = processors.filter(({ instances }) => instances === 0).map(({ name }) => name)
  return [
    busiest.length === 0 ? 'Nothing flows now.' : `Busiest: ${busiest.join(', ')}.`,
    waiting === 0 ? 'Nothing waits.' : `${countText(waiting)} ${waiting === 1 ? 'record waits' : 'records wait'}.`,
    silent.length === 0 ? '' : `Not heard of for a minute: ${silent.join(', ')}.`,
  ]
    .filter((words) => words !== '')
    .join(' ')
}

type EdgeKind = Flow['edges'][number]['kind']

/** Why an edge has no lag. */
const NO_LAG: Readonly<Record<EdgeKind, string>> = {
  input: 'not reported yet',
  output: 'none: written',
  table: 'not measured',
}

/** A rate, or why there is none: what is written is measured where it is read, and not told apart where several write. */
function rateCell({ kind, to, recordsPerSecond }: Flow['edges'][number], edges: Flow['edges']): string {
  if (kind === 'table') return 'lookup'
  if (recordsPerSecond !== null) return rateText(recordsPerSecond)
  if (kind === 'input') return 'not reported yet'
  const writers = edges.filter((edge) => edge.kind === 'output' && edge.to === to).length
  return writers > 1 ? `of ${writers} that write` : 'not measured'
}

/** Every edge as cells of a table, those first on which something flows or waits. */
export function inputRows({ edges }: Flow): readonly { readonly topic: string; readonly cells: readonly string[] }[] {
  const weight = ({ recordsPerSecond, lag }: Flow['edges'][number]) =>
    Number((lag ?? 0) > 0 || (recordsPerSecond ?? 0) > 0)
  return [...edges]
    .sort((a, b) => weight(b) - weight(a))
    .map((edge) => ({ ...edge, rate: rateCell(edge, edges) }))
    .map(({ from, to, kind, rate, lag }) => ({
      topic: kind === 'output' ? to : from,
      cells: [from, to, rate, lag === null ? NO_LAG[kind] : countText(lag)],
    }))
}

/** A range by the clock of this browser: `30 Nov 2026, 18:00 to 20:00`. */
export function rangeWords(from: number, to: number): string {
  const day = (ms: number) =>
    new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  const [start, end] = [`${day(from)}, ${wallTime(from)}`, `${day(to)}, ${wallTime(to)}`]
  return day(from) === day(to) ? `${start} to ${wallTime(to)}` : `${start} to ${end}`
}
