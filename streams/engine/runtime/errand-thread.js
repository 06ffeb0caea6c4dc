// Does errands for `errands.ts`. In Node 20 `node --import tsx` does not reach workers, so each must register TypeScript itself.
import { parentPort, workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { errands } = await import(workerData)
parentPort.on('message', ({ name, job }) => {
  try {
    parentPort.postMessage({ answer: errands[name].run(job) })
  } catch (error) {
    parentPort.postMessage({ error })
  }
})
