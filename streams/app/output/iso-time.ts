/** The last time that a `Date` holds, epoch ms. Kafka and Avro take any number. */
const MAX_DATE_MS = 8.64e15

/** A time in ISO 8601, UTC; one beyond those of a `Date` stays a number. */
export const isoTime = (epochMs: number): string =>
  Math.abs(epochMs) <= MAX_DATE_MS ? new Date(epochMs).toISOString() : String(epochMs)
