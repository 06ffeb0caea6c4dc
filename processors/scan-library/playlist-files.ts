import type {
  AudioReference,
  LibraryPlaylist,
  LibraryPlaylistEntry,
  PlaylistId,
  TrackId,
} from '../../schemas/generated.ts'
import { playlistId } from '../../schemas/generated.ts'
import { digestOf } from '../shared/entities/digest.ts'
import { m3uLines, m3uName, m3uTracks, plainPath } from '../shared/playlists/m3u.ts'
import type { M3uLine } from '../shared/playlists/m3u.ts'
import { plsLines } from '../shared/playlists/pls.ts'
import { cleanText } from '../shared/text/clean-text.ts'
import { foldText } from '../shared/text/fold.ts'
import { extensionOf } from './audio-files.ts'
import { filesOf } from './copies.ts'
import { folderOf, foundNames, nameOf, pathSeenFrom, stemOf } from './found-names.ts'
import type { FoundNames } from './found-names.ts'
import type { FilePlace, LibraryPath } from './library-path.ts'
import { isPart } from './reference.ts'

/** Entries of one file; what follows is left out. As many as a playlist of a listener may have. */
const MAX_ENTRIES = 10_000
/** Entries without a track whose text is kept, and its length in UTF-16 units: a record is then one that a broker takes. */
const MAX_TEXTS = 500
const LONGEST_ENTRY_TEXT = 200
const LONGEST_PLAYLIST_NAME = 200

/** A playlist file that was read. */
export interface PlaylistFile extends FilePlace {
  /** Changes with its content. */
  readonly version: string
  /** What it calls itself; null when it does not. */
  readonly name: string | null
  readonly lines: readonly M3uLine[]
}

/** The id of the playlist in a file. Ids are kept in topics: this may not change. */
export function libraryPlaylistId({ library, path }: LibraryPath): PlaylistId {
  return playlistId(digestOf('library-playlist', library, path))
}

/** What a playlist file names, in order; null when it is none of files, but the index of a stream (RFC 8216). */
export function playlistIn(path: string, text: string): Pick<PlaylistFile, 'name' | 'lines'> | null {
  if (extensionOf(path) === 'pls') return { name: null, lines: plsLines(text).slice(0, MAX_ENTRIES) }
  if (/^#EXT-X-(?:TARGETDURATION|STREAM-INF|MEDIA)\b/m.test(text)) return null
  return { name: m3uName(text), lines: m3uLines(text, MAX_ENTRIES) }
}

/** The tracks of a library as playlist files find them. Made by `playlistTracks`; as many places as files. */
export interface PlaylistTracks {
  readonly all: readonly AudioReference[]
  readonly has: (id: TrackId) => boolean
  /** By library folder: the tracks in the file of each place, in order of their starts. */
  readonly places: ReadonlyMap<string, FoundNames<Place>>
}

interface Place extends LibraryPath {
  readonly tracks: AudioReference[]
  /** Theirs. One list for all lines that name the file: playlists may name one of 99 parts thousands of times. */
  readonly ids: TrackId[]
}

export function playlistTracks(tracks: ReadonlyMap<TrackId, AudioReference>): PlaylistTracks {
  const byLibrary = new Map<string, Map<string, Place>>()
  for (const track of tracks.values())
    for (const { library, path } of filesOf(track)) {
      const places = byLibrary.get(library) ?? new Map<string, Place>()
      byLibrary.set(library, places)
      const place = places.get(path)
      if (place === undefined) places.set(path, { library, path, tracks: [track], ids: [] })
      else place.tracks.push(track)
    }
  for (const places of byLibrary.values())
    for (const { tracks: inFile, ids } of places.values()) {
      if (inFile.length > 1) inFile.sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0))
      ids.push(...inFile.map(({ trackId }) => trackId))
    }
  return {
    all: [...tracks.values()],
    has: (id) => tracks.has(id),
    places: new Map([...byLibrary].map(([library, places]) => [library, foundNames(places.values())])),
  }
}

/**
 * The playlists of some files. A line names a file by its path as the playlist sees it, in any case and encoding of accents, or by one
 * that lies in a library folder. A file that was found before and has moved since is still meant: the playlist may not know. Else it is
 * found by folder and name, wherever they are, or by the artist and title that are said of it. All lines that are left for that
 * are looked for at once, since it takes a pass over the library.
 * @param known the playlists as the topic has them. @param most entries of all playlists; one that has more than are left is left out.
 */
