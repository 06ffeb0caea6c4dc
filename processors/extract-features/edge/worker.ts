import './no-network.ts'
import { constants, setPriority } from 'node:os'
import { analyseFile } from './analyse-file.ts'
import { PROTOCOL, isRequest } from './request.ts'
import type { AnalysisRequest, AnalysisResponse } from './request.ts'

/**
 * The program of a child: it analyses one file at a time for its parent and holds no state, so it can be killed at any time.
 * It ends with its parent. Signals to the whole process group (Ctrl-C) are left to the parent: a child that ended in the
 * middle of a file would look like one that the file crashed.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('disconnect', () => process.exit())
process.on('message', (message) => {
  if (isRequest(message)) void respond(message)
})
process.send?.(PROTOCOL.ready)

async function respond(request: AnalysisRequest): Promise<void> {
  let response: AnalysisResponse
  try {
    const analysis = await analyseFile(request, (analysedMs) => void process.send?.({ analysedMs }))
    response = { kind: 'analysed', analysis }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error // a bug: it ends this process, and the parent reports it
    response = { kind: 'transient', message: error.message }
  }
  process.send?.(response)
}
