import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename } from 'node:path'
import { isHidden } from '../audio-files.ts'
import { IGNORE_FILE } from '../ignore-rules.ts'

/** Notifies of changes directly inside some folders, without saying which; the next scan finds out. */
export interface FolderWatch {
  /** Watches these folders and stops watching all others. @param folders absolute real paths. */
  watchOnly(folders: readonly string[]): WatchCoverage
  close(): void
}

export interface WatchCoverage {
  /** Number of folders that were not watched before. */
  readonly added: number
  /** Why some cannot be watched; null when all can. */
  readonly why: string | null
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'this system allows no more watched folders (fs.inotify.max_user_watches)',
  EMFILE: 'this system allows no more watched folders (fs.inotify.max_user_instances, or open files)',
}

/** Folders are watched, not files: they are far fewer, and the kernel limits the number of watches. */
export function openWatch(onChange: () => void): FolderWatch {
  const watches = new Map<string, FSWatcher>()

  const drop = (folder: string) => {
    watches.get(folder)?.close()
    watches.delete(folder)
  }
  const begin = (folder: string) => {
    const watcher = watch(folder, { persistent: false }, (kind, name) => {
      // The folder itself was moved or removed: a new one of that name needs a new watch.
      if (kind === 'rename' && name === basename(folder)) drop(folder)
      if (name === null || name === IGNORE_FILE || !isHidden(name)) onChange()
    })
    watcher.on('error', () => {
      drop(folder)
      onChange()
    })
    watches.set(folder, watcher)
  }

  return {
    watchOnly(folders) {
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
          // Removed since the walk: nothing is left to watch.
          if (code !== 'ENOENT') why ??= REASONS[code] ?? String(error)
        }
      }
      return { added: begun, why }
    },
    close() {
      for (const folder of [...watches.keys()]) drop(folder)
    },
  }
}
