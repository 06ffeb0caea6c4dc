/** A top-level box of an MP4 file (ISO/IEC 14496-12, section 4.2): its offset, and its length with its header. */
export interface Box {
  readonly type: string
  readonly at: number
  readonly bytes: number
}

const HEAD_BYTES = 8
const LARGE_HEAD_BYTES = 16
/** Boxes that lead from the index to the tables of chunk offsets. */
const CONTAINERS: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl'])

export const BOX_HEAD_BYTES = LARGE_HEAD_BYTES

/**
 * @param head the bytes at `at`: BOX_HEAD_BYTES, or what is left of the file.
 * @returns null where no box begins.
 */
export function boxAt(head: Uint8Array, at: number, fileBytes: number): Box | null {
  if (head.length < HEAD_BYTES) return null
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const type = typeOf(head, 4)
  const said = view.getUint32(0)
  if (said === 0) return { type, at, bytes: fileBytes - at }
  if (said === 1 && head.length < LARGE_HEAD_BYTES) return null
  const bytes = said === 1 ? Number(view.getBigUint64(HEAD_BYTES)) : said
  return bytes < HEAD_BYTES || at + bytes > fileBytes ? null : { type, at, bytes }
}

/**
 * Adapts the index of an MP4 file (moov) to its place before the audio: its length is added to all chunk offsets. Changes its
 * argument. Damaged tables are left as they are.
 */
export function movedForward(moov: Uint8Array): Uint8Array {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength)
  const within = (begin: number, end: number) => {
    for (let at = begin; at + HEAD_BYTES <= end;) {
      const bytes = view.getUint32(at)
      if (bytes < HEAD_BYTES || at + bytes > end) return
      const type = typeOf(moov, at + 4)
      if (CONTAINERS.has(type)) within(at + HEAD_BYTES, at + bytes)
      if (type === 'stco' || type === 'co64') moveTable(view, at, bytes, type === 'stco' ? 4 : 8, moov.length)
      at += bytes
    }
  }
  within(0, moov.length)
  return moov
}

/** A table of offsets: version and flags, their number, then each (ISO/IEC 14496-12, section 8.7.5). */
function moveTable(view: DataView, at: number, bytes: number, size: 4 | 8, by: number): void {
  const first = at + HEAD_BYTES + 8
  if (first > at + bytes) return
  const count = Math.min(view.getUint32(first - 4), Math.floor((at + bytes - first) / size))
  for (let i = 0; i < count; i += 1) {
    const place = first + i * size
    if (size === 4) view.setUint32(place, view.getUint32(place) + by)
    else view.setBigUint64(place, view.getBigUint64(place) + BigInt(by))
  }
}

function typeOf(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
