import type { AudioReference } from '../../schemas/generated.ts'
import { extensionOf } from './audio-files.ts'

/** The pictures that a folder gives to its files: paths below the library folder; null where there is none. */
export interface FolderPictures {
  /** The cover. */
  readonly folderArt: string | null
  readonly folderArtVersion: string | null
  /** The picture of the artist. */
  readonly artistArt: string | null
  readonly artistArtVersion: string | null
}

export const NO_FOLDER_PICTURES: FolderPictures = {
  folderArt: null,
  folderArtVersion: null,
  artistArt: null,
  artistArtVersion: null,
}

/** What a reference says of the pictures that are shown. The one that a file embeds comes before the one beside it. */
export function shownPictures(
  { folderArt, folderArtVersion, artistArt, artistArtVersion }: FolderPictures,
  embedded: string | null,
): Pick<AudioReference, 'hasArt' | 'folderArt' | 'artVersion' | 'artistArt' | 'artistArtVersion'> {
  const artVersion = embedded ?? folderArtVersion
  return { hasArt: embedded !== null, folderArt, artVersion, artistArt, artistArtVersion }
}

/** The version of the picture that the file embeds, of a reference made by `shownPictures`. */
export function embeddedVersion({ hasArt, artVersion }: AudioReference): string | null {
  return hasArt ? artVersion : null
}

const PICTURES: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'])
/** The usual names, best first; compared in lower case. */
const COVERS: readonly string[] = ['cover', 'folder', 'front', 'albumart', 'album']
const ARTISTS: readonly string[] = ['artist']

/** The cover picture of a folder, chosen by the names of its files; null when there is none. The file is not opened. */
export function folderArt(names: readonly string[]): string | null {
  return bestOf(names, COVERS)
}

/** The picture of the artist whose folder it is. */
export function artistArt(names: readonly string[]): string | null {
  return bestOf(names, ARTISTS)
}

function bestOf(names: readonly string[], known: readonly string[]): string | null {
  let best: string | null = null
  let rank = known.length
  for (const name of names) {
    const at = rankOf(name, known)
    if (at > rank || at === known.length) continue
    if (at < rank || best === null || name < best) best = name
    rank = at
  }
  return best
}

/** `front-cover.jpg` and `Front (1).png` count as `front`. */
function rankOf(name: string, names: readonly string[]): number {
  const extension = extensionOf(name)
  if (!PICTURES.has(extension)) return names.length
  const stem = name.slice(0, -extension.length - 1).toLowerCase()
  const at = names.findIndex(
    (known) => stem === known || (/^[^a-z]/.test(stem.slice(known.length)) && stem.startsWith(known)),
  )
  return at < 0 ? names.length : at
}
