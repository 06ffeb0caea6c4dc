import type { FileHandle } from 'node:fs/promises'
import { BOX_HEAD_BYTES, boxAt, movedForward } from '../formats/mp4-order.ts'
import type { Box } from '../formats/mp4-order.ts'

/** No index of music is larger, cover pictures included. */
const LARGEST_INDEX_BYTES = 2 ** 26
const MOST_BOXES = 10_000

/** What to insert and what to omit so that the file can be decoded without seeking. */
export interface Rearrangement {
  /** Goes to the offset `after`, right behind the first box. */
  readonly index: Uint8Array
  readonly after: number
  readonly omitted: Box
}

/**
 * How to pipe an MP4 file whose index stands behind the audio, as most encoders write it; null for a file that needs no
 * change, or has no index.
 */
export async function rearrangement(file: FileHandle): Promise<Rearrangement | null> {
  const fileBytes = (await file.stat()).size
  const head = Buffer.alloc(BOX_HEAD_BYTES)
  let first: Box | null = null
  let isAudioBefore = false
  for (let at = 0, boxes = 0; at < fileBytes && boxes < MOST_BOXES; boxes += 1) {
    const { bytesRead } = await file.read(head, 0, BOX_HEAD_BYTES, at)
    const box = boxAt(head.subarray(0, bytesRead), at, fileBytes)
    if (box === null) return null
    first ??= box
    if (box.type === 'mdat') isAudioBefore = true
    if (box.type === 'moov') {
      if (!isAudioBefore || box.bytes > LARGEST_INDEX_BYTES) return null
      const index = Buffer.alloc(box.bytes)
      await file.read(index, 0, box.bytes, box.at)
      return { index: movedForward(index), after: first.type === 'ftyp' ? first.bytes : 0, omitted: box }
    }
    at += box.bytes
  }
  return null
}

/** What of a chunk of the file goes through the pipe. @param position of the chunk in the file. */
export function rearranged(
  chunk: Uint8Array,
  position: number,
  { index, after, omitted }: Rearrangement,
): Uint8Array[] {
  const parts: Uint8Array[] = []
  const end = position + chunk.length
  const from = (begin: number, until: number) => {
    const part = chunk.subarray(Math.max(0, begin - position), Math.max(0, until - position))
    if (part.length > 0) parts.push(part)
  }
  from(position, Math.min(end, after))
  if (position <= after && after < end) parts.push(index)
  from(Math.max(position, after), Math.min(end, omitted.at))
  from(Math.max(position, omitted.at + omitted.bytes), end)
  return parts
}
