import { z } from 'zod'
import { isFileRequest } from '../../shared/tags/file-request.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { COVER_SIZES } from '../cover-size.ts'
import type { CoverSize } from '../cover-size.ts'

/** A picture that a process is asked for: the one that an audio file embeds, or a file that is one. */
export interface PictureRequest extends FileRequest {
  readonly isEmbedded: boolean
  /** Null: as it is. */
  readonly size: CoverSize | null
}

export function isPictureRequest(message: unknown): message is PictureRequest {
  return isFileRequest(message) && 'isEmbedded' in message && 'size' in message
}

/** The largest picture that is served as it is. */
export const MAX_ORIGINAL_BYTES = 5 * 1024 * 1024

/** In characters. */
export const LONGEST_WHY = 500

const channel = z.number().int().min(0).max(255)

/** What a process may answer. Null: there is no picture that can be shown, and never will be under this version. */
export const pictureAnswer = z
  .discriminatedUnion('kind', [
    // It may well be shown later: the disk, or this machine, has trouble.
    z.object({ kind: z.literal('unreadable'), why: z.string().max(LONGEST_WHY) }),
    z.object({
      kind: z.literal('original'),
      bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= MAX_ORIGINAL_BYTES),
    }),
    z.object({
      kind: z.literal('scaled'),
      covers: z
        .array(
          z.object({
            size: z.literal(COVER_SIZES),
            /** A JPEG. */
            bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= MAX_ORIGINAL_BYTES),
          }),
        )
        .min(1)
        .max(COVER_SIZES.length),
      colour: z.tuple([channel, channel, channel]),
    }),
  ])
  .nullable()

export type PictureAnswer = z.output<typeof pictureAnswer>
