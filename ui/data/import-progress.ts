import type { LibraryProgress } from './library.ts'
import { counted, doneOf, failedOf, isAnalysing, isScanning, reachableOf } from './library.ts'

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
