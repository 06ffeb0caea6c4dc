import type { KafkaError } from '../kafka/kafka-error.ts'
import type { NextOffset } from '../kafka/port.ts'

/**
 * Which inputs made an output that the broker refuses for good. A transaction holds the outputs of many inputs, so a refusal
 * first makes all of them suspects: they are processed again, from what was committed, each in a transaction of its own. The
 * one whose transaction is refused again is the culprit: it becomes a dead letter, and its step is never taken.
 *
 * It lasts as long as the process: after a restart, the search starts over.
 */
export class RefusedOutputs {
  readonly #suspectsUntil = new Map<string, number>()
  readonly #culprits = new Map<string, KafkaError>()
  #isStuck = false

  /** @param processed positions behind the last inputs of the refused transaction. */
  suspect(processed: readonly NextOffset[]): void {
    for (const at of processed) {
      this.#suspectsUntil.set(partitionOf(at), Math.max(at.next, this.#suspectsUntil.get(partitionOf(at)) ?? 0))
    }
  }

  isSuspect(topic: string, partition: number, offset: number): boolean {
    return offset < (this.#suspectsUntil.get(partitionOf({ topic, partition })) ?? 0)
  }

  found(topic: string, partition: number, offset: number, error: KafkaError): void {
    const input = `${topic}/${partition}/${offset}`
    if (this.#culprits.has(input)) this.#isStuck = true
    else this.#culprits.set(input, error)
  }

  /** Whether the dead letter of an input was refused, too: rejoining would never end. */
  get isStuck(): boolean {
    return this.#isStuck
  }

  /** Why the broker refused the outputs of this input; null when it is not known to have. */
  reasonOf(topic: string, partition: number, offset: number): KafkaError | null {
    return this.#culprits.get(`${topic}/${partition}/${offset}`) ?? null
  }

  /** The input has been committed. */
  passed(topic: string, partition: number, offset: number): void {
    this.#culprits.delete(`${topic}/${partition}/${offset}`)
    const at = partitionOf({ topic, partition })
    if (offset + 1 >= (this.#suspectsUntil.get(at) ?? 0)) this.#suspectsUntil.delete(at)
  }
}

const partitionOf = ({ topic, partition }: Pick<NextOffset, 'topic' | 'partition'>) => `${topic}/${partition}`
