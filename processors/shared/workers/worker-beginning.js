// What every worker begins with: in Node 20 `node --import tsx` does not reach workers, so each must register TypeScript itself.
import { parentPort, workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
await import(workerData)
parentPort.postMessage('ready')
