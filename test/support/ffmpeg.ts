import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Ffmpeg } from '../../processors/shared/ffmpeg/find-ffmpeg.ts'

/** A file of a format that only ffmpeg writes, made of a WAV file. @param options as ffmpeg takes them; the last is a file name. */
export async function madeByFfmpeg(ffmpeg: Ffmpeg | null, wav: Buffer, options: readonly string[]): Promise<Buffer> {
  if (ffmpeg === null) throw new Error('There is no ffmpeg to make a file with.')
  const folder = await mkdtemp(join(tmpdir(), 'made-by-ffmpeg-'))
  try {
    await writeFile(join(folder, 'in.wav'), wav)
    const args = ['-nostdin', '-loglevel', 'error', '-i', 'in.wav', '-map_metadata', '-1', '-bitexact', ...options]
    await promisify(execFile)(ffmpeg.path, args, { cwd: folder })
    return await readFile(join(folder, options.at(-1) ?? ''))
  } finally {
    await rm(folder, { recursive: true })
  }
}
