import type { GlobalTable } from '../processor.ts'
import type { AnyTopic, RecordOf } from '../topic.ts'
import type { MaterialisedTable } from './context.ts'
import { partitionsOf, readDecoded } from './runtime.ts'
import type { Runtime } from './runtime.ts'

/** Reads on until the signal aborts. */
type Reading = (
  handlers: Pick<Parameters<typeof readDecoded>[1], 'onBatch' | 'onCaughtUp'>,
) => ReturnType<typeof readDecoded>

/**
 * Keeps a view up to date until the process stops; resolves once it holds all that was committed when this was called, and has
 * been prepared.
 */
export function materialise<C, In extends AnyTopic>(
  runtime: Runtime,
  view: GlobalTable<C, In>,
): Promise<MaterialisedTable<C>> {
  return keepLive(runtime, view, (handlers) =>
    readDecoded(runtime, {
      partitions: partitionsOf(runtime, view.from),
      from: 'start',
      isolation: 'committed',
      signal: runtime.signal,
      what: `the view ${view.name}`,
      ...handlers,
    }),
  )
}

/** The same, whatever it is read from. */
export async function keepLive<C, In extends AnyTopic>(
  { log, signal }: Pick<Runtime, 'log' | 'signal'>,
  view: GlobalTable<C, In>,
  read: Reading,
): Promise<MaterialisedTable<C>> {
  const content = view.create()
  const listeners = new Set<() => void>()
  await new Promise<void>((resolve, reject) => {
    read({
      onBatch(batch) {
        for (const decoded of batch) {
          if (decoded.ok)
            view.apply(content, decoded.record as unknown as RecordOf<In>) // decoded by the topic's own serde
          else log.warn({ view: view.name }, decoded.message)
        }
        for (const listener of listeners) listener()
      },
      onCaughtUp() {
        view.prepare?.(content) // here, where no transaction is open that could expire meanwhile
        resolve()
      },
    })
      .then(() => signal.throwIfAborted(), reject)
      .catch(reject)
  })
  return {
    content,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
