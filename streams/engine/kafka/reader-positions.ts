import { offsetIn } from './port.ts'
import type { Start, TopicPartition } from './port.ts'

/** Offsets by `topic/partition`. */
export type Offsets = ReadonlyMap<string, number>

interface Reading {
  next: number
  readonly begin: number
  /** High watermark when reading began. */
  readonly end: number
}

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`

/** How far each partition has been read, and how far it is to be read to have caught up. */
export class ReaderPositions {
  readonly #partitions: ReadonlyMap<string, Reading>
  #isReported = false

  /** @param start the offset that each partition starts at; negative where no record is as young as the time asked for. */
  constructor(partitions: readonly TopicPartition[], from: Start, start: Offsets, end: Offsets) {
    this.#partitions = new Map(
      partitions.map((at) => {
        const last = end.get(partitionName(at)) ?? 0
        const found = start.get(partitionName(at)) ?? last
        const first = found < 0 ? last : found
        const begin = Math.max(first, offsetIn(from, at))
        return [partitionName(at), { next: begin, begin, end: last }]
      }),
    )
  }

  readonly next = (at: TopicPartition): number => this.#of(at).next

  advance(at: TopicPartition, next: number): void {
    const reading = this.#of(at)
    reading.next = Math.max(reading.next, next)
  }

  /** Moves positions that the log does not have (any more), by retention or because the topic was created anew, to its start. */
  moveInto(start: Offsets, end: Offsets): void {
    for (const [name, reading] of this.#partitions) {
      const [oldest, last] = [start.get(name) ?? 0, end.get(name) ?? 0]
      if (reading.next < oldest || reading.next > last) reading.next = oldest
    }
  }

  isCaughtUp(): boolean {
    return [...this.#partitions.values()].every(({ next, end }) => next >= end)
  }

  /** @returns true once, when it has caught up. */
  takeCaughtUp(): boolean {
    if (this.#isReported || !this.isCaughtUp()) return false
    this.#isReported = true
    return true
  }

  /** Offsets read of those that there were when reading began. */
  progress(): { readonly done: number; readonly total: number } {
    let [done, total] = [0, 0]
    for (const { next, begin, end } of this.#partitions.values()) {
      done += Math.min(next, end) - begin
      total += end - begin
    }
    return { done, total }
  }

  #of(at: TopicPartition): Reading {
    const reading = this.#partitions.get(partitionName(at))
    if (reading === undefined) throw new Error(`${partitionName(at)} is not read here.`)
    return reading
  }
}
