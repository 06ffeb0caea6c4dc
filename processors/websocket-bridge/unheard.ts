import type { TrackId } from '../../schemas/generated.ts'
import type { Catalogue } from './catalogue.ts'
import { sortedEntries, stateOf } from './catalogue.ts'

/** A file that is of no use to the listener, and why. */
export interface UnheardFile {
  /** Null: the file could not even be read. */
  readonly trackId: TrackId | null
  /** Below its library folder; empty for the folder itself. */
  readonly path: string
  readonly code: string
  readonly why: string
}

export interface UnheardFiles {
  readonly items: readonly UnheardFile[]
  /** How many there are in all. */
  readonly total: number
}

/** Files that the scanner could not read, then those that could not be heard, in the order of the library. */
export function unheardFiles(content: Catalogue, limit: number): UnheardFiles {
  const unread = content.scan?.problems ?? []
  const items: UnheardFile[] = unread.map(({ path, why }) => ({ trackId: null, path, code: 'unreadable', why }))
  let total = content.scan?.failed ?? 0
  for (const { reference } of sortedEntries(content)) {
    if (stateOf(content, reference.trackId) !== 'failed') continue
    total += 1
    const problem = content.problems.get(reference.trackId)
    const { code = 'unknown', message = 'The reason is not kept any more.' } = problem ?? {}
    if (items.length < limit) items.push({ trackId: reference.trackId, path: reference.path, code, why: message })
  }
  return { items: items.slice(0, limit), total }
}
