import type { AnalysisFailure, AudioReference, LibraryCheck, LibraryScan, TrackId } from '../../schemas/generated.ts'
import type { Source, GlobalTable } from '../../streams/engine/processor.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import {
  analysisFailures,
  audioReferences,
  libraryChecks,
  libraryPlaylists,
  libraryScans,
  trackAliases,
} from '../../schemas/topics.ts'
import { libraryPlaylistTable } from '../shared/playlists/library-playlists.ts'

/** The newest reference of every track that is not deleted. As big as the library. */
export const knownReferences: GlobalTable<Map<TrackId, AudioReference>, typeof audioReferences> = globalTable({
  name: 'known-references',
  from: [audioReferences],
  create: () => new Map<TrackId, AudioReference>(),
  apply(content, record) {
    if (record.value === null) content.delete(record.key)
    else content.set(record.key, record.value)
  },
})

/** Why tracks have no features. At most one entry per track of the library. */
export const knownFailures: GlobalTable<Map<TrackId, AnalysisFailure>, typeof analysisFailures> = globalTable({
  name: 'known-failures',
  from: [analysisFailures],
  create: () => new Map<TrackId, AnalysisFailure>(),
  apply(content, record) {
    if (record.value === null) content.delete(record.key)
    else content.set(record.key, record.value)
  },
})

/** What the newest scan wrote of itself. */
export const newestScan: GlobalTable<{ value: LibraryScan | null }, typeof libraryScans> = globalTable({
  name: 'newest-scan',
  from: [libraryScans],
  create: () => ({ value: null as LibraryScan | null }),
  apply(content, record) {
    content.value = record.value
  },
})

/** The newest request to read files again, and how far each scanner has come: by key. At most one entry per instance. */
export const knownChecks: GlobalTable<Map<string, LibraryCheck>, typeof libraryChecks> = globalTable({
  name: 'known-checks',
  from: [libraryChecks],
  create: () => new Map<string, LibraryCheck>(),
  apply(content, record) {
    if (record.value === null) content.delete(record.key)
    else content.set(record.key, record.value)
  },
})

/** What the scanner writes. */
export type ScannerOutput =
  typeof audioReferences | typeof libraryScans | typeof libraryChecks | typeof trackAliases | typeof libraryPlaylists

/**
 * Writes one record for each new or changed track, one tombstone for each deleted track, and the progress of the scan. A
 * track is identified by its sound: a file that is moved or retagged keeps its id, and two copies are one track. A track
 * that cannot be looked for, since its library folder is away or not configured, is kept with `absentSince`. Playlist files become
 * records of the tracks that they name.
 *
 * Delivery: at least once. An interrupted scan is completed by the next one, since each compares the folders with the
 * topic. The timestamp of a record is that of the scan, not of the file: Kafka starts a new log segment wherever
 * timestamps jump, and rejects timestamps in the future, which files may have.
 */
export const scanLibrary: Source<ScannerOutput> & { readonly name: 'scan-library' } = {
  kind: 'source',
  name: 'scan-library',
  from: [],
  to: [audioReferences, libraryScans, libraryChecks, trackAliases, libraryPlaylists],
  reads: [knownReferences, knownFailures, newestScan, knownChecks, libraryPlaylistTable],
  latency: 'batch',
}
