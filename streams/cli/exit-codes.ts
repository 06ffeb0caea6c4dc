/** What the `slipstream` command's exit codes mean; the README's table is held equal to this. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** Kafka, the registry or the database does not answer. */
  unreachable: 4,
} as const
