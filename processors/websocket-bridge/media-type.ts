/** Media types by container as the tag reader names it (the start of its name, lower case). */
const BY_CONTAINER: readonly (readonly [string, string])[] = [
  ['mpeg', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wave', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['adts', 'audio/aac'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['isom', 'audio/mp4'],
  ['ebml/webm', 'audio/webm'],
  ['matroska', 'audio/matroska'],
  ['asf', 'audio/x-ms-wma'],
  ['wavpack', 'audio/x-wavpack'],
]

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['oga', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['aiff', 'audio/aiff'],
  ['aac', 'audio/aac'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['webm', 'audio/webm'],
  ['mka', 'audio/matroska'],
  ['wma', 'audio/x-ms-wma'],
  ['wv', 'audio/x-wavpack'],
])

/** The media type of an audio file: by what it is, else by what it is called. */
export function audioType(container: string, path: string): string {
  const known = BY_CONTAINER.find(([start]) => container.toLowerCase().startsWith(start))
  if (known) return known[1]
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return BY_EXTENSION.get(extension) ?? 'application/octet-stream'
}

/** The largest picture that is served. */
export const MAX_ORIGINAL_BYTES = 5 * 1024 * 1024

const JPEG = [0xff, 0xd8, 0xff]
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const GIF = [0x47, 0x49, 0x46, 0x38]
const RIFF = [0x52, 0x49, 0x46, 0x46]
const WEBP = [0x57, 0x45, 0x42, 0x50]

/**
 * The type of a picture by its first bytes, whatever its tag claims. Null: none of the four that are served; SVG, which can
 * carry a script, is none of them.
 */
export function pictureType(bytes: Uint8Array): string | null {
  const has = (magic: readonly number[], at = 0) => magic.every((byte, i) => bytes[at + i] === byte)
  if (has(JPEG)) return 'image/jpeg'
  if (has(PNG)) return 'image/png'
  if (has(GIF)) return 'image/gif'
  if (has(RIFF) && has(WEBP, 8)) return 'image/webp'
  return null
}
