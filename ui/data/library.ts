import type * as z from 'zod/mini'
import { listFailedFiles } from '../../schemas/http.ts'
import type { readLibrary } from '../../schemas/http.ts'
import { request } from './requests.ts'

export type LibraryProgress = z.output<typeof readLibrary.answer>
export type FailedFiles = z.output<typeof listFailedFiles.answer>

const MAX_FAILED_FILES = '500'

export function fetchFailedFiles(signal: AbortSignal): Promise<FailedFiles> {
  return request(listFailedFiles, { query: new URLSearchParams({ limit: MAX_FAILED_FILES }), signal })
}

/** Tracks that were analysed, or cannot be. */
export function doneOf({ heard, failed }: LibraryProgress): number {
  return heard + failed
}

/** Tracks that can be analysed now: the others wait for their library folder. */
export function reachableOf({ tracks, pending = 0 }: LibraryProgress): number {
  return tracks - pending
}

export function isAnalysing(library: LibraryProgress): boolean {
  return doneOf(library) < reachableOf(library)
}

export function isScanning({ scan }: LibraryProgress): boolean {
  return scan !== null && scan.phase === 'scanning' && scan.looked < scan.found
}

/** Files that could not be read or analysed. */
export function failedOf({ failed, scan }: LibraryProgress): number {
  return failed + (scan?.failed ?? 0)
}

/** The state of the library in one line. */
export function libraryWords(library: LibraryProgress): string {
  if (library.tracks === 0) return 'No music found yet'
  if (isAnalysing(library)) return `Analysed: ${counted(doneOf(library))} of ${counted(reachableOf(library))}`
  return library.tracks === 1 ? '1 track' : `${counted(library.tracks)} tracks`
}

/** What is not here, in one line; empty when all is. */
export function absenceWords({ notHere = 0, waitsFor = [] }: LibraryProgress): string {
  const waits = waitsFor.length === 0 ? [] : [`Waiting for ${waitsFor.join(', ')}`]
  return [...waits, ...(notHere === 0 ? [] : [`${counted(notHere)} not here now`])].join(' · ')
}

export function failedWords(library: LibraryProgress): string {
  const count = failedOf(library)
  return count === 0 ? '' : `${counted(count)} could not be analysed`
}

/** Progress for screen readers: changes only at every quarter, since each change interrupts what is read. */
export function spokenProgress(library: LibraryProgress): string {
  if (isScanning(library)) return 'Your files are being looked at'
  if (library.tracks === 0) return ''
  if (isAnalysing(library)) {
    const quarters = Math.floor((4 * doneOf(library)) / reachableOf(library))
    return quarters === 0 ? 'Your music is being analysed' : `Your music: ${quarters * 25} percent are analysed`
  }
  const more = [failedWords(library), absenceWords(library)]
    .filter((words) => words !== '')
    .map((words) => `, ${words}`)
  return `All of your music is analysed: ${libraryWords(library)}${more.join('')}`
}

export function counted(count: number): string {
  return count.toLocaleString('en')
}
