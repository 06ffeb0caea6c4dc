import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { AudioReference, LibraryPlaylist, PlaylistId, TrackId } from '../../../schemas/generated.ts'
import { libraryPlaylists } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import type { RecordOf } from '../../../streams/engine/topic.ts'
import { bytesVersion } from '../../shared/files/picture-version.ts'
import { comparePaths, fileKey } from '../library-path.ts'
import type { FilePlace, LibraryPath } from '../library-path.ts'
import { libraryPlaylistId, libraryPlaylistsOf, playlistIn, playlistTracks } from '../playlist-files.ts'
import type { PlaylistFile } from '../playlist-files.ts'
import { textFile } from './text-file.ts'
import { whyUnreadable } from './walk.ts'

const MAX_PLAYLIST_BYTES = 4 * 1024 * 1024
/** In all files together; those that come after by path are left out. Their readers hold them in memory. */
export const MAX_ENTRIES_OF_ALL = 200_000

/** What a scan found of playlist files. */
export interface ScannedPlaylists {
  readonly files: readonly FilePlace[]
  /** Whether this scan looked where a file was, and did not find it. */
  isGone(file: LibraryPath): boolean
  /** Whether the scan wrote anything of tracks. */
  readonly hasChanged: boolean
  /** The tracks as of now. */
  tracks(): ReadonlyMap<TrackId, AudioReference>
}

export interface PlaylistFilesOptions {
  /** Follows its topic. */
  readonly known: ReadonlyMap<PlaylistId, LibraryPlaylist>
  readonly instance: string
  readonly log: Logger
  now(): number
  send(records: readonly RecordOf<typeof libraryPlaylists>[]): Promise<void>
}

export interface PlaylistFiles {
  /**
   * After a scan: writes what differs from the topic. Reads nothing while neither a playlist nor a track has changed. The first time,
   * playlists of other instances whose files are here become this one's: the data folder of the other may be lost, and then nobody
   * would delete them.
   * @throws what `send` throws; the next scan then repeats it.
   */
  follow(scan: ScannedPlaylists): Promise<void>
}

export function openPlaylistFiles({ known, instance, log, now, send }: PlaylistFilesOptions): PlaylistFiles {
  let followed: string | null = null
  let claims = true
  let toldBefore: ReadonlySet<string> = new Set()
  let told = new Set<string>()

  /** Files that cannot be read are told once, and their playlists stay. */
  const tell = ({ library, path }: FilePlace, why: string): void => {
    const line = `The playlist ${path} was not read: ${why}.`
    if (!toldBefore.has(line)) log.warn({ library, path }, line)
    told.add(line)
  }

  const readAll = async (files: readonly FilePlace[]): Promise<ReadPlaylists> => {
    const read: PlaylistFile[] = []
    let isWhole = true
    let lines = 0
    for (const file of files.toSorted(comparePaths))
      try {
        const one = await readPlaylist(file)
        if (one !== null && lines + one.lines.length > MAX_ENTRIES_OF_ALL) tell(file, TOO_MANY)
        else if (one !== null) {
          lines += one.lines.length
          read.push(one)
        }
      } catch (error) {
        tell(file, whyUnreadable(error))
        isWhole &&= !isOfFileSystem(error)
      }
    return { read, isWhole }
  }

  return {
    async follow({ files, isGone, hasChanged, tracks }) {
      const key = files.map(fileKey).sort().join('\n')
      const here = new Set(files.map(libraryPlaylistId))
      const gone = [...known.values()].filter(
        (each) => each.scannedBy === instance && !here.has(each.playlistId) && isGone(each),
      )
      const isSame = followed === key && !hasChanged
      if (isSame && gone.length === 0) return
      told = new Set()
      const { read, isWhole } = isSame ? NOTHING_READ : await readAll(files)
      const playlists =
        read.length === 0 ? [] : libraryPlaylistsOf(read, playlistTracks(tracks()), known, instance, MAX_ENTRIES_OF_ALL)
      const kept = new Set(playlists.map(({ playlistId }) => playlistId))
      for (const file of read) if (!kept.has(libraryPlaylistId(file))) tell(file, TOO_MANY)
      if (!isSame) toldBefore = told
      const at = now()
      const records = playlists.flatMap((playlist) => {
        const before = known.get(playlist.playlistId) ?? null
        const scannedBy = claims ? instance : before?.scannedBy
        const isAsBefore = isDeepStrictEqual(before, { ...playlist, scannedBy })
        return isAsBefore ? [] : [record(libraryPlaylists, playlist.playlistId, playlist, at)]
      })
      const removed = gone.map(({ playlistId }) => record(libraryPlaylists, playlistId, null, at))
      if (records.length + removed.length > 0) await send([...records, ...removed])
      if (!isSame) followed = isWhole ? key : null
      claims = false
    },
  }
}

interface ReadPlaylists {
  readonly read: readonly PlaylistFile[]
  /** Whether none is to be tried again by the next scan. */
  readonly isWhole: boolean
}

const NOTHING_READ: ReadPlaylists = { read: [], isWhole: true }

/** Such as a permission that may be given: nothing of the file changes then. */
const isOfFileSystem = (error: unknown): boolean => error instanceof Error && 'code' in error

const TOO_MANY = `there are more than ${MAX_ENTRIES_OF_ALL.toLocaleString('en')} entries in all; remove some playlists`

/** Null: it is no playlist of files. */
async function readPlaylist(file: FilePlace): Promise<PlaylistFile | null> {
  const { text, bytes } = await textFile(file, MAX_PLAYLIST_BYTES)
  const playlist = playlistIn(file.path, text)
  return playlist && { ...file, ...playlist, version: bytesVersion(bytes) }
}
