import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { StreamRecord } from '../../streams/engine/topic.ts'

/** Goldens are files with one JSON object a line; bytes are `{"hex": …}`. */

const folder = fileURLToPath(new URL('../golden/', import.meta.url))

export const scenarios = (): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

/** What somebody outside writes, in order. */
export function inputOf(scenario: string): readonly StreamRecord[] {
  return linesOf(`${folder}${scenario}/input.ndjson`).map((line) => JSON.parse(line, bytesFromHex) as StreamRecord)
}

/**
 * The lines that a scenario must give. With `UPDATE_GOLDENS=1` in the environment they are replaced by those given: such a
 * change is a commit of its own, with its reason.
 */
export function expectedOf(scenario: string, given: readonly string[]): readonly string[] {
  const file = `${folder}${scenario}/expected.ndjson`
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, given.map((line) => `${line}\n`).join(''))
  if (!existsSync(file)) throw new Error(`${scenario} has no expected.ndjson: write it with UPDATE_GOLDENS=1.`)
  return linesOf(file)
}

/** One golden line. Fractions are cut to nine digits: the last ones are the machine's, not ours. */
export function lineOf(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => {
    if (typeof field === 'number' && !Number.isInteger(field)) return Number(field.toPrecision(9))
    return isBytesAsJson(field) ? { hex: Buffer.from(field.data).toString('hex') } : field
  })
}

const linesOf = (file: string): readonly string[] => readFileSync(file, 'utf8').trimEnd().split('\n')

/** What JSON makes of a Buffer before a replacer sees it. */
function isBytesAsJson(field: unknown): field is { readonly data: number[] } {
  return typeof field === 'object' && field !== null && 'type' in field && field.type === 'Buffer' && 'data' in field
}

function bytesFromHex(_: string, field: unknown): unknown {
  const isBytes = typeof field === 'object' && field !== null && 'hex' in field && typeof field.hex === 'string'
  return isBytes ? Buffer.from(String(field.hex), 'hex') : field
}
