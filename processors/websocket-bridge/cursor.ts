import { Problem } from './problem.ts'
import type { Sorted } from './track-list.ts'
import { firstAfter } from './track-list.ts'

/** A place in the order of a list, as text in an address: no entry that comes or goes makes another appear twice or not at all. */
export function cursorAt({ sortKey }: Sorted): string {
  return Buffer.from(sortKey, 'utf16le').toString('base64url')
}

/**
 * The key after which a page begins; one that nobody gave out is a place like any other.
 * @throws {Problem} `bad-query` for what is no cursor at all: with the first page instead, a client would go round for ever.
 */
export function keyAfter(cursor: string | undefined): string {
  if (cursor === undefined || cursor === '') return ''
  const key = Buffer.from(cursor, 'base64url')
  if (key.length % 2 !== 0 || key.toString('base64url') !== cursor)
    throw new Problem('bad-query', 'cursor: take it from nextCursor as it is')
  return key.toString('utf16le')
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Null: this is the last page. */
  readonly nextCursor: string | null
  /** Of the whole list. */
  readonly total: number
}

/** Which page of a list: at an offset, else behind a cursor, else the first. */
export interface PageQuery {
  readonly cursor?: string | undefined
  readonly offset?: number | undefined
  readonly limit: number
}

/** Where a page begins in a sorted list. */
export function startOf(entries: readonly Sorted[], { cursor, offset }: PageQuery): number {
  return offset ?? firstAfter(entries, keyAfter(cursor))
}

/** One page of a sorted list. @param keep those that the list is of; null: all. */
export function pageAfter<S extends Sorted, T>(
  entries: readonly S[],
  query: PageQuery,
  itemOf: (entry: S) => T,
  keep: ((entry: S) => boolean) | null = null,
): Page<T> {
  const list = keep === null ? entries : entries.filter(keep)
  const start = startOf(list, query)
  const found = list.slice(start, start + query.limit)
  const last = found.at(-1)
  const isLast = last === undefined || start + found.length === list.length
  return { items: found.map(itemOf), nextCursor: isLast ? null : cursorAt(last), total: list.length }
}
