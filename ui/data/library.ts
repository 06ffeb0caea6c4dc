import { request } from './requests.ts'
import { z } from './shape.ts'

/** How far the library is: tracks in it, how many were heard, how many cannot be, how many can be suggested. */
export const libraryShape = z.object({
  tracks: z.number(),
  heard: z.number(),
  failed: z.number(),
  indexed: z.number(),
})
export type LibraryProgress = z.infer<typeof libraryShape>

export function fetchLibrary(signal: AbortSignal): Promise<LibraryProgress> {
  return request('/api/library', libraryShape, { signal })
}

/** Tracks that somebody has dealt with, for better or worse. */
export function doneOf({ heard, failed }: LibraryProgress): number {
  return heard + failed
}

export function isListening(library: LibraryProgress): boolean {
  return doneOf(library) < library.tracks
}

/** What the library says of itself in one line. */
export function libraryWords(library: LibraryProgress): string {
  if (library.tracks === 0) return 'No music found yet'
  if (isListening(library)) return `Listening: ${counted(doneOf(library))} of ${counted(library.tracks)}`
  const tracks = library.tracks === 1 ? '1 track' : `${counted(library.tracks)} tracks`
  return library.failed === 0 ? tracks : `${tracks}, ${counted(library.failed)} could not be heard`
}

export function counted(count: number): string {
  return count.toLocaleString('en')
}
