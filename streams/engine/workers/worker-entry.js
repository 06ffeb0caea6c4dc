// The file that every worker of `worker-pool.ts` loads. On Node 20 `node --import tsx` does not reach workers, so each registers
// TypeScript itself, unless its module is built.
import { Piscina } from 'piscina'

const module = Piscina.workerData
if (module.endsWith('.ts')) (await import('tsx/esm/api')).register()
let handler

export default async ({ task, started }) => {
  handler ??= (await import(module)).default
  started?.postMessage(null)
  started?.close()
  return handler(task)
}
