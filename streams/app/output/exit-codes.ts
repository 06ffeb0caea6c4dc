/** The `slipstream` command's exit codes. A supervisor does not restart a process that ended with `usage`: it would find the same again. */
export const EXIT = { ok: 0, failure: 1, usage: 2, absent: 3, unreachable: 4 } as const

/** What each means, for the README. */
export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failure, 'something failed; standard error says what'],
  [EXIT.usage, 'the command or a setting is wrong'],
  [EXIT.absent, 'there is no dead letter with this key, or no track in this folder'],
  [EXIT.unreachable, 'Kafka, the schema registry or MongoDB does not answer'],
]
