import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, TrackId } from '../../../schemas/generated.ts'
import type { ReferenceRecord } from '../reconcile.ts'

/** A record that Kafka has acknowledged is read back within this time; after it, what the table says counts. */
const READ_BACK_WITHIN_MS = 60_000

/** The references of the topic as of now, those of other instances too. */
export interface TopicContent {
  current(): Map<TrackId, AudioReference>
  /** Null when the topic has none. */
  newest(id: TrackId): AudioReference | null
  /** Records that were written count at once. */
  written(records: readonly ReferenceRecord[]): void
}

/**
 * @param table follows the topic, some time behind. Bounded: a record written is dropped once it has been read back.
 * @param now epoch ms.
 */
export function topicContent(table: ReadonlyMap<TrackId, AudioReference>, now: () => number): TopicContent {
  const unread = new Map<TrackId, { readonly value: AudioReference | null; readonly at: number }>()
  const dropWhatWasRead = (): void => {
    const until = now() - READ_BACK_WITHIN_MS
    for (const [id, { value, at }] of unread)
      if (at < until || isDeepStrictEqual(table.get(id) ?? null, value)) unread.delete(id)
  }
  return {
    current() {
      dropWhatWasRead()
      const content = new Map(table)
      for (const [id, { value }] of unread)
        if (value === null) content.delete(id)
        else content.set(id, value)
      return content
    },
    newest(id) {
      const own = unread.get(id)
      return own === undefined ? (table.get(id) ?? null) : own.value
    },
    written(records) {
      for (const { key, value } of records) unread.set(key, { value, at: now() })
      dropWhatWasRead()
    },
  }
}
