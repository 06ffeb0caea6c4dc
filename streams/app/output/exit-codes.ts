/** The `slipstream` command's exit codes. A supervisor does not restart a process that ended with `usage`: it would find the same again. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  absent: 3,
  unreachable: 4,
  unmet: 5,
  /** 128 and the number of SIGINT, as shells say it. */
  interrupted: 130,
  /** 128 and the number of SIGPIPE. */
  unread: 141,
} as const

/** What each means, for the README. */
export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failure, 'something failed; standard error says what'],
  [EXIT.usage, 'the command or a setting is wrong, or there is no such topic'],
  [
    EXIT.absent,
    'what was asked for was not found, some records could not be decoded, or `--where` could be told of none',
  ],
  [EXIT.unreachable, 'Kafka, the schema registry or MongoDB does not answer'],
  [EXIT.unmet, 'a check failed, such as that of a lag or a schema'],
  [EXIT.interrupted, 'it was stopped by Ctrl-C or SIGTERM'],
  [EXIT.unread, 'the reader of its output has ended, as `head` does'],
]
