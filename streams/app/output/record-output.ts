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
  const flush = (): Promise<void> => {
    const text = waiting
    waiting = ''
    if (isUnread) return Promise.reject(new OutputUnread())
    if (text === '') return Promise.resolve()
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(new OutputUnread()) : resolve())
      stream.write(printableRecord(text), done)
    })
  }
  const add = (text: string): void | Promise<void> => {
    waiting += text
    return waiting.length < CHUNK_CHARACTERS ? undefined : flush()
  }
  return { line: (text) => add(`${text}\n`), text: add, flush }
}
