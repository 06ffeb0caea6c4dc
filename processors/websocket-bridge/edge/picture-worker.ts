import { serveRequests } from '../../../streams/engine/sandbox/serve-requests.ts'
import { openInside } from '../../shared/files/open-inside.ts'
import { MAX_PICTURE_BYTES, canBeShown, shownPicture } from '../../shared/pictures/shown-picture.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { readMetadata } from '../../shared/tags/read-metadata.ts'
import { LONGEST_WHY, MAX_ORIGINAL_BYTES, isPictureRequest } from './picture-request.ts'
import type { PictureAnswer, PictureRequest } from './picture-request.ts'
import { scaledPicture } from './scale-picture.ts'

/** The program of a child that reads and scales pictures. */
serveRequests(isPictureRequest, respond)

async function respond({ size, ...request }: PictureRequest): Promise<PictureAnswer> {
  const picture = await (request.isEmbedded ? embedded(request) : inFile(request)).catch(unreadable)
  if (picture === null || 'kind' in picture) return picture
  if (size === null)
    return picture.length > MAX_ORIGINAL_BYTES ? null : { kind: 'original', bytes: Uint8Array.from(picture) }
  try {
    const { covers, colour } = scaledPicture(picture, size)
    return { kind: 'scaled', covers: [...covers], colour: [...colour] }
  } catch (error) {
    // A decoder that was left in the middle of its work takes no other picture: the pool starts another process.
    setImmediate(() => process.exit())
    return unreadable(error)
  }
}

/** Null when it is the fault of the picture: parsers throw errors without a code, and a RangeError where memory is short. */
function unreadable(error: unknown): Extract<PictureAnswer, { kind: 'unreadable' }> | null {
  if (!(error instanceof Error)) return null
  const isPassing = 'code' in error || error instanceof RangeError
  return isPassing ? { kind: 'unreadable', why: error.message.slice(0, LONGEST_WHY) } : null
}

async function embedded(file: FileRequest): Promise<Uint8Array | null> {
  const { common } = await readMetadata(file, { duration: false })
  return shownPicture(common.picture)
}

async function inFile({ library, path }: FileRequest): Promise<Uint8Array | null> {
  const { handle, status } = await openInside(library, path)
  try {
    if (status.size > BigInt(MAX_PICTURE_BYTES)) return null
    const bytes = await handle.readFile()
    return canBeShown(bytes) ? bytes : null
  } finally {
    await handle.close()
  }
}
