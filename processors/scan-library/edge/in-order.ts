/** Maps items concurrently, at most `atOnce` at a time, and yields the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const running: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    result.catch(() => undefined) // awaited below; until then its rejection counts as handled
    running.push(result)
    const first = running.length >= atOnce ? running.shift() : undefined
    if (first) yield await first
  }
  for (const result of running) yield await result
}
