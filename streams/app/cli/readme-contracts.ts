import { allTopics } from '../../../schemas/topics.ts'
import type { Cleanup } from '../../engine/topic.ts'
import { code, table } from './markdown.ts'

/** The README's tables of what others may rely on: made from `schemas/`. */

const DAY_MS = 86_400_000

export function topicsTable(): string {
  return table(
    ['topic', 'a record', 'key', 'partitions', 'retention', 'compatibility', 'schema'],
    allTopics.map(({ name, doc, keyForm, partitions, cleanup, compatibility, schemaFile }) => [
      code(name),
      doc,
      keyForm,
      String(partitions),
      retention(cleanup),
      code(compatibility),
      `[${schemaFile}](schemas/${schemaFile})`,
    ]),
  )
}

function retention(cleanup: Cleanup): string {
  if (cleanup === 'compact') return 'compacted'
  if (cleanup === 'for-ever') return 'for ever'
  const { retentionMs, since } = cleanup
  return `${retentionMs / DAY_MS} days after the ${since === 'event' ? 'event' : 'record was written'}`
}