export function libraryPlaylistsOf(
  files: readonly PlaylistFile[],
  tracks: PlaylistTracks,
  known: ReadonlyMap<PlaylistId, LibraryPlaylist>,
  instance: string,
  most: number,
): readonly LibraryPlaylist[] {
  const named = files.map((file) => tracksOfLines(file, tracks, known.get(libraryPlaylistId(file)) ?? null))
  const lost = files.flatMap(({ lines }, at) =>
    lines.filter((line, n) => named[at]?.[n]?.length === 0 && !isStream(line)),
  )
  const similar = m3uTracks(lost.length > 0 ? tracks.all : [], lost, 2)
  const found = new Map(lost.map((line, at) => [line, similar[at]?.trackId ?? null]))
  let room = most
  return files.flatMap((file, at) => {
    const { library, path, version, modifiedAt } = file
    const entries = entriesOf(file, (line, n) => {
      const ids = named[at]?.[n] ?? []
      return ids.length > 0 ? ids : [found.get(line) ?? null]
    })
    if (entries.length > room) return []
    room -= entries.length
    return {
      ...{ playlistId: libraryPlaylistId(file), name: nameFor(file), library, path, version, modifiedAt },
      ...{ entries, scannedBy: instance },
    }
  })
}

/** A line that names a file which a cue sheet cuts has an entry for each part: up to 99. */
function entriesOf(
  { lines }: PlaylistFile,
  tracksOf: (line: M3uLine, at: number) => readonly (TrackId | null)[],
): readonly LibraryPlaylistEntry[] {
  const entries: LibraryPlaylistEntry[] = []
  let texts = 0
  for (const [at, line] of lines.entries())
    for (const id of tracksOf(line, at)) {
      if (entries.length >= MAX_ENTRIES) return entries
      const entry = entryOf(at, id, line)
      if (entry.text !== '') texts += 1
      entries.push(texts > MAX_TEXTS ? { ...entry, text: '' } : entry)
    }
  return entries
}

/** The tracks of each line of a file, by its path or by what it meant before. */
function tracksOfLines(
  file: PlaylistFile,
  tracks: PlaylistTracks,
  before: LibraryPlaylist | null,
): readonly (readonly TrackId[])[] {
  const known = before?.version === file.version ? tracksByLine(before) : NONE
  return file.lines.map((line, at) => {
    const named = tracksNamed(tracks, file, line)
    return named.length > 0 ? named : (known.get(at) ?? []).filter(tracks.has)
  })
}

/** Whether a line is the address of something that is no file. */
const isStream = ({ line }: M3uLine): boolean => /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(line)

const NONE: ReadonlyMap<number, readonly TrackId[]> = new Map()

function tracksByLine({ entries }: LibraryPlaylist): ReadonlyMap<number, readonly TrackId[]> {
  const byLine = new Map<number, TrackId[]>()
  for (const { line, trackId } of entries)
    if (trackId !== null) byLine.set(line, [...(byLine.get(line) ?? []), trackId])
  return byLine
}

/** The tracks in the file that a line names: of those that a cue sheet cuts it into the one that is called so, else all. */
function tracksNamed({ places }: PlaylistTracks, from: FilePlace, { line, name }: M3uLine): readonly TrackId[] {
  const place = placeNamed(places, from, line)
  if (place === null) return []
  const called = name === null ? [] : place.tracks.filter((track) => isPart(track) && isCalled(track, name))
  return called.length > 0 ? called.map(({ trackId }) => trackId) : place.ids
}

function placeNamed(places: PlaylistTracks['places'], { library, path }: FilePlace, line: string): Place | null {
  const plain = plainPath(line)
  const seen = pathSeenFrom(folderOf(path), plain)
  if (seen !== null) return places.get(library)?.at(seen) ?? null
  for (const [folder, names] of places) {
    const below = pathBelow(folder, plain)
    const place = below === null ? null : names.at(below)
    if (place !== null) return place
  }
  return null
}

/** Of an absolute path the part below a library folder; null when it is not below. */
function pathBelow(folder: string, path: string): string | null {
  const root = folder.endsWith('/') ? folder : `${folder}/`
  return path.startsWith(root) ? pathSeenFrom('', path.slice(root.length)) : null
}

function isCalled({ artist, title }: AudioReference, name: string): boolean {
  const folded = foldText(name)
  return folded === foldText(title) || folded === foldText(`${artist} - ${title}`)
}

function entryOf(line: number, trackId: TrackId | null, { line: text, name }: M3uLine): LibraryPlaylistEntry {
  return { line, trackId, text: trackId === null ? cleanText(name ?? text).slice(0, LONGEST_ENTRY_TEXT) : '' }
}

function nameFor({ name, path }: PlaylistFile): string {
  const text = cleanText(name ?? '') || cleanText(nameOf(stemOf(path))) || 'Playlist'
  return Array.from(text).slice(0, LONGEST_PLAYLIST_NAME).join('')
}
