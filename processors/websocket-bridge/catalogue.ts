import { LRUCache } from 'lru-cache'
import type { AudioFeatures, AudioReference, DeadLetter, LibraryScan, TrackId } from '../../schemas/generated.ts'
import { trackId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { audioFeatures, audioReferences, deadLetters, libraryScans } from '../../schemas/topics.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import type { TrackState } from '../../schemas/http.ts'
import { searchText, sortKey } from './track-order.ts'

export interface TrackProblem {
  readonly code: string
  readonly message: string
}

/** What is kept of the features: enough to draw a track, not to compare it. */
export type TrackSound = Pick<
  AudioFeatures,
  'durationMs' | 'sampleRateHz' | 'channels' | 'loudnessDb' | 'extractorVersion' | 'peaks'
> & {
  /** Mean over the frames, in bins of the spectrum. */
  readonly spectralCentroid: number
  /** Mean over the frames, in crossings per frame. */
  readonly zeroCrossingRate: number
}

/** A track in the order of the library. */
export interface CatalogueEntry {
  readonly reference: AudioReference
  readonly sortKey: string
  readonly searchText: string
}

/** How far the library is: tracks in it, how many were heard, how many cannot be. */
export interface LibraryCounts {
  readonly tracks: number
  readonly heard: number
  readonly failed: number
}

/** Every track there is. Its size is that of the library; `problems` is bounded by itself. */
export interface Catalogue {
  readonly entries: Map<TrackId, CatalogueEntry>
  readonly sounds: Map<TrackId, TrackSound>
  readonly problems: LRUCache<TrackId, TrackProblem>
  /** How far the scan is; null until a scanner has reported. */
  scan: LibraryScan | null
  /** Entries by `sortKey`; null while it is out of date. */
  sorted: readonly CatalogueEntry[] | null
  /** Null while it is out of date. */
  counts: LibraryCounts | null
}

/** A problem is also kept of a track that is not, or not yet, in the library: that many of them. */
const MAX_PROBLEMS = 50_000

/** The library as a listener sees it: where each track is, what it is called, and whether it was heard. */
export const catalogue = globalTable<
  Catalogue,
  typeof audioReferences | typeof libraryScans | typeof audioFeatures | typeof deadLetters
>({
  name: 'catalogue',
  from: [audioReferences, libraryScans, audioFeatures, deadLetters],
  create: () => ({
    entries: new Map(),
    sounds: new Map(),
    problems: new LRUCache({ max: MAX_PROBLEMS }),
    scan: null,
    sorted: null,
    counts: null,
  }),
  apply(content, r) {
    content.counts = null
    switch (r.topic) {
      case 'audio-references':
        applyReference(content, r.key, r.value)
        return
      case 'library-scans':
        content.scan = r.value
        return
      case 'audio-features':
        applyFeatures(content, r.key, r.value)
        return
      case 'dead-letters':
        if (r.value !== null) applyDeadLetter(content, r.value)
    }
  },
})

function applyReference(content: Catalogue, id: TrackId, reference: AudioReference | null): void {
  content.sorted = null
  if (reference === null) {
    content.entries.delete(id)
    content.problems.delete(id)
    return
  }
  content.entries.set(id, { reference, sortKey: sortKey(reference), searchText: searchText(reference) })
}

/** Of what several extractor versions have heard, the last is shown. */
function applyFeatures(content: Catalogue, key: string, features: AudioFeatures | null): void {
  const { trackId: id, extractorVersion } = parseFeatureKey(key)
  if (features !== null) content.sounds.set(id, soundOf(features))
  else if (content.sounds.get(id)?.extractorVersion === extractorVersion) content.sounds.delete(id)
}

/** Only what could not be heard is a track's problem: a letter of another processor is not about the file. */
function applyDeadLetter(content: Catalogue, letter: DeadLetter): void {
  if (letter.topic !== audioReferences.name || letter.processor !== 'extract-features' || letter.key === null) return
  content.problems.set(trackId(letter.key.toString('utf8')), { code: letter.code, message: letter.message })
}

function soundOf(features: AudioFeatures): TrackSound {
  const {
    durationMs,
    sampleRateHz,
    channels,
    loudnessDb,
    extractorVersion,
    peaks,
    spectralCentroid,
    zeroCrossingRate,
  } = features
  return {
    durationMs,
    sampleRateHz,
    channels,
    loudnessDb,
    extractorVersion,
    peaks,
    spectralCentroid: spectralCentroid.mean[0] ?? 0,
    zeroCrossingRate: zeroCrossingRate.mean[0] ?? 0,
  }
}

/** Whether there is a picture, in the file or beside it; that it can be shown is found out when it is asked for. */
export function hasCover({ hasArt, folderArt }: AudioReference): boolean {
  return hasArt || folderArt !== null
}

/** A track that was heard once stays heard, even when hearing it again failed: its numbers are of the same bytes. */
export function stateOf(content: Catalogue, id: TrackId): TrackState {
  if (content.sounds.has(id)) return 'heard'
  return content.problems.get(id) === undefined ? 'waiting' : 'failed'
}

export function countsOf(content: Catalogue): LibraryCounts {
  if (content.counts) return content.counts
  const counted = { tracks: content.entries.size, heard: 0, failed: 0 }
  for (const id of content.entries.keys()) {
    const state = stateOf(content, id)
    if (state !== 'waiting') counted[state] += 1
  }
  content.counts = counted
  return counted
}

/** The entries in the order of the library: artist, album, track number, title. */
export function sortedEntries(content: Catalogue): readonly CatalogueEntry[] {
  content.sorted ??= [...content.entries.values()].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1))
  return content.sorted
}
