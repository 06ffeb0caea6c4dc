import type { NativeTag } from './fields.ts'

/**
 * The text frames that music-metadata changes: in ID3v2.3 it splits artists, composers and what users define at each slash
 * (AC/DC), and of genres it drops what stands in brackets.
 */
const CHANGED: ReadonlySet<string> = new Set(['TPE1', 'TP1', 'TCOM', 'TCM', 'TCON', 'TCO', 'TXXX', 'TXX'])

const GENRES: ReadonlySet<string> = new Set(['TCON', 'TCO'])

/** Bytes of the header of a tag. */
const HEADER_BYTES = 10

/** Whether a file begins with a tag of ID3v2, and how long it is with its header; 0: it does not. */
export function id3TagBytes(head: Uint8Array): number {
  const isTag = head.length >= HEADER_BYTES && Buffer.from(head.subarray(0, 3)).toString('latin1') === 'ID3'
  return isTag ? HEADER_BYTES + synchsafe(head, 6) : 0
}

/**
 * The tags of a form of ID3v2 with the changed ones as the file has them.
 * @param tag its first bytes, perhaps not all; empty when it is inside another format: the texts are joined again then.
 */
export function withId3Text(form: string, tags: readonly NativeTag[], tag: Uint8Array): readonly NativeTag[] {
  const found = textFrames(tag)
  if (found.length === 0) return form === 'ID3v2.4' ? tags : joinedAtSlashes(tags)
  const ids = new Set(found.map(({ id }) => frameOf(id)))
  return [...tags.filter(({ id }) => !ids.has(frameOf(id))), ...found]
}

/** As music-metadata names a frame of ID3v2 with a description. */
const frameOf = (id: string): string => id.split(':', 1)[0] ?? ''

/** Names with a slash are more common than lists in a form of tags that has none. */
function joinedAtSlashes(tags: readonly NativeTag[]): readonly NativeTag[] {
  const joined = new Map<string, string>()
  for (const { id, value } of tags) {
    if (!CHANGED.has(frameOf(id)) || GENRES.has(frameOf(id)) || typeof value !== 'string') continue
    const before = joined.get(id)
    joined.set(id, before === undefined ? value : `${before}/${value}`)
  }
  return [...tags.filter(({ id }) => !joined.has(id)), ...Array.from(joined, ([id, value]) => ({ id, value }))]
}

function textFrames(tag: Uint8Array): readonly NativeTag[] {
  const version = tag[3] ?? 0
  const flags = tag[5] ?? 0
  if (id3TagBytes(tag) === 0 || version < 2 || version > 4) return []
  const body = tag.subarray(HEADER_BYTES, id3TagBytes(tag))
  // Before 2.4 all of the tag is unsynchronised, or nothing.
  const bytes = version < 4 && (flags & 0x80) !== 0 ? resynchronised(body) : body
  const found: NativeTag[] = []
  let at = version > 2 && (flags & 0x40) !== 0 ? extendedBytes(bytes, version) : 0
  const idBytes = version === 2 ? 3 : 4
  const headerBytes = version === 2 ? 6 : 10
  while (at + headerBytes <= bytes.length) {
    const id = Buffer.from(bytes.subarray(at, at + idBytes)).toString('latin1')
    if (!/^[A-Z0-9]{3,4}$/.test(id)) break
    const size =
      version === 2 ? unsigned(bytes, at + 3, 3) : version === 3 ? unsigned(bytes, at + 4, 4) : synchsafe(bytes, at + 4)
    const start = at + headerBytes
    at = start + size
    if (!CHANGED.has(id) || size === 0 || at > bytes.length) continue
    const content = contentOf(bytes.subarray(start, at), version, version === 2 ? 0 : (bytes[start - 1] ?? 0))
    if (content !== null) found.push(tagOf(id, textOf(content)))
  }
  return found
}

/** Without what the flags of a frame say was put into it; null when it is compressed or encrypted. */
function contentOf(frame: Uint8Array, version: number, flags: number): Uint8Array | null {
  if (version === 3) return (flags & 0xc0) === 0 ? frame.subarray((flags & 0x20) === 0 ? 0 : 1) : null
  if (version === 2) return frame
  if ((flags & 0x0c) !== 0) return null
  const skipped = ((flags & 0x40) === 0 ? 0 : 1) + ((flags & 0x01) === 0 ? 0 : 4)
  const content = frame.subarray(skipped)
  return (flags & 0x02) === 0 ? content : resynchronised(content)
}

function tagOf(id: string, text: string): NativeTag {
  if (!id.startsWith('TXX')) return { id, value: text }
  const end = text.indexOf('\0')
  return { id: `TXXX:${text.slice(0, Math.max(0, end))}`, value: text.slice(end + 1).replace(/^\ufeff/, '') }
}

/** @param content begins with the byte of its encoding. */
function textOf(content: Uint8Array): string {
  const encoding = content[0]
  const bytes = content.subarray(1)
  if (encoding === 3) return Buffer.from(bytes).toString('utf8')
  if (encoding !== 1 && encoding !== 2) return Buffer.from(bytes).toString('latin1')
  const isBigEndian = encoding === 2 || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return new TextDecoder(isBigEndian ? 'utf-16be' : 'utf-16le').decode(bytes)
}

/** Bytes of the extended header: version 2.4 counts its size too. */
function extendedBytes(bytes: Uint8Array, version: number): number {
  return version === 3 ? 4 + unsigned(bytes, 0, 4) : synchsafe(bytes, 0)
}

/** A zero was put behind each byte of ones. */
function resynchronised(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => byte !== 0 || bytes[at - 1] !== 0xff)
}

function unsigned(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let each = at; each < at + length; each++) value = value * 256 + (bytes[each] ?? 0)
  return value
}

/** Four bytes of seven bits. */
function synchsafe(bytes: Uint8Array, at: number): number {
  return [0, 1, 2, 3].reduce((value, each) => value * 128 + ((bytes[at + each] ?? 0) & 0x7f), 0)
}
