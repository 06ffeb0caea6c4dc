import { parseSql, runSql } from '../../streams/app/export/sql.ts'
import { recordOutput } from '../../streams/app/output/record-output.ts'
import type { Runtime } from '../../streams/engine/runtime/runtime.ts'

/** The rows that `slipstream sql` answers. */
export async function sqlRows(query: string, runtime: Runtime): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const out: string[] = []
  const stream = {
    write: (text: string, done: () => void) => (out.push(text), done(), true),
    on: () => stream,
  } as never
  const streams = { out: () => undefined, err: () => undefined }
  await runSql(parseSql(query, {}, { nowMs: 0, isTerminal: false }), {
    connect: () => Promise.resolve(runtime),
    signal: new AbortController().signal,
    streams,
    output: recordOutput(stream),
  })
  return out
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}
