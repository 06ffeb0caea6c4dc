import type { Recommendation } from '../../../schemas/generated.ts'
import type { EdgeContext } from '../../../streams/engine/runtime/context.ts'
import { libraryIndex } from '../../shared/similarity/library-index-table.ts'
import { catalogue } from '../catalogue.ts'
import type { Library, LibraryProgress } from './library.ts'
import { progressOf } from './library.ts'
import { playWriter } from './play-writer.ts'
import type { PlayWriter } from './play-writer.ts'
import { followSuggestions } from './suggestions.ts'
import type { Suggestions } from './suggestions.ts'

/** The bridge's ends of the streams. */
export interface Streams {
  readonly library: Library
  readonly writer: PlayWriter
  readonly suggestions: Suggestions
  close(): Promise<void>
}

/** Resolves once everything that was in the topics has been read. */
export async function openStreams(
  context: EdgeContext,
  shown: string,
  onNewer: (library: Library, recommendation: Recommendation, causedAtMs: number) => void,
): Promise<Streams> {
  const [tracks, index, producer] = await Promise.all([
    context.materialise(catalogue),
    context.materialise(libraryIndex),
    context.producer(),
  ])
  const library = { catalogue: tracks, index }
  const suggestions = await followSuggestions(context, Date.now(), shown, (recommendation, causedAtMs) =>
    onNewer(library, recommendation, causedAtMs),
  )
  await suggestions.follower.caughtUp
  return {
    library,
    writer: playWriter(producer, Date.now),
    suggestions,
    async close() {
      await suggestions.follower.stop()
      await producer.close()
    },
  }
}

/** At most twice a second: the library changes with each track that is heard. */
const PROGRESS_EVERY_MS = 500

/** Says how far the library is whenever that changes. Returns the way to stop. */
export function announceProgress(library: Library, announce: (progress: LibraryProgress) => void): () => void {
  let said = JSON.stringify(progressOf(library))
  let timer: NodeJS.Timeout | null = null
  const say = () => {
    timer = null
    const progress = progressOf(library)
    const now = JSON.stringify(progress)
    if (now !== said) announce(progress)
    said = now
  }
  const onChange = () => {
    timer ??= setTimeout(say, PROGRESS_EVERY_MS)
  }
  const stops = [library.catalogue.onChange(onChange), library.index.onChange(onChange)]
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
  }
}
