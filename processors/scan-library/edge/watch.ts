import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename } from 'node:path'
import { isHidden } from '../audio-files.ts'

/** Tells when something changes directly in one of some folders; what it was is for the next pass to find out. */
export interface FolderWatch {
  /** Watches these folders and no others from now on. @param folders absolute real paths. */
  follow(folders: readonly string[]): Followed
  close(): void
}

export interface Followed {
  /** How many were not watched before. */
  readonly begun: number
  /** Why some cannot be watched; null when all can. */
  readonly why: string | null
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'this system allows no more watched folders (fs.inotify.max_user_watches)',
  EMFILE: 'this system allows no more watched folders (fs.inotify.max_user_instances, or open files)',
}

/**
 * One watch for each folder, none for files: a library has many more files than folders, and every watch costs memory of
 * the kernel, which bounds them.
 */
export function openWatch(onChange: () => void): FolderWatch {
  const watches = new Map<string, FSWatcher>()

  const drop = (folder: string) => {
    watches.get(folder)?.close()
    watches.delete(folder)
  }
  const begin = (folder: string) => {
    const watcher = watch(folder, { persistent: false }, (kind, name) => {
      // The folder itself was moved or removed: one that comes in its place has to be watched anew.
      if (kind === 'rename' && name === basename(folder)) drop(folder)
      if (name === null || !isHidden(name)) onChange()
    })
    watcher.on('error', () => {
      drop(folder)
      onChange()
    })
    watches.set(folder, watcher)
  }

  return {
    follow(folders) {
      const wanted = new Set(folders)
      for (const folder of [...watches.keys()]) if (!wanted.has(folder)) drop(folder)
      let begun = 0
      let why: string | null = null
      for (const folder of wanted) {
        if (watches.has(folder)) continue
        try {
          begin(folder)
          begun += 1
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : ''
          // One that has gone meanwhile is none of the watch's troubles.
          if (code !== 'ENOENT') why ??= REASONS[code] ?? String(error)
        }
      }
      return { begun, why }
    },
    close() {
      for (const folder of [...watches.keys()]) drop(folder)
    },
  }
}
