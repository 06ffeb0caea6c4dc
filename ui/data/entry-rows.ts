import type { ShownEntry } from './playlists.ts'
import { Observable } from './store.ts'
import type { ListedTrack, Track } from './tracks.ts'
import { isHere } from './tracks.ts'
import type { RowSource } from './windowed-list.ts'

type EntryRow = Track & Partial<ListedTrack>

/** The entries of a playlist as rows: they change their order, and stay the same list. */
export class EntryRows extends Observable implements RowSource<EntryRow> {
  #entries: readonly ShownEntry[] = []
  #rows: readonly EntryRow[] = []

  get length(): number {
    return this.#rows.length
  }

  get entries(): readonly ShownEntry[] {
    return this.#entries
  }

  /** Every row, in order: what is played. */
  get rows(): readonly EntryRow[] {
    return this.#rows
  }

  /** Those that are here now. */
  get here(): readonly EntryRow[] {
    return this.#rows.filter(isHere)
  }

  get(index: number): EntryRow | undefined {
    return this.#rows[index]
  }

  want(): void {
    // All are here.
  }

  set(entries: readonly ShownEntry[]): void {
    const known = new Map(this.#entries.map((entry, at) => [entry, this.#rows[at]]))
    this.#entries = entries
    this.#rows = entries.map((entry) => known.get(entry) ?? rowOf(entry))
    this.changed()
  }
}

/** Each entry is a row of its own, also where the same song stands twice. */
function rowOf({ trackId, track }: ShownEntry): EntryRow {
  if (track !== null) return { ...track }
  const title = 'A song that is no longer in the library'
  return { trackId, title, artist: '', album: '', durationMs: null, hasArt: false, absentSince: 0 }
}
