import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import type { Source, GlobalTable } from '../../streams/engine/processor.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { audioReferences, libraryScans } from '../../schemas/topics.ts'

/** The newest reference of every track that is still there. As big as the library. */
export const knownReferences: GlobalTable<Map<TrackId, AudioReference>, typeof audioReferences> = globalTable({
  name: 'known-references',
  from: [audioReferences],
  create: () => new Map<TrackId, AudioReference>(),
  apply(content, record) {
    if (record.value === null) content.delete(record.key)
    else content.set(record.key, record.value)
  },
})

/**
 * Tells the stream which music files there are: one record per track that is new or has changed, one tombstone per track
 * that is gone. A track is its bytes: a file that was moved keeps its id, and two copies are one track. Beside it, how far
 * the scan is.
 *
 * Delivery: at least once. A scan that is cut short is finished by the next one, since each compares the folders with
 * what the topic holds. Records of one scan carry the time of that scan, not of the file: Kafka starts a new log segment
 * wherever record times jump, and refuses times in the future, which files may have.
 */
export const scanLibrary: Source<typeof audioReferences | typeof libraryScans> & { readonly name: 'scan-library' } = {
  kind: 'source',
  name: 'scan-library',
  from: [],
  to: [audioReferences, libraryScans],
  reads: [knownReferences],
  latency: 'batch',
}
