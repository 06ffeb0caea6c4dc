import { request } from './requests.ts'
import { z } from './shape.ts'

/** How far the scan of the folders is: files found, and those that were dealt with. */
const scanShape = z.object({
  phase: z.string(),
  found: z.number(),
  looked: z.number(),
  failed: z.number(),
  newTracks: z.number(),
  current: z._default(z.nullable(z.string()), null),
})

/** How far the library is: tracks in it, how many were heard, how many cannot be, how many can be suggested. */
export const libraryShape = z.object({
  tracks: z.number(),
  heard: z.number(),
  failed: z.number(),
  indexed: z.number(),
  /** Null until a scanner has told. */
  scan: z._default(z.nullable(scanShape), null),
})
export type LibraryProgress = z.infer<typeof libraryShape>

const unheardShape = z.object({
  items: z.array(z.object({ path: z.string(), why: z.string() })),
  total: z.number(),
})
/** Files that could not be read or heard, each with the reason; `total` counts those too that are not listed. */
export type Unheard = z.infer<typeof unheardShape>

export function fetchLibrary(signal: AbortSignal): Promise<LibraryProgress> {
  return request('/api/library', libraryShape, { signal })
}

export function fetchUnheard(signal: AbortSignal): Promise<Unheard> {
  return request('/api/library/unheard?limit=500', unheardShape, { signal })
}

/** Tracks that somebody has dealt with, for better or worse. */
export function doneOf({ heard, failed }: LibraryProgress): number {
  return heard + failed
}

export function isListening(library: LibraryProgress): boolean {
  return doneOf(library) < library.tracks
}

export function isScanning({ scan }: LibraryProgress): boolean {
  return scan !== null && scan.phase === 'scanning' && scan.looked < scan.found
}

/** Files that are of no use, whether they could not be read or not be heard. */
export function uselessOf({ failed, scan }: LibraryProgress): number {
  return failed + (scan?.failed ?? 0)
}

/** What the library says of itself in one line. */
export function libraryWords(library: LibraryProgress): string {
  if (library.tracks === 0) return 'No music found yet'
  if (isListening(library)) return `Listening: ${counted(doneOf(library))} of ${counted(library.tracks)}`
  return library.tracks === 1 ? '1 track' : `${counted(library.tracks)} tracks`
}

/** What the scan says of itself in one line; empty when it looks at nothing. */
export function scanWords(library: LibraryProgress): string {
  const { scan } = library
  return scan === null || !isScanning(library)
    ? ''
    : `Looking at your files: ${counted(scan.looked)} of ${counted(scan.found)}`
}

export function uselessWords(library: LibraryProgress): string {
  const count = uselessOf(library)
  return count === 0 ? '' : `${counted(count)} could not be heard`
}

/** For those who do not see the bar: said a few times in all, since each time it interrupts. */
export function spokenProgress(library: LibraryProgress): string {
  if (isScanning(library)) return 'Your files are being looked at'
  if (library.tracks === 0) return ''
  if (isListening(library)) {
    const quarters = Math.floor((4 * doneOf(library)) / library.tracks)
    return quarters === 0 ? 'Your music is being listened to' : `Your music: ${quarters * 25} percent are heard`
  }
  const useless = uselessWords(library)
  return `All of your music is heard: ${libraryWords(library)}${useless === '' ? '' : `, ${useless}`}`
}

export function counted(count: number): string {
  return count.toLocaleString('en')
}
