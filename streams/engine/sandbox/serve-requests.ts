import './no-network.ts'
import { constants, setPriority } from 'node:os'
import { READY } from './ready.ts'

/**
 * What the program of a child calls, once: it answers one request at a time for its parent and holds no state, so it can be
 * killed at any time. It ends with its parent. Signals to the whole process group (Ctrl-C) are left to the parent: a child
 * that ended in the middle of a file would look like one that the file crashed. What `respond` throws ends the process.
 *
 * A program imports this file before all others, so that they find the network disabled.
 */
export function serveRequests<Q>(
  isRequest: (message: unknown) => message is Q,
  respond: (request: Q) => Promise<unknown>,
): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  process.on('disconnect', () => process.exit())
  process.on('message', (message) => {
    if (isRequest(message)) void respond(message).then((response) => process.send?.(response))
  })
  process.send?.(READY)
}
