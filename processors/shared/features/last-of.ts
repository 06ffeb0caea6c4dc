/**
 * Memoises the last result: most tracks of a library have one sample rate, and its tables are only read.
 * @param make a pure function.
 */
export function lastOf<T>(make: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly made: T } | null = null
  return (key) => {
    if (last?.key !== key) last = { key, made: make(key) }
    return last.made
  }
}
