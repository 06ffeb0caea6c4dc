import { extensionOf } from './audio-files.ts'

const PICTURES: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'png', 'webp', 'gif'])
/** The usual names, best first; compared in lower case. */
const NAMES: readonly string[] = ['cover', 'folder', 'front', 'albumart', 'album']

/** The cover picture of a folder, chosen by the names of its files; null when there is none. The file is not opened. */
export function folderArt(names: readonly string[]): string | null {
  let best: string | null = null
  let rank = NAMES.length
  for (const name of names) {
    const at = rankOf(name)
    if (at > rank || at === NAMES.length) continue
    if (at < rank || best === null || name < best) best = name
    rank = at
  }
  return best
}

/** `front-cover.jpg` and `Front (1).png` count as `front`. */
function rankOf(name: string): number {
  const extension = extensionOf(name)
  if (!PICTURES.has(extension)) return NAMES.length
  const stem = name.slice(0, -extension.length - 1).toLowerCase()
  const at = NAMES.findIndex(
    (known) => stem === known || (/^[^a-z]/.test(stem.slice(known.length)) && stem.startsWith(known)),
  )
  return at < 0 ? NAMES.length : at
}
