import { parseArgs } from 'node:util'
import { consumePart } from './log/consume.ts'
import { openLog } from './log/log.ts'
import type { BenchLog } from './log/log.ts'
import { parquetPart } from './log/parquet.ts'
import { rankPart } from './log/rank.ts'
import { failed } from './log/rows.ts'
import { slowReaderPart } from './log/slow-reader.ts'
import type { Figure } from './figures.ts'

type Progress = (line: string) => void

const WITHOUT_LOG: Readonly<Record<string, (progress: Progress) => Promise<readonly Figure[]>>> = {
  fold: (progress) => rankPart('fold', progress),
  lists: (progress) => rankPart('lists', progress),
}

/** They share one log of plays. */
const OF_LOG: Readonly<Record<string, (log: BenchLog) => Promise<readonly Figure[]>>> = {
  consume: consumePart,
  parquet: parquetPart,
  memory: slowReaderPart,
}

const NAMES = [...Object.keys(WITHOUT_LOG), ...Object.keys(OF_LOG)]
const PLAYS = 1_000_000

/**
 * What the tools for the log cost, beside those of others. A part that fails gives a row that says so, and the others run.
 * Options: `--plays N`, and `--part NAME`, which may be given several times.
 */
export async function logBench(progress: Progress, options: readonly string[]): Promise<readonly Figure[]> {
  const { plays, parts } = parseOptions(options)
  const figures: Figure[] = []
  const run = async (part: string, measure: () => Promise<readonly Figure[]>) => {
    try {
      figures.push(...(await measure()))
    } catch (error) {
      figures.push(failed(part, error))
      progress(`${part} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
    }
  }
  for (const [part, measure] of Object.entries(WITHOUT_LOG)) {
    if (parts.includes(part)) await run(part, () => measure(progress))
  }
  const ofLog = Object.entries(OF_LOG).filter(([part]) => parts.includes(part))
  if (ofLog.length === 0) return figures
  let log: BenchLog
  try {
    log = await openLog(plays, progress)
  } catch (error) {
    return [...figures, ...ofLog.map(([part]) => failed(part, error))]
  }
  try {
    for (const [part, measure] of ofLog) await run(part, () => measure(log))
  } finally {
    await log.stop()
  }
  return figures
}

function parseOptions(options: readonly string[]): { readonly plays: number; readonly parts: readonly string[] } {
  const { values } = parseArgs({
    args: [...options],
    options: { json: { type: 'boolean' }, plays: { type: 'string' }, part: { type: 'string', multiple: true } },
  })
  const plays = Number(values.plays ?? PLAYS)
  const parts = values.part ?? NAMES
  const unknown = parts.find((part) => !NAMES.includes(part))
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}": choose of ${NAMES.join(', ')}.`)
  if (!Number.isInteger(plays) || plays < 1)
    throw new Error(`--plays has to be a whole number, and is "${values.plays}".`)
  return { plays, parts }
}
