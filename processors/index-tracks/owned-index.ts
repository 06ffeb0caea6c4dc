import type { Assignment, AudioFeatures, Codebook, IndexUpdate, TrackId } from '../../schemas/generated.ts'
import { trackId } from '../../schemas/generated.ts'
import type { Keeping, LibraryIndex } from './library-index.ts'
import { neighbour } from './neighbour.ts'
import { fitScaling, nearestCells, scale, wholeDistance } from './space.ts'
import type { Centre, Scaling } from './space.ts'
import { vectorOf } from './vector.ts'

/** The index with what changes it; only the view's `apply` does. */
export interface OwnedIndex extends LibraryIndex {
  /** @param features null when the track is gone. */
  hear(id: TrackId, features: AudioFeatures | null): void
  /** @param update null when the key is gone. */
  update(key: string, update: IndexUpdate | null): void
}

const TRACK_KEY = 'track/'
export const trackKey = (id: TrackId): string => `${TRACK_KEY}${id}`
export const cellKey = (cell: number): string => `cell/${cell}`
export const CODEBOOK_KEY = 'codebook'

interface Entry {
  readonly heard: Heard | null
  /** Of the version in force or an older one. */
  readonly assignment: Assignment | null
  /** Of a version whose codebook is still to come. */
  readonly staged: Assignment | null
}

interface Heard {
  readonly extractorVersion: string
  /** Not scaled. */
  readonly vector: Float64Array
}

const NOTHING: Entry = { heard: null, assignment: null, staged: null }

interface Cell {
  readonly members: Set<TrackId>
  /** Null when the members must be sorted anew. */
  byNearness: readonly TrackId[] | null
}

