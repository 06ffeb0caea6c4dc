// The file that every worker of `worker-pool.ts` loads. On Node 20 `node --import tsx` does not reach workers, so each registers TypeScript itself.
import { Piscina } from 'piscina'
import { register } from 'tsx/esm/api'

register()
let handler

export default async ({ task, started }) => {
  handler ??= (await import(Piscina.workerData)).default
  started?.postMessage(null)
  started?.close()
  return handler(task)
}
