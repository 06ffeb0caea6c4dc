import type { EntryId, PlaylistChange, TrackId } from '../../../schemas/generated.ts'
import { hasId, withId } from '../recent-ids.ts'
import { validPosition } from './position.ts'

/** Bounds of a playlist; what a change brings beyond them is not taken. The bridge refuses it before. */
export const MAX_ENTRIES = 10_000
export const MAX_NAME_LENGTH = 200
export const MAX_ENTRIES_OF_CHANGE = 500
/** Changes that are known, should they be sent again; the oldest is forgotten. */
const MAX_CHANGE_IDS = 100
const MAX_ENTRY_ID_LENGTH = 64

export interface PlaylistEntry {
  readonly entryId: EntryId
  readonly trackId: TrackId
  /** See position.ts. */
  readonly position: string
  /** Which change of the playlist added it, counted from 1. */
  readonly addedBy: number
}

/** A playlist after its changes so far. */
export interface Playlist {
  readonly name: string
  /** In order. Empty when it is deleted. */
  readonly entries: readonly PlaylistEntry[]
  readonly isDeleted: boolean
  /** Changes that counted: its revision. */
  readonly changes: number
  /** Event time, epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  /** Hashes of the changes counted last (recent-ids.ts). */
  readonly changeIds: Buffer
}

/**
 * Folds one change into a playlist, in the order of the log. Changes of several devices that did not know of each other merge
 * without loss: an entry is there when it was added and not removed by its id; what somebody adds to a playlist that another
 * one deletes stays, and so does the playlist; moving what is not there does nothing; of several names the last one holds. A
 * change that is sent again does nothing. Of a kind that this version does not know, it only counts.
 * @param playlist null before its first change. @returns the same object when the change was counted before.
 */
export function withChange(playlist: Playlist | null, change: PlaylistChange, at: number): Playlist {
  if (playlist !== null && hasId(playlist.changeIds, change.changeId)) return playlist
  const before = playlist ?? nothingAt(at)
  const counted: Playlist = {
    ...before,
    changes: before.changes + 1,
    updatedAt: Math.max(before.updatedAt, at),
    changeIds: withId(before.changeIds, change.changeId, MAX_CHANGE_IDS),
  }
  switch (change.change) {
    case 'created':
      return playlist === null ? { ...counted, name: nameOf(change, '') } : counted
    case 'renamed':
      return { ...counted, name: nameOf(change, counted.name) }
    case 'added':
      return withEntries(counted, change)
    case 'moved':
      return { ...counted, entries: moved(counted.entries, change) }
    case 'removed': {
      const removed = new Set(change.entries.map(({ entryId }) => entryId))
      return { ...counted, entries: counted.entries.filter(({ entryId }) => !removed.has(entryId)) }
    }
    case 'deleted': {
      const { seen } = change
      const entries = seen === null ? [] : counted.entries.filter(({ addedBy }) => addedBy > seen)
      return { ...counted, entries, isDeleted: entries.length === 0 }
    }
    case 'unknown':
      return counted
  }
}

const nothingAt = (at: number): Playlist => ({
  name: '',
  entries: [],
  isDeleted: false,
  changes: 0,
  createdAt: at,
  updatedAt: at,
  changeIds: Buffer.alloc(0),
})

const nameOf = ({ name }: PlaylistChange, otherwise: string): string => name?.slice(0, MAX_NAME_LENGTH) ?? otherwise

function withEntries(playlist: Playlist, { entries: brought }: PlaylistChange): Playlist {
  const known = new Set<string>(playlist.entries.map(({ entryId }) => entryId))
  const added = brought.slice(0, MAX_ENTRIES_OF_CHANGE).flatMap(({ entryId, trackId, position }): PlaylistEntry[] => {
    if (trackId === null || entryId.length > MAX_ENTRY_ID_LENGTH || trackId.length > MAX_ENTRY_ID_LENGTH) return []
    if (known.has(entryId)) return []
    known.add(entryId)
    return [{ entryId, trackId, position: validPosition(position), addedBy: playlist.changes }]
  })
  if (added.length === 0) return playlist
  const room = Math.max(0, MAX_ENTRIES - playlist.entries.length)
  const entries = [...playlist.entries, ...added.slice(0, room)].toSorted(byPosition)
  return { ...playlist, entries, isDeleted: false }
}

function moved(entries: readonly PlaylistEntry[], { entries: moves }: PlaylistChange): readonly PlaylistEntry[] {
  const positions = new Map(moves.map(({ entryId, position }) => [entryId, position]))
  return entries
    .map((entry) => {
      const position = positions.get(entry.entryId)
      return position == null ? entry : { ...entry, position: validPosition(position) }
    })
    .toSorted(byPosition)
}

const byPosition = (a: PlaylistEntry, b: PlaylistEntry): number =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : a.entryId < b.entryId ? -1 : 1
