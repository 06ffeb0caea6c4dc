import type { FileHandle } from 'node:fs/promises'
import { BOX_HEAD_BYTES, boxAt, movedForward } from '../mp4-order.ts'
import type { Box } from '../mp4-order.ts'

/** Larger than the index of any music; pictures are in it. */
const LARGEST_INDEX_BYTES = 2 ** 26
const MOST_BOXES = 10_000

/** What must be sent, and left out, so that a pipe can be read from its beginning to its end. */
export interface Rearrangement {
  /** Comes right after the first box, instead of where it stood. */
  readonly index: Uint8Array
  readonly after: number
  readonly left: Box
}

/**
 * How an MP4 file whose index stands behind its sound, as most programs write it, can be read through a pipe; null for
 * files that can be as they are, or that no index is found in.
 */
export async function rearrangement(file: FileHandle): Promise<Rearrangement | null> {
  const fileBytes = (await file.stat()).size
  const head = Buffer.alloc(BOX_HEAD_BYTES)
  let first: Box | null = null
  let isSoundBefore = false
  for (let at = 0, boxes = 0; at < fileBytes && boxes < MOST_BOXES; boxes += 1) {
    const { bytesRead } = await file.read(head, 0, BOX_HEAD_BYTES, at)
    const box = boxAt(head.subarray(0, bytesRead), at, fileBytes)
    if (box === null) return null
    first ??= box
    if (box.type === 'mdat') isSoundBefore = true
    if (box.type === 'moov') {
      if (!isSoundBefore || box.bytes > LARGEST_INDEX_BYTES) return null
      const index = Buffer.alloc(box.bytes)
      await file.read(index, 0, box.bytes, box.at)
      return { index: movedForward(index), after: first.type === 'ftyp' ? first.bytes : 0, left: box }
    }
    at += box.bytes
  }
  return null
}

/** The bytes of a chunk of a file, as they go through the pipe. @param position of the chunk in the file. */
export function rearranged(chunk: Uint8Array, position: number, { index, after, left }: Rearrangement): Uint8Array[] {
  const parts: Uint8Array[] = []
  const end = position + chunk.length
  const from = (begin: number, until: number) => {
    const part = chunk.subarray(Math.max(0, begin - position), Math.max(0, until - position))
    if (part.length > 0) parts.push(part)
  }
  from(position, Math.min(end, after))
  if (position <= after && after < end) parts.push(index)
  from(Math.max(position, after), Math.min(end, left.at))
  from(Math.max(position, left.at + left.bytes), end)
  return parts
}
