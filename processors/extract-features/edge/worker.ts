import './no-network.ts'
import { constants, setPriority } from 'node:os'
import { analyseFile } from './analyse-file.ts'
import { PROTOCOL, isRequest } from './request.ts'
import type { AnalysisResponse, AnalysisRequest } from './request.ts'

/**
 * A disposable process that listens to files for its parent, one at a time. It holds no state: whoever is in doubt kills it.
 * It ends with its parent. A signal to the whole process group (Ctrl-C) is for the parent: half an answer would look like a
 * file that crashes the decoder.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('disconnect', () => process.exit())
process.on('message', (message) => {
  if (isRequest(message)) void answer(message)
})
process.send?.(PROTOCOL.ready)

async function answer(question: AnalysisRequest): Promise<void> {
  let answer: AnalysisResponse
  try {
    answer = {
      kind: 'analysed',
      analysis: await analyseFile(question, (analysedMs) => void process.send?.({ analysedMs })),
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error // a bug: it ends this process, and its parent tells
    answer = { kind: 'transient', message: error.message }
  }
  process.send?.(answer)
}
