/**
 * Remembers what was made last: a library's tracks mostly have one sample rate, and the tables that belong to it are only
 * read. @param make gives the same for the same key, whenever it is asked.
 */
export function lastOf<T>(make: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly made: T } | null = null
  return (key) => {
    if (last?.key !== key) last = { key, made: make(key) }
    return last.made
  }
}
