import { recordOutput } from '../../streams/app/output/record-output.ts'
import type { RecordOutput } from '../../streams/app/output/record-output.ts'

/** An output of records that keeps what is printed. */
export function textOutput(): { readonly output: RecordOutput; printed(): string; lines(): readonly unknown[] } {
  let text = ''
  const stream = {
    write(chunk: string, done: () => void) {
      text += chunk
      done()
      return true
    },
    on: () => stream,
  }
  return {
    output: recordOutput(stream as unknown as NodeJS.WritableStream), // of its many methods these two are used
    printed: () => text,
    lines: () => text.split('\n').slice(0, -1).map((line): unknown => JSON.parse(line)), // prettier-ignore
  }
}
