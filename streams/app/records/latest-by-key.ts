import { SlipstreamError } from '../../engine/errors.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { askKafka, requireTopic } from './known-topic.ts'
import type { PartitionRange, RangeOptions } from './read-range.ts'
import { readRange } from './read-range.ts'

/** Keys of one partition that are remembered at once, with some 150 bytes each. */
export const MAX_KEYS = 500_000

/**
 * Reads a range as `readRange`, of each key in a partition only the newest record: what compaction leaves in the end, also a
 * tombstone. Each partition is read twice: first to know which record is the newest of its key, then to give those, in order.
 * @param maxKeys of one partition.
 * @throws {SlipstreamError} `too-many-keys`; as `readRange`.
 */
export async function readLatest(
  runtime: Runtime,
  options: RangeOptions,
  maxKeys: number = MAX_KEYS,
): Promise<readonly PartitionRange[]> {
  const { partitions: count } = await askKafka(runtime, (admin) => requireTopic(admin, options.topic))
  const ranges: PartitionRange[] = []
  for (const partition of options.partitions ?? Array.from({ length: count }, (_, number) => number)) {
    if (options.signal.aborted) break
    ranges.push(...(await readLatestOf(runtime, { ...options, partitions: [partition] }, maxKeys)))
  }
  return ranges
}

async function readLatestOf(
  runtime: Runtime,
  options: RangeOptions,
  maxKeys: number,
): Promise<readonly PartitionRange[]> {
  const newest = new Map<string, number>()
  const ranges = await readRange(runtime, {
    ...options,
    onRecords({ partition }, records) {
      for (const { key, offset } of records) newest.set(keyOf(key), offset)
      if (newest.size > maxKeys) throw tooManyKeys(options.topic, partition, maxKeys)
    },
  })
  const [range] = ranges
  if (range === undefined) return []
  const offsets = new Set(newest.values())
  newest.clear()
  return readRange(runtime, {
    ...options,
    // The end of a time is a matter of each record; else what was written since would be taken for newer.
    to: options.to?.kind === 'time' ? options.to : { kind: 'offset', offset: range.end },
    onRecords(at, records) {
      const latest = records.filter(({ offset }) => offsets.has(offset))
      return latest.length === 0 ? undefined : options.onRecords(at, latest)
    },
  })
}

/** One character for each byte; a record without a key is the newest of those without one. */
const keyOf = (key: Buffer | null): string => (key === null ? 'none' : `=${key.toString('latin1')}`)

const tooManyKeys = (topic: string, partition: number, maxKeys: number): SlipstreamError =>
  new SlipstreamError(
    'too-many-keys',
    `${topic} has more than ${maxKeys.toLocaleString('en')} keys in partition ${partition}, which are too many for --latest-by-key: name a smaller range by --from and --to, or export the topic and ask it by SQL.`,
    { retriable: false },
  )
