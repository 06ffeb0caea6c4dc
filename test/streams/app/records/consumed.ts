import { Writable } from 'node:stream'
import { recordOutput } from '../../../../streams/app/output/record-output.ts'
import { consumeTopic } from '../../../../streams/app/records/consume.ts'
import { parseConsumeOptions } from '../../../../streams/app/records/consume-options.ts'
import type { ConsumeArguments } from '../../../../streams/app/records/consume-options.ts'
import type { memoryLog } from './memory-log.ts'

/** @returns the exit code, what was printed, and the messages. */
export async function consumed(
  { runtime, ready }: Pick<ReturnType<typeof memoryLog>, 'runtime' | 'ready'>,
  topic: string,
  typed: ConsumeArguments = {},
  signal: AbortSignal = new AbortController().signal,
  onPrinted: (text: string) => void = () => undefined,
) {
  await ready
  let printed = ''
  const messages: string[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      printed += String(chunk)
      onPrinted(printed)
      done()
    },
  })
  const code = await consumeTopic(runtime, topic, parseConsumeOptions(typed, Date.now()), {
    output: recordOutput(stream),
    streams: { err: (line) => void messages.push(line) },
    signal,
    registry: runtime.registry,
  })
  return { code, printed, messages }
}

export const linesOf = (printed: string): readonly Readonly<Record<string, unknown>>[] =>
  printed
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
