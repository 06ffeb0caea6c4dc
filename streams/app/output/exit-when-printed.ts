import { standardError, standardOutput } from './output-streams.ts'

/**
 * Ends the process with an exit code as soon as everything it printed has been taken, or nobody reads it any more. A pipe takes
 * only so much at once (64 KiB on Linux), and `process.exit` drops the rest.
 */
export async function exitWhenPrinted(code: number): Promise<never> {
  await Promise.all([standardOutput, standardError].map(printed))
  process.exit(code)
}

/** The callback of a write is called when those before it are done. */
const printed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('error', () => resolve()) // such as EPIPE: the reader has ended
    stream.write('', () => resolve())
  })
