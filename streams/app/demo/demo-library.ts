import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DEMO_VERSION, demoTracks } from './catalogue.ts'
import type { DemoTrack } from './catalogue.ts'
import { openLanes } from '../../../processors/shared/workers/worker-lanes.ts'

/** One track to make, and where it goes. */
export interface DemoTask {
  readonly track: DemoTrack
  readonly file: string
  /** A hidden name in the same file system, so that the track appears at once and whole. */
  readonly temporary: string
}

/** Hidden, so that it is not taken for music. Tells which version of the tracks the folder holds. */
const VERSION_FILE = '.demo-version'
const TEMPORARY = '.making-'
/** A file this old is what an interrupted run left, not what another is writing. */
const LEFT_BEHIND_MS = 600_000
const TRACK_LIMIT_MS = 180_000
const MEMORY_MB = 512
const MOST_LANES = 4
const ADVICE = 'Make room on the disk, or set SLIPSTREAM_MUSIC to a folder of music; then start again.'

export interface DemoOptions {
  /** All of the demo library unless told otherwise. */
  readonly tracks?: readonly DemoTrack[]
  /** When it aborts, the making ends at once with an error. */
  readonly signal?: AbortSignal
}

/**
 * Makes the demo library: tracks composed and played by this program, the same bytes on every machine. What is there
 * already is left alone, so it can be interrupted and called again; when nothing is missing it returns at once.
 * @param folder made if need be.
 * @param report called after each track that was made, with how many of the total there are now.
 * @throws {Error} when a track cannot be made or written; those made before it stay.
 */
export async function makeDemoLibrary(
  folder: string,
  report: (done: number, total: number, title: string) => void,
  options: DemoOptions = {},
): Promise<void> {
  const { tracks = demoTracks, signal } = options
  await mkdir(folder, { recursive: true })
  await makeRoomForThisVersion(folder, tracks)
  await removeLeftBehind(folder)
  const missing: DemoTrack[] = []
  for (const track of tracks) if (!(await exists(join(folder, track.path)))) missing.push(track)
  if (missing.length === 0) return
  signal?.throwIfAborted()

  const count = Math.min(MOST_LANES, availableParallelism(), missing.length)
  const lanes = openLanes<DemoTask>(new URL('./demo-worker.ts', import.meta.url), {
    lanes: count,
    limitMs: TRACK_LIMIT_MS,
    memoryMb: MEMORY_MB,
  })
  const stop = () => void lanes.close()
  signal?.addEventListener('abort', stop)
  let done = tracks.length - missing.length
  try {
    await Promise.all(
      missing.map(async (track, number) => {
        const temporary = join(folder, `${TEMPORARY}${process.pid}-${number}`)
        const why = await lanes.ask({ track, file: join(folder, track.path), temporary }).catch(whatHappened)
        if (why !== '')
          throw new Error(`The demo track "${track.title}" could not be made in ${folder}: ${String(why)}. ${ADVICE}`)
        done += 1
        report(done, tracks.length, track.title)
      }),
    )
  } finally {
    signal?.removeEventListener('abort', stop)
    await lanes.close()
  }
}

/** Tracks of another version are removed, since they would be taken for those of this one. */
async function makeRoomForThisVersion(folder: string, tracks: readonly DemoTrack[]): Promise<void> {
  const file = join(folder, VERSION_FILE)
  const held = await readFile(file, 'utf8').catch(() => '')
  if (held.trim() === String(DEMO_VERSION)) return
  for (const { path } of tracks) if (await exists(join(folder, path))) await rm(join(folder, path))
  await writeFile(file, `${DEMO_VERSION}\n`)
}

async function removeLeftBehind(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(TEMPORARY)) continue
    const file = join(folder, name)
    const status = await stat(file).catch(() => null) // another run may have finished it just now
    if (status && Date.now() - status.mtimeMs > LEFT_BEHIND_MS) await rm(file, { force: true })
  }
}

/** What is in the way of a file is found out when that is written. */
async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

function whatHappened(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
