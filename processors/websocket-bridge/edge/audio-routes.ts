import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AudioReference } from '../../../schemas/generated.ts'
import { readArt, readAudio } from '../../../schemas/http.ts'
import { audioType, pictureType } from '../media-type.ts'
import { Problem } from '../problem.ts'
import { byteRange, isKnown, rangeStillHolds } from '../range.ts'
import { folderPicture } from './folder-picture.ts'
import type { ImageFile } from './folder-picture.ts'
import type { PictureReader } from './pictures.ts'
import { openLibraryFile } from './library-file.ts'
import type { LibraryFile } from './library-file.ts'
import type { LibraryReader } from './library.ts'
import { entryOf } from './library.ts'
import type { PathParameters } from './routes.ts'

/** Revalidated each time, as a file may change under its id; an unchanged one costs a 304. */
const AUDIO_CACHE = 'private, no-cache'
const ART_CACHE = 'private, max-age=86400'

/** Takes a place among the streams of an address. @returns how to give it back; null when there is none. */
export type TakesStream = (request: IncomingMessage) => (() => void) | null

/** The bytes of tracks and their covers: by track id only, never by a path that a client names. */
export function audioRoutes(
  app: FastifyInstance,
  library: LibraryReader,
  pictures: PictureReader,
  folders: readonly string[],
  takesStream: TakesStream,
): void {
  app.route<PathParameters>({
    method: ['GET', 'HEAD'],
    url: readAudio.path,
    async handler(request, reply) {
      const { reference } = entryOf(library().catalogue.content, request.params.id)
      const giveBack = takesStream(request.raw)
      if (giveBack === null)
        throw new Problem('too-many-streams', 'Stop some players of this address, or wait a minute.')
      whenOver(request, reply, giveBack)
      return sendAudio(request, reply, reference, await openLibraryFile(reference, folders))
    },
  })

  app.get<PathParameters>(readArt.path, async (request, reply) => {
    const { reference } = entryOf(library().catalogue.content, request.params.id)
    const { bytes, type, etag } = await pictureOf(reference)
    void reply.headers({ etag, 'cache-control': ART_CACHE, 'content-type': type })
    return isKnown(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(bytes)
  })

  /** The picture that the file embeds, else the one beside it. */
  async function pictureOf(reference: AudioReference): Promise<ImageFile & { readonly type: string }> {
    const bytes = reference.hasArt ? await pictures.read(reference, folders) : null
    const embedded = bytes && withType({ bytes, etag: `"${reference.contentHash}"` })
    const picture = embedded ?? withType(await folderPicture(reference, folders))
    if (picture) return picture
    throw new Problem('no-art', 'This track has no cover picture that can be shown: JPEG, PNG, GIF or WebP to 5 MiB.')
  }
}

function withType(picture: ImageFile | null): (ImageFile & { readonly type: string }) | null {
  const type = picture && pictureType(picture.bytes)
  return picture && type ? { ...picture, type } : null
}

async function sendAudio(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: AudioReference,
  file: LibraryFile,
): Promise<FastifyReply> {
  const { handle, sizeBytes, etag } = file
  void reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': AUDIO_CACHE })
  if (isKnown(request.headers['if-none-match'], etag)) {
    await handle.close()
    return reply.code(304).send()
  }
  // RFC 9110, section 14.2: a Range is for GET alone.
  const asked = request.method === 'GET' && rangeStillHolds(request.headers['if-range'], etag)
  const range = byteRange(asked ? request.headers.range : undefined, sizeBytes)
  if (range.kind === 'unsatisfiable') {
    await handle.close()
    void reply.header('content-range', `bytes */${sizeBytes}`)
    throw new Problem('range-not-satisfiable', `The file has ${sizeBytes} bytes: ask for some of these.`)
  }
  const first = range.kind === 'part' ? range.first : 0
  const last = range.kind === 'part' ? range.last : sizeBytes - 1
  void reply.headers({
    'content-type': audioType(reference.container, reference.path),
    'content-length': last - first + 1,
  })
  if (range.kind === 'part') void reply.code(206).header('content-range', `bytes ${first}-${last}/${sizeBytes}`)
  if (request.method === 'HEAD' || sizeBytes === 0) {
    await handle.close()
    return reply.send()
  }
  const stream = handle.createReadStream({ start: first, end: last })
  whenOver(request, reply, () => stream.destroy())
  return reply.send(stream)
}

/**
 * Calls back once, when a response has been sent or its connection has ended. Of a response that waits behind others of its
 * connection (pipelining) Node tells no end; of its request it does.
 */
function whenOver({ raw: request }: FastifyRequest, { raw: response }: FastifyReply, then: () => void): void {
  const over = () => {
    response.off('close', over)
    request.off('close', overWithConnection)
    then()
  }
  const overWithConnection = () => {
    if (request.socket.destroyed) over()
  }
  response.once('close', over)
  request.once('close', overWithConnection)
  overWithConnection()
}
