// Plain JavaScript: it decides whether TypeScript has to be loaded at all.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const BUILT_FOLDER = join('dist', 'program')
export const MANIFEST = 'manifest.json'

/**
 * The built program of a checkout, if it is what its sources say now: after an edit nothing stale runs. A file whose size and
 * time are those of the build is not read; one that was copied or checked out again is compared by its content.
 */
export function builtMain(root) {
  try {
    const { main, inputs } = JSON.parse(readFileSync(join(root, BUILT_FOLDER, MANIFEST), 'utf8'))
    return inputs.every((input) => isUnchanged(root, input)) ? join(root, BUILT_FOLDER, main) : null
  } catch {
    return null // not built, or a source is gone
  }
}

export function inputOf(root, path) {
  const { size, mtimeMs } = statSync(join(root, path))
  return { path, size, mtimeMs, hash: hashOf(root, path) }
}

function isUnchanged(root, { path, size, mtimeMs, hash }) {
  const now = statSync(join(root, path))
  if (now.size !== size) return false
  return now.mtimeMs === mtimeMs || hashOf(root, path) === hash
}

function hashOf(root, path) {
  return createHash('sha1')
    .update(readFileSync(join(root, path)))
    .digest('base64')
}
