import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ConfigError } from '../../../engine/errors.ts'

/** Results by name, on disk as soon as they are known. */
export interface KeptResults {
  /** How many there were at the beginning. */
  readonly resumed: number
  /** The result of that name; it is worked out and kept if there is none. */
  get<T>(name: string, read: (value: unknown) => T, work: () => T): T
}

/**
 * A file of lines of JSON: first what the results are of, then one result a line. Results of something else are
 * dropped, and so is half a line at the end, which a killed process leaves.
 * @param of a fingerprint of all that the results depend on.
 * @throws {ConfigError} when the file is not one of these: it is somebody else's.
 */
export function openKeptResults(file: string, of: string): KeptResults {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const [first, ...rest] = lines.map(parsed)
  if (lines.length > 1 && (first === null || first === undefined || !('resultsOf' in first))) {
    throw new ConfigError(`${file} is no list of results. Choose another folder with --out, or move the file away.`)
  }
  const isSame = first !== undefined && first !== null && 'resultsOf' in first && first.resultsOf === of
  const known = new Map<string, unknown>()
  for (const line of isSame ? rest : []) {
    if (line !== null && 'name' in line && 'result' in line && typeof line.name === 'string') {
      known.set(line.name, line.result)
    }
  }
  const text = [{ resultsOf: of }, ...[...known].map(([name, result]) => ({ name, result }))]
  writeFileSync(`${file}.new`, text.map((line) => `${JSON.stringify(line)}\n`).join(''))
  renameSync(`${file}.new`, file)
  return {
    resumed: known.size,
    get(name, read, work) {
      if (known.has(name)) return read(known.get(name))
      const result = work()
      known.set(name, result)
      appendFileSync(file, `${JSON.stringify({ name, result })}\n`)
      return result
    },
  }
}

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
