import type { GlobalTable } from '../processor.ts'
import type { AnyTopic, RecordOf } from '../topic.ts'
import type { MaterialisedTable } from './context.ts'
import { partitionsOf, readDecoded } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/** Reads until the signal aborts. */
type Reading = (
  handlers: Pick<Parameters<typeof readDecoded>[1], 'onBatch' | 'onCaughtUp'>,
) => ReturnType<typeof readDecoded>

/** Keeps a table up to date until the process stops; resolves once it holds all that was committed when this was called. */
export function materialise<C, In extends AnyTopic>(
  runtime: Runtime,
  table: GlobalTable<C, In>,
): Promise<MaterialisedTable<C>> {
  return keepLive(runtime, table, (handlers) =>
    readDecoded(runtime, {
      partitions: partitionsOf(runtime, table.from),
      from: 'start',
      isolation: 'committed',
      signal: runtime.signal,
      what: `the table ${table.name}`,
      ...handlers,
    }),
  )
}

/** The same for any reader of records. */
export async function keepLive<C, In extends AnyTopic>(
  { log, signal, fail }: Pick<Runtime, 'log' | 'signal' | 'fail'>,
  table: GlobalTable<C, In>,
  read: Reading,
): Promise<MaterialisedTable<C>> {
  const content = table.create()
  const listeners = new Set<() => void>()
  await new Promise<void>((resolve, reject) => {
    read({
      onBatch(batch) {
        for (const decoded of batch) {
          if (decoded.ok)
            table.apply(content, decoded.record as unknown as RecordOf<In>) // decoded by the topic's own serde
          else log.warn({ table: table.name }, decoded.message)
        }
        for (const listener of listeners) listener()
      },
      onCaughtUp() {
        table.prepare?.(content) // no transaction is open yet that could expire meanwhile
        resolve()
      },
    })
      .then(() => signal.throwIfAborted())
      .catch((error: unknown) => {
        reject(error instanceof Error ? error : new Error(String(error)))
        if (!signal.aborted) fail?.(error)
      })
  })
  return {
    content,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
