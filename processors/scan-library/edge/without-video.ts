import { LRUCache } from 'lru-cache'
import { openInside } from '../../shared/files/open-inside.ts'
import { MAYBE_VIDEO, extensionOf } from '../audio-files.ts'
import { hasOnlySound } from '../sound/mp4.ts'
import { byteSource } from './byte-window.ts'

/** Answers that are remembered, so that a video is looked into once. */
const MAX_ANSWERS = 100_000
const answers = new LRUCache<string, boolean>({ max: MAX_ANSWERS })

/** Whether a file holds no video, which is looked for where its name leaves it open. @throws the error of the file system. */
export async function isWithoutVideo(
  library: string,
  path: string,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): Promise<boolean> {
  if (extensionOf(path) !== MAYBE_VIDEO) return true
  const key = JSON.stringify([library, path, size, mtimeMs])
  const known = answers.get(key)
  if (known !== undefined) return known
  const { handle } = await openInside(library, path)
  try {
    const answer = await hasOnlySound(byteSource(handle, size))
    answers.set(key, answer)
    return answer
  } finally {
    await handle.close()
  }
}
