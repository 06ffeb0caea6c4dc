/** Where a process may be made to die, so that a test can aim there; `test/ledger` does. */
export type FailPoint =
  | 'before-produce'
  | 'after-produce'
  | 'between-produce-and-offsets'
  | 'before-commit'
  | 'after-commit'
  | 'after-produce-before-ack'
  | 'after-write-before-commit'
  | 'before-snapshot-rename'
  | 'after-snapshot-rename'

/** What a module that was loaded before this one has left here is called at every point; nothing in production. */
export const FAIL_POINT_HANDLER = Symbol.for('slipstream.fail-point')

const found: unknown = Reflect.get(globalThis, FAIL_POINT_HANDLER)
const handler = typeof found === 'function' ? found : null

/**
 * Says that a point has been reached. Costs one comparison when nothing is installed.
 * @param subject whose it is: a transactional id, or a topic.
 * @throws what the handler throws, to stand for an error at this point.
 */
export function reach(point: FailPoint, subject: string): void {
  if (handler !== null) Reflect.apply(handler, undefined, [point, subject])
}
