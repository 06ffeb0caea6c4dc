import { printableRecord } from '../../engine/printable.ts'
import { standardOutput } from './output-streams.ts'

/** Lines wait here until they are written together: a write for each costs more than a line. */
const CHUNK_CHARACTERS = 64 * 1024

/** The reader of standard output has ended: the command ends too, quietly. */
export class OutputUnread extends Error {
  override name = 'OutputUnread'
}

/** Lines of standard output, at the pace of their reader: what is not taken yet holds up the writer. */
export interface RecordOutput {
  /** @returns a promise when the reader is behind: the next line waits for it. @throws {OutputUnread} also by that promise. */
  line(text: string): void | Promise<void>
  /** The same, for text that has the ends of its lines. */
  text(text: string): void | Promise<void>
  /** Lines that are written as they are: they hold nothing that a terminal would obey. They may be changed once they are taken. */
  printable(lines: Uint8Array): Promise<void>
  /** Writes what waits. */
  flush(): Promise<void>
}

type Stream = Pick<NodeJS.WritableStream, 'write' | 'on'>

/** @param stream where the lines go; standard output unless given. */
export function recordOutput(stream: Stream = standardOutput): RecordOutput {
  let waiting = ''
  let isUnread = false
  stream.on('error', () => {
    isUnread = true
  })
  const written = (chunk: string | Uint8Array): Promise<void> => {
    if (isUnread) return Promise.reject(new OutputUnread())
    if (chunk.length === 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(new OutputUnread()) : resolve())
      stream.write(chunk, done)
    })
  }
  const flush = (): Promise<void> => {
    const text = waiting
    waiting = ''
    return written(printableRecord(text))
  }
  const add = (text: string): void | Promise<void> => {
    waiting += text
    return waiting.length < CHUNK_CHARACTERS ? undefined : flush()
  }
  const printable = async (lines: Uint8Array): Promise<void> => {
    if (waiting !== '') await flush()
    await written(lines)
  }
  return { line: (text) => add(`${text}\n`), text: add, printable, flush }
}
