import { MAX_CHANGED } from '../../schemas/live.ts'

export type ChangedKind = 'track' | 'album' | 'artist'

export interface Changes {
  readonly ids: Readonly<Record<ChangedKind, ReadonlySet<string>>>
  /** More than `MAX_CHANGED` have changed: the ids are not all. */
  readonly tooMany: boolean
}

/** What has changed since it was taken last. */
export interface ChangeLog {
  note(kind: ChangedKind, id: string): void
  take(): Changes
}

export function changeLog(): ChangeLog {
  let ids = { track: new Set<string>(), album: new Set<string>(), artist: new Set<string>() }
  let tooMany = false
  return {
    note(kind, id) {
      if (tooMany || ids[kind].has(id)) return
      if (ids.track.size + ids.album.size + ids.artist.size < MAX_CHANGED) ids[kind].add(id)
      else tooMany = true
    },
    take() {
      const taken = { ids, tooMany }
      ids = { track: new Set(), album: new Set(), artist: new Set() }
      tooMany = false
      return taken
    },
  }
}
