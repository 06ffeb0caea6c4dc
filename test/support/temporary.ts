import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Called at the top of a test file: what is returned makes an empty folder each time, and all are removed after the file's last test. */
export function temporaryFolders(name: string): () => string {
  const made: string[] = []
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  })
  return () => {
    const folder = mkdtempSync(join(tmpdir(), `slipstream-${name}-`))
    made.push(folder)
    return folder
  }
}
