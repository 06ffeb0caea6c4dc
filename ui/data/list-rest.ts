/** One stretch of a list. */
export interface ListWindow<T> {
  readonly items: readonly T[]
  /** Of the whole list; left out by a server that does not count. */
  readonly total?: number | undefined
}

export type FetchWindow<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<ListWindow<T>>

/** Rows of one request: the most that one may ask for. */
const WINDOW_ROWS = 500

/** Rows `from` up to `to`, exclusive; a `to` behind the end of the list is its end. */
export type Stretch = readonly [from: number, to: number]

/** What of a list is not loaded, read window by window, so that what is loaded need not wait for it. */
export interface RestOfList<T> {
  /**
   * The next rows; null: those were all.
   * @throws {RequestError} the next call then asks for the same rows again
   */
  next(): Promise<readonly T[] | null>
}

/** Reads stretches of a list, one after the other, without keeping them. */
export function restOf<T>(fetch: FetchWindow<T>, stretches: readonly Stretch[]): RestOfList<T> {
  const left = stretches.filter(([from, to]) => from < to)
  // What plays goes on when its view is left, and so does this.
  const { signal } = new AbortController()
  return {
    next: async () => {
      const [stretch, ...others] = left
      if (stretch === undefined) return null
      const [from, to] = stretch
      const limit = Math.min(WINDOW_ROWS, to - from)
      const { items } = await fetch(from, limit, signal)
      const isOver = items.length < limit || from + limit >= to
      left.splice(0, left.length, ...(isOver ? others : [[from + limit, to] as const, ...others]))
      return items
    },
  }
}

/** All of it. @throws {RequestError} */
export async function wholeOf<T>(loaded: readonly T[], rest: RestOfList<T> | null): Promise<readonly T[]> {
  if (rest === null) return loaded
  const rows = [...loaded]
  for (let next = await rest.next(); next !== null; next = await rest.next()) rows.push(...next)
  return rows
}
