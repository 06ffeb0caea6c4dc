import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { MeasuredProcess } from '../../engine/runtime/metrics-recorder.ts'

/** The supervisor gives a processor the number of its restarts in this variable; it is no setting. */
export const RESTARTS_VARIABLE = 'SLIPSTREAM_RESTARTS'

const HASH_LENGTH = 6

/**
 * Names a process for its metrics. A supervisor runs one process of each processor in a data folder, so host and data folder
 * name it, and the name outlives a restart. Without a supervisor there may be several: the process id tells them apart.
 */
export function measuredProcess(
  processor: string,
  dataFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): MeasuredProcess {
  const folder = createHash('sha256').update(dataFolder).digest('hex').slice(0, HASH_LENGTH)
  const place = `${hostname()}-${folder}`
  const restarts = Number(env[RESTARTS_VARIABLE] ?? NaN)
  return Number.isInteger(restarts)
    ? { processor, instance: place, restarts }
    : { processor, instance: `${place}-${process.pid}`, restarts: 0 }
}
