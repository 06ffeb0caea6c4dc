import { readFileSync } from 'node:fs'
import type { Negatives } from '../../../processors/shared/co-listening/held-out.ts'
import { scoreLastItems, SUBJECTS } from '../../../processors/shared/co-listening/held-out.ts'
import { sequencesOf } from '../../../processors/shared/co-listening/sequences.ts'
import type { Sequences } from '../../../processors/shared/co-listening/sequences.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { Estimate } from '../replay/intervals.ts'
import { replay } from './evaluate-replay.ts'
import { printFigures } from './figures.ts'
import type { ReplayedPlay } from './parse-plays.ts'
import { parsePlays } from './parse-plays.ts'
import { ranksOf, rankSummary } from './ranked.ts'

/** The options as they were typed. */
export interface HistoryOptions {
  readonly items?: string
  readonly negatives?: string
  readonly plays?: string
  /** Of recorded plays: where they begin, and end, as for any topic. */
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

/** The peer that every figure is compared with. */
const PEER = 'cosine'

/** Ranks the last item of each listener against given others. @throws {ConfigError} when a file cannot be used. @returns the exit code. */
export function evaluateHistory(options: HistoryOptions, streams: OutputStreams): number {
  const { items, negatives, plays, json } = options
  requireEffect(options)
  if (plays !== undefined) {
    return evaluatePlays(parsePlays(textOf(plays), /\.csv$/i.test(plays)), plays, { isJson: json === true }, streams)
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
      const beside = peer === undefined || subject === PEER ? {} : { peer: PEER, ratio: summary[metric].value / peer[metric].value } // prettier-ignore
      return { name: 'evaluate history', subject, metric, unit: 'of 1', ...measured(summary[metric]), ...beside }
    }),
  )
  printFigures(figures, json === true, streams)
  return EXIT.ok
}

/** @throws {ConfigError} */
function requireEffect({ items, negatives, plays, from, to }: HistoryOptions): void {
  const without = Object.entries({ from, to, ...(plays === undefined ? {} : { items, negatives }) })
  const [name] = without.find(([, value]) => value !== undefined) ?? []
  if (name === undefined) return
  const why = name === 'from' || name === 'to' ? 'it bounds the plays that were recorded, not those of a file' : 'the plays are taken from --plays' // prettier-ignore
  throw new ConfigError(`--${name} has no effect here: ${why}.`)
}

/** A value with what it rests on. */
function measured(estimate: Estimate | { readonly value: number; readonly n: number }) {
  const { value, n } = estimate
  return 'low' in estimate ? { value, n, interval: [estimate.low, estimate.high] as const } : { value, n }
}

/**
 * Figures of suggestions made in a replay, each beside item-item cosine, with the number of its observations and its 95 %
 * interval (`replay/intervals.ts` names the sources).
 * @param served models of the program whose lists the plays carry.
 */
export function evaluatePlays(
  plays: readonly ReplayedPlay[],
  what: string,
  { isJson, served = [] }: { readonly isJson: boolean; readonly served?: readonly string[] },
  streams: OutputStreams,
): number {
  const { predictions, metrics, skipRate } = replay(plays, served)
  if (predictions === 0) {
    streams.err(
      `${what} has too few finished or liked plays: no listener of the first four fifths has one in the last fifth.`,
    )
    return EXIT.failure
  }
  streams.err(`${predictions} next tracks were predicted.`)
  const name = 'evaluate history'
  const figures = Object.entries(metrics).flatMap(([subject, of]) =>
    Object.entries(of).map(([metric, estimate]) => {
      const peer = metrics[PEER]?.[metric]?.value ?? 0
      const beside = subject === PEER || peer === 0 ? {} : { peer: PEER, ratio: estimate.value / peer }
      return { name, subject, metric, unit: metric === 'novelty' ? 'bits' : 'of 1', ...measured(estimate), ...beside }
    }),
  )
  const skipped = { name, subject: 'as recorded', metric: 'skip rate', unit: 'of 1' }
  printFigures(skipRate === null ? figures : [...figures, { ...skipped, ...measured(skipRate) }], isJson, streams)
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
