/** Named points at which a test can kill, stop or fail the process; `test/ledger` does. */
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

/** Key of a function on `globalThis`, set by a test's preload before this module is loaded; absent in production. */
export const FAIL_POINT_HANDLER = Symbol.for('slipstream.fail-point')

const found: unknown = Reflect.get(globalThis, FAIL_POINT_HANDLER)
const handler = typeof found === 'function' ? found : null

/**
 * Calls the installed handler, if any; costs one comparison without.
 * @param subject a transactional id or a topic.
 * @throws what the handler throws, which simulates an error at this point.
 */
export function reach(point: FailPoint, subject: string): void {
  if (handler !== null) Reflect.apply(handler, undefined, [point, subject])
}
