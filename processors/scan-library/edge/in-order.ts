/** Maps items concurrently, at most `atOnce` at a time, and yields the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => R | Promise<R>,
): AsyncGenerator<R, void, void> {
  const running: (R | Promise<R>)[] = []
  for (const item of items) {
    const result = work(item)
    if (result instanceof Promise) result.catch(() => undefined) // awaited below; until then its rejection counts as handled
    running.push(result)
    if (running.length < atOnce) continue
    const [first] = running.splice(0, 1)
    if (first !== undefined) yield await first
  }
  for (const result of running) yield await result
}
