import type { TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { trainCoListening } from '../../../processors/shared/co-listening/model.ts'
import { fmix32 } from '../../../processors/shared/random.ts'
import { ConfigError } from '../../engine/errors.ts'

/** One thing that a listener did, as far as an evaluation asks. */
export interface ReplayedPlay {
  readonly listener: string
  readonly track: TrackId
  readonly event: string
  readonly via: string
  readonly at: number
}

/** The part of time that is learned from; suggestions are judged in the rest. */
const LEARNED = 0.8
const AT = 10
/** Places judged at most, spread over the rest: more make the figures hardly finer. */
const MAX_JUDGED = 5_000
const HISTORY = 8
const SEED = 1

/** Ways to suggest, each from the same tracks: those heard before the split. */
export const MODELS = ['co-listening', 'cosine', 'last-item', 'popularity', 'random'] as const
type ModelName = (typeof MODELS)[number]
type Suggest = (history: readonly TrackId[], place: number) => readonly TrackId[]

export interface Replayed {
  readonly judged: number
  /** By model, then by metric. */
  readonly metrics: Readonly<Record<ModelName, Readonly<Record<string, number>>>>
  /** The share of suggested tracks that were skipped, as recorded; null when none was played. */
  readonly skipRate: number | null
}

/**
 * Replays plays in order of time: learns from the earlier part, then suggests before each track that was heard to the end or
 * liked, and compares with it. The split is one moment for all listeners, so nothing later is known.
 */
export function replay(plays: readonly ReplayedPlay[]): Replayed {
  const inOrder = plays.toSorted((a, b) => a.at - b.at)
  const heard = inOrder.filter(({ event }) => event === 'finished' || event === 'liked')
  const split = heard[Math.floor(heard.length * LEARNED)]?.at ?? Infinity
  const histories = historiesOf(heard.filter(({ at }) => at < split))
  const { models, alike } = modelsOf(histories)
  const later = heard.filter(({ at }) => at >= split)
  const stride = Math.max(1, Math.ceil(later.length / MAX_JUDGED))
  const tallies = new Map(MODELS.map((name) => [name, tally(histories, alike)]))
  let judged = 0
  for (const [place, { listener, track }] of later.entries()) {
    const history = histories.get(listener) ?? []
    if (history.at(-1) === track) continue
    if (place % stride === 0 && history.length > 0) {
      judged += 1
      for (const name of MODELS) tallies.get(name)?.add(models[name](history, place), track)
    }
    histories.set(listener, [...history, track])
  }
  const metrics = Object.fromEntries(MODELS.map((name) => [name, tallies.get(name)?.metrics() ?? {}]))
  return { judged, metrics: metrics as Replayed['metrics'], skipRate: skipRateOf(inOrder) }
}

type Histories = Map<string, readonly TrackId[]>

function historiesOf(heard: readonly ReplayedPlay[]): Histories {
  const histories: Histories = new Map()
  for (const { listener, track } of heard) {
    const history = histories.get(listener) ?? []
    if (history.at(-1) !== track) histories.set(listener, [...history, track])
  }
  return histories
}

/** Cosine of the listeners of two tracks: 0 without one in common, 1 when they have the same. */
type Alike = (a: TrackId, b: TrackId) => number

function modelsOf(histories: Histories): {
  readonly models: Readonly<Record<ModelName, Suggest>>
  readonly alike: Alike
} {
  const lists = [...histories.values()]
  const popular = byCount(countsOf(lists))
  const relations = trainCoListening(lists, SEED)
  const next = pairs(lists, (a, b) => b - a === 1)
  const shared = pairs(lists.map((list) => [...new Set(list)]), (a, b) => a !== b) // prettier-ignore
  const listeners = countsOf(lists.map((list) => [...new Set(list)]))
  const filled = (first: readonly TrackId[], history: readonly TrackId[]): readonly TrackId[] => {
    const recent = new Set(history.slice(-HISTORY))
    return [...new Set([...first, ...popular])].filter((id) => !recent.has(id)).slice(0, AT)
  }
  const alike: Alike = (a, b) =>
    (shared.get(a)?.get(b) ?? 0) / Math.sqrt((listeners.get(a) ?? 1) * (listeners.get(b) ?? 1))
  const models: Readonly<Record<ModelName, Suggest>> = {
    'co-listening': (history) => filled(relations.nextItems(history.slice(-HISTORY), AT + HISTORY).map(({ trackId: id }) => id), history), // prettier-ignore
    cosine(history) {
      const scores = new Map<TrackId, number>()
      for (const source of history) {
        for (const id of shared.get(source)?.keys() ?? []) scores.set(id, (scores.get(id) ?? 0) + alike(source, id))
      }
      return filled(byCount(scores).slice(0, AT + HISTORY), history)
    },
    'last-item': (history) => filled(byCount(next.get(history.at(-1) ?? trackId('')) ?? new Map()), history),
    popularity: (history) => filled([], history),
    random(history, place) {
      const drawn = Array.from({ length: AT }, (_, i) => popular[fmix32(place * AT + i) % popular.length])
      return filled(drawn.flatMap((id) => id ?? []), history) // prettier-ignore
    },
  }
  return { models, alike }
}

function countsOf(lists: readonly (readonly TrackId[])[]): Map<TrackId, number> {
  const counts = new Map<TrackId, number>()
  for (const list of lists) for (const id of list) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function pairs(
  lists: readonly (readonly TrackId[])[],
  isPair: (a: number, b: number) => boolean,
): Map<TrackId, Map<TrackId, number>> {
  const found = new Map<TrackId, Map<TrackId, number>>()
  for (const list of lists) {
    const recent = list.slice(-100)
    for (const [a, source] of recent.entries()) {
      const row = found.get(source) ?? new Map<TrackId, number>()
      found.set(source, row)
      for (const [b, target] of recent.entries()) if (isPair(a, b)) row.set(target, (row.get(target) ?? 0) + 1)
    }
  }
  return found
}

const byCount = (counts: ReadonlyMap<TrackId, number>): readonly TrackId[] =>
  [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id)

function tally(histories: Histories, alike: Alike) {
  const counts = countsOf([...histories.values()])
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const shown = new Set<TrackId>()
  const sums = { hits: 0, gain: 0, reciprocal: 0, novelty: 0, diversity: 0, shown: 0, places: 0 }
  return {
    add(suggested: readonly TrackId[], actual: TrackId): void {
      const rank = suggested.indexOf(actual) + 1
      sums.places += 1
      sums.diversity += diversityOf(suggested, alike)
      if (rank > 0) {
        sums.hits += 1
        sums.gain += 1 / Math.log2(rank + 1)
        sums.reciprocal += 1 / rank
      }
      for (const id of suggested) {
        shown.add(id)
        sums.novelty -= Math.log2((counts.get(id) ?? 1) / total)
        sums.shown += 1
      }
    },
    metrics: () => ({
      'hr@10': sums.hits / sums.places,
      'ndcg@10': sums.gain / sums.places,
      mrr: sums.reciprocal / sums.places,
      coverage: shown.size / counts.size,
      novelty: sums.novelty / sums.shown,
      diversity: sums.diversity / sums.places,
    }),
  }
}

/** Within one list (Ziegler et al. 2005): 1 when nobody listens to two of its tracks, 0 when everybody does. */
function diversityOf(list: readonly TrackId[], alike: Alike): number {
  let sum = 0
  for (const [i, a] of list.entries()) for (const b of list.slice(i + 1)) sum += alike(a, b)
  const pairs = (list.length * (list.length - 1)) / 2
  return pairs === 0 ? 1 : 1 - sum / pairs
}

function skipRateOf(plays: readonly ReplayedPlay[]): number | null {
  const suggested = plays.filter(({ via }) => via === 'recommended' || via === 'radio')
  const skipped = suggested.filter(({ event }) => event === 'skipped').length
  const ended = skipped + suggested.filter(({ event }) => event === 'finished').length
  return ended === 0 ? null : skipped / ended
}

/**
 * Plays from a file: a JSON object a line, as a consumer of `plays` prints them (the record, or its value alone), or
 * comma-separated with a header that names listenerId, trackId, event and arrivedAt or timestamp. An event that is missing is `finished`.
 * @throws {ConfigError} naming the first line that is neither.
 */
export function parsePlays(text: string, isCsv: boolean): readonly ReplayedPlay[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const header = isCsv ? (lines[0] ?? '').split(',').map((name) => name.trim()) : []
  return lines.slice(isCsv ? 1 : 0).map((line, n) => {
    const fields = isCsv ? fromCsv(header, line) : fromJson(line)
    const [listener, track] = [fields['listenerId'], fields['trackId']]
    const at = Number(fields['arrivedAt'] ?? fields['timestamp'])
    if (typeof listener !== 'string' || typeof track !== 'string' || !Number.isFinite(at)) {
      throw new ConfigError(
        `Line ${n + 1 + Number(isCsv)} is no play: it needs listenerId, trackId and arrivedAt or timestamp.`,
      )
    }
    const textOf = (name: string, otherwise: string) => (typeof fields[name] === 'string' ? fields[name] : otherwise)
    return { listener, track: trackId(track), event: textOf('event', 'finished'), via: textOf('via', 'unknown'), at }
  })
}

type Fields = Readonly<Record<string, unknown>>

const fromCsv = (header: readonly string[], line: string): Fields => {
  const parts = line.split(',')
  return Object.fromEntries(header.map((name, i) => [name, parts[i]?.trim()]))
}

function fromJson(line: string): Fields {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return {}
  }
  if (typeof parsed !== 'object' || parsed === null) return {}
  const { value, timestamp } = parsed as { readonly value?: unknown; readonly timestamp?: unknown }
  return typeof value === 'object' && value !== null ? { timestamp, ...value } : { ...parsed }
}
