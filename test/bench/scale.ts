import { parseArgs } from 'node:util'
import { acksPart } from './scale/acks.ts'
import { copiesPart } from './scale/copies.ts'
import { socketsPart } from './scale/sockets.ts'
import type { Figure } from './figures.ts'

type Progress = (line: string) => void

const IDLE_SOCKETS = 10_000

const PARTS: Readonly<Record<string, (progress: Progress, idleSockets: number) => Promise<readonly Figure[]>>> = {
  copies: copiesPart,
  sockets: socketsPart,
  acks: acksPart,
}

/**
 * What one more copy, socket or broker gives and costs: the figures that PLANNING.md counts with. Each is beside a bare program, or
 * what the machine itself takes, in the same run. A part that fails gives a row that says so, and the others run.
 * Options: `--part NAME`, which may be given several times, and `--sockets N` for another number of idle ones.
 */
export async function scaleBench(progress: Progress, options: readonly string[]): Promise<readonly Figure[]> {
  const { parts, idleSockets } = parseOptions(options)
  const figures: Figure[] = []
  for (const [part, measure] of Object.entries(PARTS)) {
    if (!parts.includes(part)) continue
    try {
      figures.push(...(await measure(progress, idleSockets)))
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      figures.push({ name: 'scale', subject: part, metric: 'nothing', value: NaN, unit: '', note: `failed: ${said}` })
      progress(`${part} failed: ${error instanceof Error ? (error.stack ?? '') : said}`)
    }
  }
  return figures
}

function parseOptions(options: readonly string[]) {
  const { values } = parseArgs({
    args: [...options],
    options: { json: { type: 'boolean' }, sockets: { type: 'string' }, part: { type: 'string', multiple: true } },
  })
  const names = Object.keys(PARTS)
  const parts = values.part ?? names
  const unknown = parts.find((part) => !names.includes(part))
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}": choose of ${names.join(', ')}.`)
  const idleSockets = Number(values.sockets ?? IDLE_SOCKETS)
  if (!Number.isInteger(idleSockets) || idleSockets < 1)
    throw new Error(`--sockets has to be a whole number, and is "${values.sockets}".`)
  return { parts, idleSockets }
}