export function createOwnedIndex(): OwnedIndex {
  const entries = new Map<TrackId, Entry>()
  const counts = new Map<string, number>()
  const centroids = new Map<number, Centre & { readonly version: number }>()
  const stagedCentroids = new Map<number, Centre & { readonly version: number }>()
  let cells = new Map<number, Cell>()
  let codebook: Codebook | null = null
  let revision = 0
  let known = 0
  let indexed = 0
  // Made when they are first needed, and again after what they were made of has changed.
  let scaling: Scaling | null = null
  const scaled = new Map<TrackId, Float64Array>()

  const version = (): number => codebook?.version ?? 0

  /** Before there is a codebook, the extractor that heard most tracks: among few, and for a short while. */
  const extractorInForce = (): string | null => {
    if (codebook !== null) return codebook.extractorVersion
    return prevailing(counts)
  }

  const cellOfEntry = ({ heard, assignment }: Entry): number | null => {
    if (heard === null || assignment?.version !== version()) return null
    return codebook === null || heard.extractorVersion === codebook.extractorVersion ? assignment.cell : null
  }

  /** Takes an entry into the counts and cells, or with -1 out of them. */
  const account = (id: TrackId, entry: Entry, sign: 1 | -1): void => {
    if (entry.heard === null) return
    known += sign
    if (entry.assignment !== null || entry.staged !== null) {
      const { extractorVersion } = entry.heard
      const count = (counts.get(extractorVersion) ?? 0) + sign
      if (count === 0) counts.delete(extractorVersion)
      else counts.set(extractorVersion, count)
    }
    const number = cellOfEntry(entry)
    if (number === null) return
    indexed += sign
    const cell = cells.get(number) ?? { members: new Set(), byNearness: null }
    cells.set(number, cell)
    cell.byNearness = null
    if (sign === 1) cell.members.add(id)
    else cell.members.delete(id)
  }

  const change = (id: TrackId, changed: Partial<Entry>): void => {
    const before = entries.get(id) ?? NOTHING
    const after = { ...before, ...changed }
    account(id, before, -1)
    if (after.heard === null && after.assignment === null && after.staged === null) entries.delete(id)
    else entries.set(id, after)
    account(id, after, 1)
    if (codebook === null) {
      scaling = null
      scaled.clear()
    } else if (changed.heard !== undefined) scaled.delete(id)
  }

  const assign = (id: TrackId, assignment: Assignment): void => {
    if (assignment.version > version()) change(id, { staged: assignment })
    else change(id, { assignment, staged: null })
  }

  const putInForce = (next: Codebook): void => {
    codebook = next
    scaling = { mean: next.scalingMean, deviation: next.scalingDeviation }
    scaled.clear()
    for (const [cell, centroid] of stagedCentroids) centroids.set(cell, centroid)
    for (const [cell, centroid] of centroids) if (centroid.version !== next.version) centroids.delete(cell)
    stagedCentroids.clear()
    const all = [...entries]
    entries.clear()
    counts.clear()
    cells = new Map()
    known = 0
    indexed = 0
    for (const [id, { heard, assignment, staged }] of all) {
      const isNow = staged !== null && staged.version <= next.version
      change(id, isNow ? { heard, assignment: staged } : { heard, assignment, staged })
    }
  }

  const scalingInForce = (): Scaling => {
    scaling ??= fitScaling(keeping.vectorsOf(extractorInForce() ?? '').map(({ vector }) => vector))
    return scaling
  }

  /** Null when the track has no features of the extractor in force. */
  const scaledOf = (id: TrackId): Float64Array | null => {
    const known = scaled.get(id)
    if (known !== undefined) return known
    const heard = entries.get(id)?.heard
    if (heard == null || heard.extractorVersion !== extractorInForce()) return null
    const inForce = scalingInForce()
    if (inForce.mean.length !== heard.vector.length) return null // a codebook of other dimensions: until the next training
    const made = scale(heard.vector, inForce)
    scaled.set(id, made)
    return made
  }

  const nearestCellsTo = (vector: Float64Array): readonly number[] =>
    codebook === null ? [...cells.keys()] : nearestCells(vector, [...centroids.values()]).map(({ cell }) => cell)

  const byNearness = (cell: Cell): readonly TrackId[] => {
    cell.byNearness ??= [...cell.members].sort(
      (a, b) =>
        (entries.get(a)?.assignment?.distance ?? 0) - (entries.get(b)?.assignment?.distance ?? 0) || compare(a, b),
    )
    return cell.byNearness
  }

  const keeping: Keeping = {
    counts,
    assignmentOf(id) {
      const entry = entries.get(id)
      return entry?.staged ?? entry?.assignment ?? null
    },
    vectorsOf(extractorVersion) {
      return [...entries].flatMap(([id, { heard, assignment, staged }]) =>
        heard?.extractorVersion === extractorVersion && (assignment !== null || staged !== null)
          ? [{ trackId: id, vector: heard.vector }]
          : [],
      )
    },
    cellOf(vector) {
      if (codebook === null) return null
      return nearestCells(scale(vector, scalingInForce()), [...centroids.values()])[0] ?? null
    },
  }

  return {
    keeping,
    get codebook() {
      return codebook
    },
    get version() {
      return version()
    },
    get revision() {
      return revision
    },
    get sizes() {
      return { known, indexed }
    },
    has(id) {
      const entry = entries.get(id)
      return entry !== undefined && cellOfEntry(entry) !== null && scaledOf(id) !== null
    },
    nearest(id, limit, exclude) {
      const query = scaledOf(id)
      if (query === null) return []
      const found: { readonly trackId: TrackId; readonly scaled: Float64Array; readonly distance: number }[] = []
      let probed = 0
      for (const number of nearestCellsTo(query)) {
        if (probed >= (codebook?.probes ?? 1) && found.length >= limit) break
        probed += 1
        for (const member of cells.get(number)?.members ?? []) {
          const vector = member === id || exclude?.has(member) === true ? null : scaledOf(member)
          if (vector !== null) found.push({ trackId: member, scaled: vector, distance: wholeDistance(query, vector) })
        }
      }
      found.sort((a, b) => a.distance - b.distance || compare(a.trackId, b.trackId))
      return found.slice(0, limit).map((each) => neighbour(each.trackId, query, each.scaled))
    },
    between(a, b) {
      const [one, other] = [scaledOf(a), scaledOf(b)]
      return one === null || other === null ? null : wholeDistance(one, other)
    },
    distances(rows, columns) {
      const vectors = columns.map(scaledOf)
      const found = new Float64Array(rows.length * columns.length)
      for (const [r, row] of rows.entries()) {
        const query = scaledOf(row)
        for (const [c, vector] of vectors.entries()) {
          found[r * columns.length + c] = query === null || vector === null ? NaN : wholeDistance(query, vector)
        }
      }
      return found
    },
    compare(a, b) {
      const [one, other] = [scaledOf(a), scaledOf(b)]
      return one === null || other === null ? null : neighbour(b, one, other)
    },
    cells() {
      return [...cells]
        .sort(([a], [b]) => a - b)
        .map(([, cell]) => byNearness(cell))
        .filter((members) => members.length > 0)
    },
    hear(id, features) {
      revision += 1
      const vector = features === null ? null : vectorOf(features)
      const heard =
        features === null || vector === null ? null : { extractorVersion: features.extractorVersion, vector }
      change(id, { heard })
    },
    update(key, update) {
      revision += 1
      if (update?.codebook != null) putInForce(update.codebook)
      else if (update?.centroid != null) {
        const { cell, position, version: of } = update.centroid
        if (of > version()) stagedCentroids.set(cell, { cell, position, version: of })
        else if (of === version()) centroids.set(cell, { cell, position, version: of })
      } else if (update?.assignment != null) assign(update.assignment.trackId, update.assignment)
      else if (update === null && key.startsWith(TRACK_KEY)) {
        change(trackId(key.slice(TRACK_KEY.length)), { assignment: null, staged: null })
      }
      // The tombstone of a cell says nothing new: the codebook that comes after it drops the cells of older versions.
    },
  }
}

/** The extractor version that most tracks were heard with; of equal ones the last by name. Null without tracks. */
export function prevailing(counts: ReadonlyMap<string, number>): string | null {
  let best: readonly [string, number] | null = null
  for (const each of counts) {
    if (best === null || each[1] > best[1] || (each[1] === best[1] && each[0] > best[0])) best = each
  }
  return best?.[0] ?? null
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
