import { offsetIn } from '../kafka/port.ts'
import type { ReadOptions, Start, TopicPartition } from '../kafka/port.ts'
import type { MemoryActivity } from './memory-activity.ts'
import type { MemoryBroker } from './memory-broker.ts'
import type { MemoryPartition } from './memory-partition.ts'

/** Of one fetch: a broker gives no partition whole, so that who reads is seen to hold no more than it needs. */
const FETCHED_RECORDS = 500

interface Reading {
  readonly at: TopicPartition
  next: number
  readonly begin: number
  /** What there was to read when reading began. */
  readonly end: number
}

/** @see KafkaPort.read */
export async function readMemory(broker: MemoryBroker, activity: MemoryActivity, options: ReadOptions): Promise<void> {
  const { signal } = options
  const wakeUp = wakeUps(broker, activity, signal)
  let readings: readonly Reading[] | null = null
  let isReported = false
  try {
    while (!isAborted(signal)) {
      if (!broker.isAway) {
        readings ??= options.partitions.map((at) => readingOf(broker.partition(at), at, options))
        while (await readOnce(broker, readings, options)) {
          if (isAborted(signal)) return
          if (!isReported) reportProgress(readings, options)
        }
        if (!isReported && readings.every(({ next, end }) => next >= end)) {
          isReported = true
          options.onCaughtUp(nextOf(readings))
        }
      }
      if (!isAborted(signal)) await wakeUp.next()
    }
  } finally {
    wakeUp.stop()
  }
}

const isAborted = (signal: AbortSignal) => signal.aborted

/** Ends of reading are changes too: an aborted reader must not wait for a record. Counts as activity except while it waits. */
function wakeUps(broker: MemoryBroker, activity: MemoryActivity, signal: AbortSignal) {
  let isDue = false
  let resume: (() => void) | null = null
  const wake = () => {
    isDue = true
    if (resume === null) return
    activity.begin()
    resume()
    resume = null
  }
  const stopListening = broker.onChange(wake)
  signal.addEventListener('abort', wake)
  activity.begin()
  return {
    async next(): Promise<void> {
      if (!isDue) {
        await new Promise<void>((resolve) => {
          resume = resolve
          activity.end()
        })
      }
      isDue = false
    },
    stop(): void {
      stopListening()
      signal.removeEventListener('abort', wake)
      activity.end()
    },
  }
}

function readingOf(log: MemoryPartition, at: TopicPartition, { from, isolation, end: wanted }: ReadOptions): Reading {
  const end = log.endFor(wanted === 'written' ? 'uncommitted' : isolation)
  const begin = beginOf(log, at, from, end)
  return { at, next: begin, begin, end }
}

function beginOf(log: MemoryPartition, at: TopicPartition, from: Start, end: number): number {
  if (from === 'start') return log.start
  if (from === 'end') return end
  if (typeof from === 'number') return log.offsetAt(from) ?? end
  return Math.max(offsetIn(from, at), log.start)
}

/** @returns whether there was something to give. */
async function readOnce(
  broker: MemoryBroker,
  readings: readonly Reading[],
  { isolation, signal, onRecords }: ReadOptions,
): Promise<boolean> {
  let hasRead = false
  for (const reading of readings) {
    const log = broker.partition(reading.at)
    if (reading.next > log.end) reading.next = log.start // the topic was deleted and created again
    const { records, next } = log.fetch(reading.next, isolation, FETCHED_RECORDS)
    if (records.length > 0) {
      hasRead = true
      if (!(await given(() => onRecords(reading.at, records)))) continue
    }
    reading.next = next
    if (signal.aborted) return true
  }
  return hasRead
}

function reportProgress(readings: readonly Reading[], { onProgress }: ReadOptions): void {
  let [done, total] = [0, 0]
  for (const { next, begin, end } of readings) {
    done += Math.min(next, end) - begin
    total += end - begin
  }
  onProgress?.(done, total)
}

/** An error of the callback gives the same records again. */
async function given(call: () => void | Promise<void>): Promise<boolean> {
  try {
    await call()
    return true
  } catch {
    await new Promise((resolve) => setImmediate(resolve))
    return false
  }
}

const nextOf =
  (readings: readonly Reading[]) =>
  ({ topic, partition }: TopicPartition): number => {
    const found = readings.find(({ at }) => at.topic === topic && at.partition === partition)
    if (found === undefined) throw new Error(`${topic}/${partition} is not read here.`)
    return found.next
  }
