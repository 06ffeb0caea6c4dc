import { Problem } from '../problem.ts'

/** A bridge is `starting` until its tables are caught up and its producer is connected, and `open` from then on. */
export interface BridgeState<T> {
  /** @throws {Problem} `starting` */
  opened(): T
  /** Null while it is starting. */
  current(): T | null
  open(value: T): void
}

export function bridgeState<T>(): BridgeState<T> {
  let state: { readonly kind: 'starting' } | { readonly kind: 'open'; readonly value: T } = { kind: 'starting' }
  return {
    opened() {
      if (state.kind === 'open') return state.value
      throw new Problem('starting', 'The library is still being read from Kafka: try again in a moment.')
    },
    current: () => (state.kind === 'open' ? state.value : null),
    open(value) {
      state = { kind: 'open', value }
    },
  }
}
