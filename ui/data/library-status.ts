import type * as z from 'zod/mini'
import type { libraryChangedShape } from '../../schemas/live.ts'
import type { LibraryProgress } from './library.ts'
import { Observable } from './store.ts'

export type LibraryChanges = z.output<typeof libraryChangedShape>

/** How far the library is, and what changed in it, as the server tells it. */
export class LibraryStatus extends Observable {
  #progress: LibraryProgress | null = null
  #changes: LibraryChanges | null = null

  /** Null until the server has sent it. */
  get progress(): LibraryProgress | null {
    return this.#progress
  }

  /** The newest changes of tracks: another object whenever there are some; null before the first. */
  get changes(): LibraryChanges | null {
    return this.#changes
  }

  follow(progress: LibraryProgress): void {
    this.#progress = progress
    this.changed()
  }

  change(changes: LibraryChanges): void {
    this.#changes = changes
    this.changed()
  }
}
