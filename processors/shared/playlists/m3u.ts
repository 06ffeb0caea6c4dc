import type { AudioReference } from '../../../schemas/generated.ts'
import { foldText } from '../text/fold.ts'

/** Playlists as extended M3U (RFC 8216 calls the directives; the format itself has no standard). */

export type Listed = Pick<AudioReference, 'path' | 'title' | 'artist' | 'durationMs'> &
  Partial<Pick<AudioReference, 'startMs' | 'endMs'>>

/** Names and paths that hold a line break would make lines of their own. */
const oneLine = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ')

/** @param tracks their paths are relative to their library folders. */
export function m3uOf(name: string, tracks: readonly Listed[]): string {
  const lines = tracks.flatMap(({ path, title, artist, durationMs }) => [
    `#EXTINF:${durationMs === null ? -1 : Math.round(durationMs / 1_000)},${oneLine(artist === '' ? title : `${artist} - ${title}`)}`,
    oneLine(path),
  ])
  return ['#EXTM3U', `#PLAYLIST:${oneLine(name)}`, ...lines, ''].join('\n')
}

/** One track of an M3U file: the line that names its file, and what is said of it before. */
export interface M3uLine {
  readonly line: string
  /** Artist and title as in `#EXTINF`; null when it is not there. */
  readonly name: string | null
}

/** @param most more lines are not read. */
export function m3uLines(text: string, most = Infinity): readonly M3uLine[] {
  const lines: M3uLine[] = []
  let name: string | null = null
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (lines.length >= most) break
    const line = raw.trim()
    if (line.startsWith('#')) name = /^#EXTINF:[^,]*,(.+)$/.exec(line)?.[1]?.trim() ?? name
    else if (line !== '') {
      lines.push({ line, name })
      name = null
    }
  }
  return lines
}

/** What an M3U file calls itself; null when it does not. */
export function m3uName(text: string): string | null {
  return /^#PLAYLIST:(.+)$/m.exec(text)?.[1]?.trim() || null
}

/** Longest path of Linux (PATH_MAX): a longer line names no file. */
const MAX_PATH = 4_096
/** Names of a path that are compared, from its end: those of a file, its album, its artist, and folders above them. */
const MAX_NAMES = 16

/** Tracks by the names of their paths, the last one first. */
interface Branch<R> {
  /** The first of the library whose path ends so. */
  readonly track: R
  readonly above: Map<string, Branch<R>>
}

/**
 * For each line its track of a library: that with which as many of the last names in a path agree, the file's at least; else by artist
 * and title. Of the tracks that a cue sheet cuts a file into it is the one of that name, else the first. Its time grows with the
 * library and with the lines, not with their product: many albums have an `01.mp3`.
 * @param fewestNames that have to agree, the file's included.
 */
export function m3uTracks<R extends Listed>(
  library: readonly R[],
  lines: readonly M3uLine[],
  fewestNames = 1,
): readonly (R | null)[] {
  const paths = lines.map(({ line }) => namesIn(plainPath(line)))
  const files = new Set(paths.map((names) => names[0]))
  const tree = new Map<string, Branch<R>>()
  for (const track of library) {
    // Folding is most of the work: whole paths only of the files that are named.
    if (files.has(foldText(track.path.slice(track.path.lastIndexOf('/') + 1)))) grow(tree, namesIn(track.path), track)
  }
  const found = paths.map((names) => longest(tree, names, fewestNames))
  const isSettled = (track: R | null, at: number) => lines[at]?.name === null || (track !== null && !isPart(track))
  if (found.every(isSettled)) return found
  const byName = new Map(library.map((track) => [foldText(`${track.artist} - ${track.title}`), track]))
  return found.map((track, at) => {
    if (isSettled(track, at)) return track
    const named = byName.get(foldText(lines[at]?.name ?? '')) ?? null
    return track === null || named?.path === track.path ? named : track
  })
}

const isPart = ({ startMs = null, endMs = null }: Listed): boolean => startMs !== null || endMs !== null

/** The last names of a path, the file's first. */
const namesIn = (path: string): readonly string[] =>
  path.slice(-MAX_PATH).split('/').slice(-MAX_NAMES).toReversed().map(foldText)

function grow<R>(tree: Map<string, Branch<R>>, names: readonly string[], track: R): void {
  let level = tree
  for (const name of names) {
    const branch = level.get(name) ?? { track, above: new Map<string, Branch<R>>() }
    level.set(name, branch)
    level = branch.above
  }
}

function longest<R>(tree: Map<string, Branch<R>>, names: readonly string[], fewest: number): R | null {
  let level = tree
  let found: R | null = null
  for (const [at, name] of names.entries()) {
    const branch = level.get(name)
    if (branch === undefined) return found
    if (at + 1 >= fewest) found = branch.track
    level = branch.above
  }
  return found
}

/** Addresses of files, and paths as Windows writes them, as paths. */
export function plainPath(line: string): string {
  if (!/^file:/i.test(line)) return line.replaceAll('\\', '/')
  const path = line.replace(/^file:\/*/i, '/')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
