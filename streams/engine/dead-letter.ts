import type { Topic } from './topic.ts'

/** Value of a dead-letter record: the record that could not be processed, byte for byte, and why. */
export interface DeadLetterValue {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly processor: string
  /** Kebab-case error code, such as `undecodable` or `killed-the-processor`. */
  readonly code: string
  readonly message: string
  /** How often the record was processed before it was given up. */
  readonly attempts: number
  /** The record's timestamp, epoch ms; null where it was not stored. */
  readonly timestamp: number | null
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly { readonly name: string; readonly value: Buffer }[]
}

/**
 * The dead-letter queue. Its key is processor/topic/partition/offset of the source record: two processors that give up one
 * record write two letters. Letters of earlier versions have the position alone.
 */
export type DeadLetterTopic = Topic<string, string, DeadLetterValue>
