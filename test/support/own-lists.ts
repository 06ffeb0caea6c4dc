import type { Recommendation } from '../../schemas/generated.ts'

/** A list with the header `caused-by` that the runtime writes it with. */
export function ours<R extends { readonly value: unknown }>(list: R): R & { readonly causedBy?: string } {
  const value = list.value as Recommendation | null
  if (value === null) return list
  const { topic, partition, offset } = value.causedBy
  return { ...list, causedBy: `${topic}/${partition}/${offset}` }
}
