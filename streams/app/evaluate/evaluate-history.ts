import { readFileSync } from 'node:fs'
import type { Negatives } from '../../../processors/shared/co-listening/held-out.ts'
import { scoreLastItems, SUBJECTS } from '../../../processors/shared/co-listening/held-out.ts'
import { sequencesOf } from '../../../processors/shared/co-listening/sequences.ts'
import type { Sequences } from '../../../processors/shared/co-listening/sequences.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { EXIT } from '../output/exit-codes.ts'
import { replay } from './evaluate-replay.ts'
import { printFigures } from './figures.ts'
import type { ReplayedPlay } from './parse-plays.ts'
import { parsePlays } from './parse-plays.ts'
import { ranksOf, rankSummary } from './ranked.ts'
import { MODELS } from './replay-models.ts'

/** The options as they were typed. */
export interface HistoryOptions {
  readonly items?: string
  readonly negatives?: string
  readonly plays?: string
  /** Of recorded plays: from when, and until when, in ISO 8601. */
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** The peer that every figure is compared with. */
const PEER = 'cosine'

/** Ranks the last item of each listener against given others. @throws {ConfigError} when a file cannot be used. @returns the exit code. */
export function evaluateHistory({ items, negatives, plays, json }: HistoryOptions, streams: OutputStreams): number {
  if (plays !== undefined) {
    return evaluatePlays(parsePlays(textOf(plays), /\.csv$/i.test(plays)), plays, json === true, streams)
  }
  if (items === undefined || negatives === undefined) {
    throw new ConfigError(
      'Give both --items FILE and --negatives FILE, or --plays FILE, or none of them for what was recorded.',
    )
  }
  const { sequences, negatives: against, missing } = readFiles(textOf(items), textOf(negatives))
  if (missing === sequences.starts.length - 1) {
    streams.err(
      'No user has two items in one file and negatives in the other. Each line must begin with the user, the same in both.',
    )
    return EXIT.failure
  }
  if (missing > 0) streams.err(`${missing} users have fewer than two items or no negatives; they are left out.`)
  const { starts, scores } = scoreLastItems(sequences, against)
  const summaries = SUBJECTS.map((subject) => [subject, rankSummary(ranksOf(scores[subject], starts))] as const)
  const peer = summaries.find(([subject]) => subject === PEER)?.[1]
  const figures = summaries.flatMap(([subject, summary]) =>
    (['hr@10', 'ndcg@10', 'mrr'] as const).map((metric) => {
      const beside = peer === undefined || subject === PEER ? {} : { peer: PEER, ratio: summary[metric] / peer[metric] }
      return { name: 'evaluate history', subject, metric, value: summary[metric], unit: 'of 1', ...beside }
    }),
  )
  printFigures(figures, json === true, streams)
  return EXIT.ok
}

/** Figures of suggestions made in a replay, each beside item-item cosine. */
export function evaluatePlays(
  plays: readonly ReplayedPlay[],
  what: string,
  isJson: boolean,
  streams: OutputStreams,
): number {
  const { predictions, metrics, skipRate } = replay(plays)
  if (predictions === 0) {
    streams.err(
      `${what} has too few finished or liked plays: no listener of the first four fifths has one in the last fifth.`,
    )
    return EXIT.failure
  }
  streams.err(`${predictions} next tracks were predicted.`)
  const name = 'evaluate history'
  const figures = MODELS.flatMap((subject) =>
    Object.entries(metrics[subject]).map(([metric, value]) => {
      const peer = metrics[PEER][metric] ?? 0
      const beside = subject === PEER || peer === 0 ? {} : { peer: PEER, ratio: value / peer }
      return { name, subject, metric, value, unit: metric === 'novelty' ? 'bits' : 'of 1', ...beside }
    }),
  )
  const skipped = { name, subject: 'as recorded', metric: 'skip rate', unit: 'of 1' }
  printFigures(skipRate === null ? figures : [...figures, { ...skipped, value: skipRate }], isJson, streams)
  return EXIT.ok
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`)
  }
}

/** Files of a user and item ids a line, apart by white space or commas. */
export function readFiles(
  itemsText: string,
  negativesText: string,
): { readonly sequences: Sequences; readonly negatives: Negatives; readonly missing: number } {
  const numbers = new Map<string, number>()
  const numberOf = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    numbers.set(id, numbers.size)
    return numbers.size - 1
  }
  const users = linesOf(itemsText)
  const lists = users.map(([, ...ids]) => ids.map(numberOf))
  const byUser = new Map(linesOf(negativesText).map(([user = '', ...ids]) => [user, ids.map(numberOf)]))
  const negatives = users.map(([user = '']) => byUser.get(user) ?? [])
  const missing = lists.filter((list, u) => list.length < 2 || negatives[u]?.length === 0).length
  const { starts, items } = sequencesOf(negatives, numbers.size)
  return { sequences: sequencesOf(lists, numbers.size), negatives: { starts, items }, missing }
}

const linesOf = (text: string): readonly (readonly string[])[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.split(/[\s,;]+/).filter((part) => part !== ''))
    .filter((parts) => parts.length > 0)
