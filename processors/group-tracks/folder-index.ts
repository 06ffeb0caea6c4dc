import { byItself, MAX_FOLDER_TRACKS, placedInFolder } from './folders.ts'
import type { PlacedTrack } from './folders.ts'
import { isLibraryFolder } from './track.ts'
import type { GroupedTrack } from './track.ts'

/** Which tracks lie in which folder, and which folders must be looked at again. */
export interface FolderIndex {
  add(track: GroupedTrack): void
  remove(track: GroupedTrack): void
  /** What the tracks of changed folders count as; a track whose folder says nothing of it is left out. */
  settle(trackAt: (slot: number) => GroupedTrack): readonly (readonly [GroupedTrack, PlacedTrack])[]
}

interface Folder {
  readonly slots: Set<number>
  /** Tracks by title of their album. */
  readonly titles: Map<string, number>
  /** Whether it was an album's own when it was last looked at: else each of its tracks stands for itself already. */
  wasOwn: boolean
}

export function createFolderIndex(): FolderIndex {
  const folders = new Map<string, Folder>()
  const changed = new Set<string>()
  return {
    add({ slot, credit: { folder: name, album } }) {
      if (album === null) return
      const folder = folders.get(name) ?? { slots: new Set(), titles: new Map<string, number>(), wasOwn: false }
      folders.set(name, folder)
      folder.slots.add(slot)
      folder.titles.set(album.titleKey, (folder.titles.get(album.titleKey) ?? 0) + 1)
      changed.add(name)
    },
    remove({ slot, credit: { folder: name, album } }) {
      const folder = folders.get(name)
      if (folder === undefined || album === null) return
      folder.slots.delete(slot)
      const left = (folder.titles.get(album.titleKey) ?? 0) - 1
      if (left > 0) folder.titles.set(album.titleKey, left)
      else folder.titles.delete(album.titleKey)
      if (folder.slots.size === 0) folders.delete(name)
      changed.add(name)
    },
    settle(trackAt) {
      const names = [...changed]
      changed.clear()
      return names.flatMap((name) => {
        const folder = folders.get(name)
        if (folder === undefined) return []
        const isOwn = folder.titles.size === 1 && folder.slots.size <= MAX_FOLDER_TRACKS && !isLibraryFolder(name)
        const { wasOwn } = folder
        folder.wasOwn = isOwn
        if (!isOwn && !wasOwn) return []
        const tracks = [...folder.slots].map(trackAt)
        return isOwn ? [...placedInFolder(tracks)] : tracks.map((track) => [track, byItself(track)] as const)
      })
    },
  }
}
