import type { Recommendation } from '../../schemas/generated.ts'

/**
 * Whether the runtime of this program wrote a list: it says in the header `caused-by` from which input it made a record, and that is
 * the play that the list names. A program outside that takes the name of one of our models by mistake writes no such header.
 * From the log alone no more can be told: a program that may write to Kafka can write the header, too. Against that only access rules of
 * Kafka help: write access to `recommendations` for `recommend` and the programs that are trusted.
 * @param causedBy what the header says; undefined without one.
 */
export const isOwnList = (
  { causedBy: { topic, partition, offset } }: Recommendation,
  causedBy: string | undefined,
): boolean => causedBy === `${topic}/${partition}/${offset}`
