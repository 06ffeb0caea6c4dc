import type { AudioReference } from '../../schemas/generated.ts'
import { foldText } from '../shared/text/fold.ts'

/** Playlists as extended M3U (RFC 8216 calls the directives; the format itself has no standard). */

export type Listed = Pick<AudioReference, 'path' | 'title' | 'artist' | 'durationMs'>

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

export function m3uLines(text: string): readonly M3uLine[] {
  const lines: M3uLine[] = []
  let name: string | null = null
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const line = raw.trim()
    if (line.startsWith('#')) name = /^#EXTINF:[^,]*,(.+)$/.exec(line)?.[1]?.trim() ?? name
    else if (line !== '') {
      lines.push({ line, name })
      name = null
    }
  }
  return lines
}

/** Finds tracks of a library: by as many of the last names in a path as agree, the file's at least; else by artist and title. */
export function m3uFinder<R extends Listed>(library: Iterable<R>): (line: M3uLine) => R | null {
  const byFile = new Map<string, { readonly names: readonly string[]; readonly track: R }[]>()
  const byName = new Map<string, R>()
  for (const track of library) {
    const names = namesIn(track.path)
    const file = names.at(-1) ?? ''
    byFile.set(file, [...(byFile.get(file) ?? []), { names, track }])
    byName.set(foldText(`${track.artist} - ${track.title}`), track)
  }
  return ({ line, name }) => {
    const names = namesIn(plainPath(line))
    const best = (byFile.get(names.at(-1) ?? '') ?? []).reduce<{ readonly same: number; readonly track: R } | null>(
      (found, each) => {
        const same = agreeing(each.names, names)
        return found === null || same > found.same ? { same, track: each.track } : found
      },
      null,
    )
    return best?.track ?? (name === null ? null : (byName.get(foldText(name)) ?? null))
  }
}

const namesIn = (path: string): readonly string[] => path.split('/').map(foldText)

function agreeing(a: readonly string[], b: readonly string[]): number {
  let same = 0
  while (same < Math.min(a.length, b.length) && a.at(-1 - same) === b.at(-1 - same)) same += 1
  return same
}

/** Addresses of files, and paths as Windows writes them, as paths. */
function plainPath(line: string): string {
  if (!/^file:/i.test(line)) return line.replaceAll('\\', '/')
  const path = line.replace(/^file:\/*/i, '/')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
