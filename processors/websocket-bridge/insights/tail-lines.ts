import type { AnswerOf, tailTopic } from '../../../schemas/http.ts'
import type { AnyTopic, InputOf } from '../../../streams/engine/topic.ts'

type Tail = AnswerOf<typeof tailTopic>

/** Lines of a topic that are kept, the newest. */
export const MAX_TAIL_LINES = 50
/** UTF-16 units of a key or a value that are shown. */
export const MAX_TAIL_TEXT = 2_000

export interface TailLines {
  add(record: InputOf<AnyTopic>): void
  /** What came behind line `at`, as far as it is kept. */
  after(at: number): Tail
}

/** @param start larger than the number of any line of an earlier tail of the topic: its readers then get all that there is. */
export function tailLines(start: number): TailLines {
  let lines: Tail['lines'] = []
  let last = start
  return {
    add({ key, value, partition, offset, timestamp }) {
      last += 1
      const line = { at: last, partition, offset, timestamp, key: cut(key), text: cut(jsonOf(value)) }
      lines = [...lines, line].slice(-MAX_TAIL_LINES)
    },
    after: (at) => ({ lines: lines.filter((line) => line.at > at) }),
  }
}

const cut = (text: string): string => (text.length <= MAX_TAIL_TEXT ? text : `${text.slice(0, MAX_TAIL_TEXT)}…`)

/** Bytes as base64. A tombstone is `null`. */
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (isBytes(part) ? Buffer.from(part.data).toString('base64') : part))

/** As `JSON.stringify` hands a buffer over. */
const isBytes = (part: unknown): part is { readonly data: readonly number[] } =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer' && 'data' in part && Array.isArray(part.data) // prettier-ignore
