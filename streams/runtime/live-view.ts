import type { View } from '../processor.ts'
import type { AnyTopic, RecordOf } from '../topic.ts'
import type { LiveView } from './context.ts'
import { partitionsOf, readDecoded } from './environment.ts'
import type { Environment } from './environment.ts'

/** Keeps a view up to date until the process stops; resolves once it holds all that was committed when this was called. */
export async function openLiveView<C, In extends AnyTopic>(
  environment: Environment,
  view: View<C, In>,
): Promise<LiveView<C>> {
  const { log, signal } = environment
  const content = view.create()
  const listeners = new Set<() => void>()
  await new Promise<void>((resolve, reject) => {
    readDecoded(environment, {
      partitions: partitionsOf(environment, view.from),
      from: 'start',
      isolation: 'committed',
      signal,
      what: `the view ${view.name}`,
      onBatch(batch) {
        for (const decoded of batch) {
          if (decoded.ok)
            view.apply(content, decoded.record as unknown as RecordOf<In>) // decoded by the topic's own serde
          else log.warn({ view: view.name }, decoded.message)
        }
        for (const listener of listeners) listener()
      },
      onCaughtUp: () => resolve(),
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
