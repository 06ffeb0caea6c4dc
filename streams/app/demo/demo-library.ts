import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DEMO_VERSION, demoTracks } from './catalogue.ts'
import type { DemoTrack } from './catalogue.ts'
import { openWorkerPool } from '../../engine/workers/worker-pool.ts'

/** One track to generate. */
export interface DemoTask {
  readonly track: DemoTrack
  readonly file: string
  /** A hidden name in the same file system; the complete file is renamed from it, which is atomic. */
  readonly temporary: string
}

/** Holds the version of the tracks in the folder. Hidden files are not scanned. */
const VERSION_FILE = '.demo-version'
const TEMPORARY = '.making-'
/** An older temporary file is left from an interrupted run; a newer one may belong to another process. */
const ABANDONED_AFTER_MS = 600_000
const TRACK_TIME_LIMIT_MS = 180_000
const WORKER_MEMORY_MB = 512
const MAX_WORKERS = 4
const ADVICE = 'Make room on the disk, or set SLIPSTREAM_MUSIC to a folder of music; then start again.'

export interface DemoOptions {
  /** All tracks of the demo library unless given. */
  readonly tracks?: readonly DemoTrack[]
  /** Ends the work at once, with an error. */
  readonly signal?: AbortSignal
}

/**
 * Generates the demo library: the same bytes on every machine. Existing tracks are kept, so an interrupted call can be
 * repeated; when no track is missing it returns at once.
 * @param folder made when it is missing.
 * @param report called after each track, with the number of tracks that are complete.
 * @throws {Error} when a track cannot be generated or written; complete ones stay.
 */
export async function makeDemoLibrary(
  folder: string,
  report: (done: number, total: number, title: string) => void,
  options: DemoOptions = {},
): Promise<void> {
  const { tracks = demoTracks, signal } = options
  await mkdir(folder, { recursive: true })
  await removeOtherVersion(folder, tracks)
  await removeAbandoned(folder)
  const missing: DemoTrack[] = []
  for (const track of tracks) if (!(await exists(join(folder, track.path)))) missing.push(track)
  if (missing.length === 0) return
  signal?.throwIfAborted()

  const pool = openWorkerPool<DemoTask>(new URL('./demo-worker.ts', import.meta.url), {
    workers: Math.min(MAX_WORKERS, availableParallelism(), missing.length),
    timeLimitMs: TRACK_TIME_LIMIT_MS,
    memoryMb: WORKER_MEMORY_MB,
  })
  const stop = () => void pool.close()
  signal?.addEventListener('abort', stop)
  let done = tracks.length - missing.length
  try {
    await Promise.all(
      missing.map(async (track, number) => {
        const temporary = join(folder, `${TEMPORARY}${process.pid}-${number}`)
        await pool.run({ track, file: join(folder, track.path), temporary }).catch((error: unknown) => {
          throw failure(track, folder, error)
        })
        done += 1
        report(done, tracks.length, track.title)
      }),
    )
  } finally {
    signal?.removeEventListener('abort', stop)
    await pool.close()
  }
}

/** Tracks of another version have the same paths as those of this one. */
async function removeOtherVersion(folder: string, tracks: readonly DemoTrack[]): Promise<void> {
  const file = join(folder, VERSION_FILE)
  const held = await readFile(file, 'utf8').catch(() => '')
  if (held.trim() === String(DEMO_VERSION)) return
  for (const { path } of tracks) if (await exists(join(folder, path))) await rm(join(folder, path))
  await writeFile(file, `${DEMO_VERSION}\n`)
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(TEMPORARY)) continue
    const file = join(folder, name)
    const status = await stat(file).catch(() => null) // another process may have renamed it just now
    if (status && Date.now() - status.mtimeMs > ABANDONED_AFTER_MS) await rm(file, { force: true })
  }
}

/** A file that exists and cannot be read counts as missing: writing it reports why. */
async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

function failure({ title }: DemoTrack, folder: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error)
  return new Error(`The demo track "${title}" could not be made in ${folder}: ${why}. ${ADVICE}`, { cause: error })
}
