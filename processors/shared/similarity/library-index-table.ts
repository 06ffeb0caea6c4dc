import { audioFeatures, indexUpdates } from '../../../schemas/topics.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import { createIndex } from './mutable-index.ts'

/** The searchable index, materialised from the feature records and from the assignments of index-tracks. */
export const libraryIndex = globalTable({
  name: 'library-index',
  from: [audioFeatures, indexUpdates],
  create: createIndex,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-features':
        content.applyFeatures(record.key, record.value)
        return
      case 'index-updates':
        content.applyUpdate(record.key, record.value)
    }
  },
  prepare: (content) => content.layOut(),
})
