import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'

/** An ffmpeg that is installed on this machine. */
export interface Ffmpeg {
  readonly path: string
  /** Name and version, as in `AudioFeatures.decoder`. */
  readonly name: string
}

const PROBE_MS = 10_000

/** The first ffmpeg on the PATH that prints its version; null when there is none. */
export async function findFfmpeg(path: string): Promise<Ffmpeg | null> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const program = join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg')
    try {
      await access(program, constants.X_OK)
      const { stdout } = await promisify(execFile)(program, ['-version'], { timeout: PROBE_MS, env: {} })
      const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1]
      if (version !== undefined) return { path: program, name: `ffmpeg ${version}` }
    } catch {
      continue // not there, or not executable
    }
  }
  return null
}
