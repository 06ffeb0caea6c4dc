import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'

/** Files that can be made again, in a folder of their own. The least recently used go when there are too many bytes. */
export interface DiskCache {
  /** The path of a file; null when it is not there. Using it keeps it. */
  find(name: string): string | null
  /** Where a file is written to before it is kept. Each path is given out once. */
  draft(name: string): string
  /** Takes a draft in under a name, in place of what has that name. */
  keep(name: string, draft: string): Promise<void>
  /** Bytes of all files. */
  bytes(): number
}

const DRAFT = '.part'

/**
 * Opens the folder, which is made when it is not there. What an earlier process left unfinished is removed, and of the rest,
 * the oldest, whatever is beyond the bound.
 */
export async function openDiskCache(folder: string, maxBytes: number): Promise<DiskCache> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept = new LRUCache<string, number>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: (bytes) => Math.max(1, bytes),
    dispose(_bytes, name, reason) {
      // A reader that has opened it reads on.
      if (reason !== 'set') void rm(join(folder, name), { force: true }).catch(() => undefined)
    },
  })
  for (const { name, sizeBytes } of await found(folder)) kept.set(name, sizeBytes)
  let drafts = 0

  return {
    find(name) {
      if (kept.get(name) === undefined) return null
      const path = join(folder, name)
      if (existsSync(path)) return path
      kept.delete(name) // somebody has emptied the folder
      return null
    },
    draft(name) {
      drafts += 1
      return join(folder, `${name}.${drafts}${DRAFT}`)
    },
    async keep(name, draft) {
      const { size } = await stat(draft)
      if (size > maxBytes) {
        await rm(draft, { force: true })
        return
      }
      await rename(draft, join(folder, name))
      kept.set(name, size)
    },
    bytes: () => kept.calculatedSize,
  }
}

/** The finished files, the oldest first. */
async function found(folder: string): Promise<readonly { readonly name: string; readonly sizeBytes: number }[]> {
  const files: { readonly name: string; readonly sizeBytes: number; readonly usedAt: number }[] = []
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (name.endsWith(DRAFT)) await rm(path, { force: true })
    else {
      const { size, mtimeMs } = await stat(path)
      files.push({ name, sizeBytes: size, usedAt: mtimeMs })
    }
  }
  return files.sort((a, b) => a.usedAt - b.usedAt)
}
