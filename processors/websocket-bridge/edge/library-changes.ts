import type { LibraryChangedMessage } from '../../../schemas/live.ts'
import { libraryChangedMessage } from '../library-changes.ts'
import type { Library } from './library.ts'
import type { Live } from './live.ts'

/** Those who follow the library are told at most this often. */
const EVERY_MS = 1_000
/** A change of a track is followed by one of its album and artists: they are told together, and soon. */
const GATHERED_FOR_MS = 300

/** Tells players that follow the library what changes in it. @returns how to stop. */
export function announceChanges(
  { catalogue }: Pick<Library, 'catalogue'>,
  live: Pick<Live, 'hasFollowers'> & { tellFollowers(message: LibraryChangedMessage): void },
): () => void {
  let revision = 0
  let toldAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  const tell = () => {
    timer = null
    const message: LibraryChangedMessage | null = libraryChangedMessage(catalogue.content, revision + 1)
    if (message === null || !live.hasFollowers()) return
    revision += 1
    toldAt = performance.now()
    live.tellFollowers(message)
  }
  // What was read at the start is no change.
  catalogue.content.changes.take()
  const stop = catalogue.onChange(() => {
    if (!live.hasFollowers()) catalogue.content.changes.take()
    else timer ??= setTimeout(tell, Math.max(GATHERED_FOR_MS, toldAt + EVERY_MS - performance.now()))
  })
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}
