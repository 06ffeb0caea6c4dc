import type { TrackId } from '../../schemas/generated.ts'
import { globalTable } from '../../streams/engine/processor.ts'
import { audioReferences } from '../../schemas/topics.ts'

/** The tracks of the library, which coverage is a share of. */
export const catalogueTracks = globalTable({
  name: 'catalogue-tracks',
  from: [audioReferences],
  create: () => new Set<TrackId>(),
  apply(content, { key, value }) {
    if (value === null) content.delete(key)
    else content.add(key)
  },
})
