/** Records in batches, as they are asked for. */
export interface RecordStream<R> {
  /** The next batch, never an empty one; null at the end. */
  next(): Promise<readonly R[] | null>
}

interface Head<R> {
  readonly stream: RecordStream<R>
  batch: readonly R[]
  at: number
}

/**
 * Merges streams by event time: of the records that come next in each stream, the one with the earliest time is first; of equal
 * times that of the stream that is named first. So the order does not depend on how the records were fetched. Within a stream
 * the order stays, also where its times go back.
 */
export async function* inEventOrder<R>(
  streams: readonly RecordStream<R>[],
  timeOf: (record: R) => number,
): AsyncGenerator<readonly R[]> {
  const heads: Head<R>[] = []
  const filled = await Promise.all(streams.map(async (stream) => ({ stream, batch: await stream.next() })))
  for (const { stream, batch } of filled) if (batch !== null) heads.push({ stream, batch, at: 0 })
  while (heads.length > 0) {
    const merged: R[] = []
    const empty = mergeUntilEmpty(heads, timeOf, merged)
    yield merged
    const batch = await empty.stream.next()
    if (batch === null) heads.splice(heads.indexOf(empty), 1)
    else [empty.batch, empty.at] = [batch, 0]
  }
}

/** @returns the stream whose batch is used up: what comes next is not known before it has given another. */
function mergeUntilEmpty<R>(heads: readonly Head<R>[], timeOf: (record: R) => number, into: R[]): Head<R> {
  for (;;) {
    let first: Head<R> | null = null
    let firstTime = Infinity
    for (const head of heads) {
      const record = head.batch[head.at]
      if (record === undefined) return head
      const time = timeOf(record)
      if (first !== null && time >= firstTime) continue
      first = head
      firstTime = time
    }
    const record = first?.batch[first.at]
    if (first === null || record === undefined) throw new Error('There is no stream to merge.')
    into.push(record)
    first.at += 1
  }
}

/** A stream of what is there already. */
export function streamOf<R>(records: readonly R[]): RecordStream<R> {
  let rest: readonly R[] | null = records.length === 0 ? null : records
  return {
    next() {
      const batch = rest
      rest = null
      return Promise.resolve(batch)
    },
  }
}
