import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readAudio } from '../../../schemas/http.ts'
import { Problem } from '../problem.ts'
import { byteRange, isKnown, rangeStillHolds } from '../range.ts'
import { openLibraryFile } from './library-file.ts'
import type { LibraryReader } from './library.ts'
import { entryOf } from './library.ts'
import { parsedQuery } from './routes.ts'
import type { PathParameters } from './routes.ts'
import { fileAsItIs, playableAudio } from './sent-audio.ts'
import type { SentAudio } from './sent-audio.ts'
import type { Transcoder } from './transcoder.ts'

/** Revalidated each time, as a file may change under its id; an unchanged one costs a 304. */
const AUDIO_CACHE = 'private, no-cache'

/** Takes a place among the streams of an address. @returns how to give it back; null when there is none. */
export type TakesStream = (request: IncomingMessage) => (() => void) | null

/** The bytes of tracks: by track id only, never by a path that a client names. */
export function audioRoutes(
  app: FastifyInstance,
  library: LibraryReader,
  transcoder: Transcoder,
  folders: readonly string[],
  takesStream: TakesStream,
): void {
  const audioOf = async (id: string, isPlayable: boolean): Promise<SentAudio> => {
    const { content } = library().catalogue
    const { reference } = entryOf(content, id)
    const file = await openLibraryFile(reference, folders)
    if (!isPlayable) return fileAsItIs(file, reference)
    const durationMs = content.sounds.get(reference.trackId)?.durationMs ?? reference.durationMs
    const again = async () => (await openLibraryFile(reference, folders)).handle
    return playableAudio(file, reference, durationMs, transcoder, again)
  }

  app.route<PathParameters>({
    method: ['GET', 'HEAD'],
    url: readAudio.path,
    async handler(request, reply) {
      const { as } = parsedQuery(readAudio.query, request.query)
      entryOf(library().catalogue.content, request.params.id)
      const giveBack = takesStream(request.raw)
      if (giveBack === null)
        throw new Problem('too-many-streams', 'Stop some players of this address, or wait a minute.')
      whenOver(request, reply, giveBack)
      return sendAudio(request, reply, await audioOf(request.params.id, as === 'playable'))
    },
  })
}

function sendAudio(request: FastifyRequest, reply: FastifyReply, audio: SentAudio): FastifyReply {
  const { sizeBytes, etag, type } = audio
  void reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': AUDIO_CACHE })
  if (isKnown(request.headers['if-none-match'], etag)) {
    audio.close()
    return reply.code(304).send()
  }
  // RFC 9110, section 14.2: a Range is for GET alone.
  const asked = request.method === 'GET' && rangeStillHolds(request.headers['if-range'], etag)
  const range = byteRange(asked ? request.headers.range : undefined, sizeBytes)
  if (range.kind === 'unsatisfiable') {
    audio.close()
    void reply.header('content-range', `bytes */${sizeBytes}`)
    throw new Problem('range-not-satisfiable', `The file has ${sizeBytes} bytes: ask for some of these.`)
  }
  const first = range.kind === 'part' ? range.first : 0
  const last = range.kind === 'part' ? range.last : sizeBytes - 1
  void reply.headers({ 'content-type': type, 'content-length': last - first + 1 })
  if (range.kind === 'part') void reply.code(206).header('content-range', `bytes ${first}-${last}/${sizeBytes}`)
  if (request.method === 'HEAD' || sizeBytes === 0) {
    audio.close()
    return reply.send()
  }
  const stream = Readable.from(audio.read(first, last), { objectMode: false })
  stream.once('close', () => audio.close())
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
