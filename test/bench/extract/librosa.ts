import { execFile } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSubject } from './subprocess.ts'
import type { Subject } from './subprocess.ts'

const folder = fileURLToPath(new URL('../.venv', import.meta.url))
const script = fileURLToPath(new URL('../peers/librosa_features.py', import.meta.url))
const PACKAGES = ['librosa==0.11.0', 'soundfile==0.13.1']
const INSTALL_MS = 600_000

export const LIBROSA = 'librosa 0.11.0'

/** Starts librosa, installed under test/bench/.venv at the first time. Null, and why it is said, where that cannot be. */
export async function startLibrosa(progress: (line: string) => void): Promise<Subject | null> {
  const python = join(folder, 'bin', 'python')
  if (!existsSync(python)) {
    progress('Installing librosa for comparison, once.')
    try {
      const run = promisify(execFile)
      await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS })
      await run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { timeout: INSTALL_MS })
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      progress(`There is no librosa to compare with: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }
  return startSubject(python, [script])
}
