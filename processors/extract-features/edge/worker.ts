import './no-network.ts'
import { constants, setPriority } from 'node:os'
import { listenTo } from './listen.ts'
import { PROTOCOL, isQuestion } from './question.ts'
import type { Answer, Question } from './question.ts'

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
  if (isQuestion(message)) void answer(message)
})
process.send?.(PROTOCOL.ready)

async function answer(question: Question): Promise<void> {
  let answer: Answer
  try {
    answer = { kind: 'heard', heard: await listenTo(question, (heardMs) => void process.send?.({ heardMs })) }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error // a bug: it ends this process, and its parent tells
    answer = { kind: 'weather', message: error.message }
  }
  process.send?.(answer)
}
