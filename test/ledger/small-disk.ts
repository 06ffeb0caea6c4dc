import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, symlinkSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file system that holds the data of the broker and nothing else, so that it can be full without harm to this machine. */
export interface SmallDisk {
  /** Takes all room that is left, also what was freed since the last call. */
  fill(): void
  /** Gives back the room that `fill` has taken. */
  free(): void
  /** Removes it with all that is on it. */
  remove(): void
}

const CHUNK = Buffer.alloc(1024 * 1024)
/** More than this is nobody's small disk. */
const LARGEST_BYTES = 8 * 1024 ** 3
/** Recommendations, profiles and their index, measured with 5,000 plays: 10 KB; the rest is for what is not compacted yet. */
const BYTES_PER_PLAY = 40 * 1024
const LEAST_BYTES = 512 * 1024 ** 2

/** How large a disk has to be so that only `fill` makes it full. */
export const bytesFor = (plays: number): number => LEAST_BYTES + plays * BYTES_PER_PLAY

/**
 * A disk in memory, mounted at a folder. It is gone with the mount namespace of this process.
 * @throws {Error} when this process may not mount.
 */
export function mountSmallDisk(at: string, bytes: number): SmallDisk {
  mkdirSync(at, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', at], { stdio: 'pipe' })
  // Lazily: a process that was killed may not have closed its files yet.
  return { ...filling(at), remove: () => void execFileSync('umount', ['--lazy', at], { stdio: 'pipe' }) }
}

/**
 * A folder on a small disk that somebody made, reached by a symbolic link.
 * @throws {Error} when the disk is so large that filling it would take other programs their room.
 */
export function linkSmallDisk(at: string, disk: string, largestBytes: number = LARGEST_BYTES): SmallDisk {
  const { blocks, bsize } = statfsSync(disk)
  if (blocks * bsize > largestBytes) {
    const gb = (bytes: number) => (bytes / 1024 ** 3).toFixed(0)
    throw new Error(
      `The disk of ${disk} has ${gb(blocks * bsize)} GB, and is filled for a fault: give a folder on one of at most ${gb(largestBytes)} GB that is used for nothing else.`,
    )
  }
  const folder = mkdtempSync(join(disk, 'slipstream-ledger-'))
  mkdirSync(dirname(at), { recursive: true })
  symlinkSync(folder, at)
  return { ...filling(folder), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function filling(folder: string): Pick<SmallDisk, 'fill' | 'free'> {
  const filler = join(folder, 'no-room-left')
  return { fill: () => fillBy(filler), free: () => rmSync(filler, { force: true }) }
}

/** Appends until not one byte more finds room. */
function fillBy(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (let bytes = CHUNK.length; bytes > 0;) {
      try {
        writeSync(file, CHUNK, 0, bytes)
      } catch (error) {
        if (!isFull(error)) throw error
        bytes = Math.floor(bytes / 2)
      }
    }
  } finally {
    closeSync(file)
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC'
