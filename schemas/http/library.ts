import * as z from 'zod/mini'
import { JSON_TYPE, limitOf, noQuery } from './parts.ts'
import type { Route } from './route.ts'

/** Progress of the scan of the library folders. */
export const scanShape = z.object({
  phase: z.catch(z.enum(['scanning', 'watching', 'finished']), 'watching'),
  startedAt: z.number(),
  found: z.number(),
  /** Of the files found, those that were dealt with. */
  looked: z.number(),
  unchanged: z.number(),
  duplicates: z.number(),
  /** Files and folders that could not be read. */
  failed: z.number(),
  /** Files that are still being written. */
  settling: z.number(),
  /** Tracks that a data set describes, without a file. */
  missing: z.number(),
  newTracks: z.number(),
  changedTracks: z.number(),
  removedTracks: z.number(),
  /** The file that was dealt with last, relative to its library folder. */
  current: z.nullable(z.string()),
})

/** Progress of the import: tracks in the library, analysed, impossible to analyse, and found by a search of the index. */
export const libraryShape = z.object({
  tracks: z.number(),
  heard: z.number(),
  failed: z.number(),
  /** Tracks whose library folder is away or not configured; left out when there are none. */
  notHere: z.optional(z.number()),
  /** Those of them that were analysed, and so are among `heard`; left out when there are none. */
  notHereHeard: z.optional(z.number()),
  /** Tracks that are analysed once their library folder is back; left out when there are none. */
  pending: z.optional(z.number()),
  /** Names of the library folders that are waited for; left out when there are none. */
  waitsFor: z.optional(z.array(z.string())),
  indexed: z.number(),
  /** Null until the first record of a scan. */
  scan: z.nullable(scanShape),
})

export const readLibrary = {
  method: 'GET',
  path: '/api/library',
  query: noQuery,
  answer: libraryShape,
  mediaType: JSON_TYPE,
  problems: ['starting'],
  doc: 'How far the import of the library is: tracks in it, analysed (`heard`), not analysable (`failed`), searchable (`indexed`), those not here now and the folders waited for, and the scan of the folders.',
} as const satisfies Route

/** Files that could not be read or analysed; `total` also counts those that are not listed. */
export const failedFilesShape = z.object({
  items: z.array(
    z.object({
      /** Null: the file could not even be read. */
      trackId: z.nullable(z.string()),
      /** Relative to its library folder; empty for the folder itself. */
      path: z.string(),
      code: z.string(),
      why: z.string(),
    }),
  ),
  total: z.number(),
})

export const listFailedFiles = {
  method: 'GET',
  path: '/api/library/unheard',
  query: z.object({ limit: limitOf(200) }),
  answer: failedFilesShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Files that could not be read, then those that could not be analysed, each with the reason.',
} as const satisfies Route

export const allLibraryRoutes: readonly Route[] = [readLibrary, listFailedFiles]
