import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

export interface FolderOfFiles {
  /** Of this test. */
  readonly root: string
  /** Writes a file, with times that no file of the tests had before. */
  put(path: string, content: string | Uint8Array): Promise<void>
}

/** A folder for each test of a file, removed after it. */
export function folderOfFiles(name: string): FolderOfFiles {
  let root = ''
  let changes = 0
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), `slipstream-${name}-`))
  })
  afterEach(() => rm(root, { recursive: true, force: true }))
  return {
    get root() {
      return root
    },
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
      changes += 1
      await utimes(join(root, path), changes, changes)
    },
  }
}
