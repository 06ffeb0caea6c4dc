import type { LibraryProgress } from './library.ts'
import { counted, doneOf, failedOf, isAnalysing, isScanning, reachableOf } from './library.ts'

/** How far an import was at a moment, by a clock that only goes forward, in ms. */
export interface ImportSample {
  readonly atMs: number
  readonly done: number
  readonly wanted: number
}

/** The pace of the last minutes says more of what is left than that of the beginning. */
const WINDOW_MS = 3 * 60_000
/** Fewer samples or less time make no pace. */
const MIN_WINDOW_MS = 5_000
/** No more are kept: one each two seconds of the window. */
const MAX_SAMPLES = 90
/** Beyond this nobody can tell. */
const MOST_LEFT_MS = 24 * 3_600_000

export function importSampleOf(library: LibraryProgress, atMs: number): ImportSample {
  return { atMs, done: doneOf(library), wanted: reachableOf(library) }
}

/** The samples with one more; those outside the window, and of an import before this one, are forgotten. */
export function withSample(samples: readonly ImportSample[], sample: ImportSample): readonly ImportSample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.done < last.done) return [sample]
  // One each two seconds is enough: the newest takes the place of one that came too soon after its predecessor.
  const before = samples.at(-2)
  const isSoon = last !== undefined && before !== undefined && sample.atMs - before.atMs < WINDOW_MS / MAX_SAMPLES
  const kept = isSoon ? samples.slice(0, -1) : samples
  return [...kept.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample].slice(-MAX_SAMPLES)
}

/** How long the rest takes at the pace of the last minutes, in ms; null when nothing tells, or it is more than a day. */
export function timeLeftMs(samples: readonly ImportSample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.atMs - first.atMs < MIN_WINDOW_MS) return null
  const done = last.done - first.done
  const left = last.wanted - last.done
  if (done <= 0 || left <= 0) return null
  const ms = (left * (last.atMs - first.atMs)) / done
  return ms > MOST_LEFT_MS ? null : ms
}

/** Time left as people say it: rounded up, so that it is rather sooner than told. */
export function leftWords(ms: number | null): string {
  if (ms === null) return ''
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 1) return 'less than a minute left'
  if (minutes < 60) return `about ${minutes} minutes left`
  const hours = Math.ceil(minutes / 60)
  return hours === 1 ? 'about 1 hour left' : `about ${hours} hours left`
}

/** `found`: files are looked for and looked at; `analysing`: tracks are analysed; `over`: neither. */
export type ImportPhase = 'unknown' | 'empty' | 'found' | 'analysing' | 'over'

export function importPhase(library: LibraryProgress | null): ImportPhase {
  if (library === null) return 'unknown'
  if (isScanning(library)) return 'found'
  if (isAnalysing(library)) return 'analysing'
  return library.tracks === 0 ? 'empty' : 'over'
}

/** Of the time that an import takes, how much goes by until all files are looked at. */
const LOOKING = 0.1

/** One bar for the whole import, from 0 to 1. */
export function importShare(library: LibraryProgress): number {
  const { scan } = library
  const looked = scan === null || scan.found === 0 ? 1 : scan.looked / scan.found
  const wanted = reachableOf(library)
  const analysed = wanted === 0 ? 0 : Math.min(1, doneOf(library) / wanted)
  if (!isScanning(library)) return wanted === 0 ? 0 : LOOKING + analysed * (1 - LOOKING)
  return looked * (LOOKING + analysed * (1 - LOOKING))
}

/** The import in one line. */
export function importLine(library: LibraryProgress): string {
  const { scan } = library
  switch (importPhase(library)) {
    case 'found':
      return `${counted(scan?.found ?? 0)} files found, ${counted(scan?.looked ?? 0)} looked at, ${counted(doneOf(library))} analysed`
    case 'analysing':
      return `${counted(reachableOf(library))} tracks found, ${counted(doneOf(library))} analysed`
    case 'empty':
      return 'No music found yet'
    default: {
      const tracks = `${counted(library.tracks)} ${library.tracks === 1 ? 'track' : 'tracks'}`
      const { failed } = library
      return failed === 0 ? `${tracks}, all analysed` : `${tracks}, ${counted(library.tracks - failed)} analysed`
    }
  }
}

/** What the last scan brought, such as `1,150 new, 39 unchanged, 3 unusable`; empty before the first. */
export function importResult(library: LibraryProgress): string {
  const { scan } = library
  if (scan === null) return ''
  const parts = [
    [scan.newTracks, 'new'],
    [scan.changedTracks, 'changed'],
    // A second look counts what the first one brought as unchanged too.
    [Math.min(scan.unchanged, scan.found - scan.newTracks - scan.changedTracks), 'unchanged'],
    [scan.duplicates, 'there twice'],
    [scan.removedTracks, 'removed'],
    [failedOf(library), 'unusable'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${counted(count)} ${words}`)
    .join(', ')
}

/** An import that goes on, in as few words as a chip holds; empty: none does. */
export function importChip(library: LibraryProgress | null): string {
  const phase = importPhase(library)
  if (library === null || (phase !== 'found' && phase !== 'analysing')) return ''
  return `Importing: ${Math.floor(100 * importShare(library))} %`
}
