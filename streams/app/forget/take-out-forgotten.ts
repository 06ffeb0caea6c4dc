import { forgottenListeners, writeForgotten } from '../../../processors/shared/files/forgotten-listeners.ts'
import { countedRecords } from '../output/counted-records.ts'
import { purgeLog } from './purge-log.ts'

/**
 * Takes the records of forgotten listeners out of the log of the embedded Kafka, which does not run yet. Every processor has read
 * that they were forgotten.
 * @throws {Error} when the log cannot be read or written: the next start tries again.
 */
export function takeOutForgotten(dataFolder: string, logFolder: string, report: { line(text: string): void }): void {
  const waiting = forgottenListeners(dataFolder).flatMap((each) =>
    each.listener === null ? [] : [{ ...each, listener: each.listener }],
  )
  if (waiting.length === 0) return
  const { records, opaque } = purgeLog(logFolder, waiting.map(({ listener }) => listener)) // prettier-ignore
  const who = waiting.length === 1 ? 'a forgotten listener' : `${waiting.length} forgotten listeners`
  report.line(`${countedRecords(records)} of ${who} ${records === 1 ? 'was' : 'were'} taken out of the log of Kafka.`)
  for (const path of opaque) report.line(`${path} has batches that could not be looked into, and stays as it is.`)
  for (const each of waiting) writeForgotten(dataFolder, { ...each, listener: null })
}
