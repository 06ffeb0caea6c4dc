import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../.venv', import.meta.url))
const python = `${folder}/bin/python`
const INSTALL_LIMIT_MS = 600_000

/**
 * A Python for peers, with what they need, in `test/bench/.venv`: made when it is first asked for.
 * @param packages exact versions, such as `numpy==2.3.5`.
 * @returns its path; null when this machine has no Python or the packages cannot be had, which `progress` is told.
 */
export function peerPython(packages: readonly string[], progress: (line: string) => void): string | null {
  try {
    if (!existsSync(python)) {
      progress('Python for the peers is made ready in test/bench/.venv.')
      execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' })
    }
    const note = `${folder}/installed`
    const installed = existsSync(note) ? readFileSync(note, 'utf8').split('\n') : []
    const missing = packages.filter((each) => !installed.includes(each))
    if (missing.length > 0) {
      progress(`Installing ${missing.join(', ')} for the peers.`)
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...missing], {
        timeout: INSTALL_LIMIT_MS,
        stdio: 'ignore',
      })
      writeFileSync(note, [...installed, ...missing].join('\n'))
    }
    return python
  } catch {
    progress(`No peer: python3 with ${packages.join(', ')} could not be had here.`)
    return null
  }
}
