import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Below this an answer fits into the first packets anyway. */
const LEAST_BYTES = 1024
/** Of 11: of a page of 500 tracks (400 kB) 4 makes a tenth in some milliseconds of a worker thread; 11 takes a second. */
const BROTLI_QUALITY = 4
const GZIP_LEVEL = 6
const JSON_TYPE = /^application\/(?:problem\+)?json\b/

type Encoding = 'br' | 'gzip'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** What a client takes, the smaller first (RFC 9110, section 12.5.3); null: nothing that is made here. */
export function encodingFor(accepted: string | undefined): Encoding | null {
  const taken = new Set(
    (accepted ?? '').split(',').flatMap((part) => {
      const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase())
      return parameters.some((each) => /^q=0(?:\.0*)?$/.test(each)) ? [] : [name]
    }),
  )
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : null
}

/**
 * Sends answers in JSON compressed. They hold no secret (the session is in a cookie that no page can read), and a page of another
 * site can ask for none of them, so that nothing is learnt from their length (BREACH).
 */
export function compressJson(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || !JSON_TYPE.test(String(reply.getHeader('content-type')))) return payload
    if (payload.length < LEAST_BYTES) return payload
    void reply.header('vary', 'accept-encoding')
    const encoding = encodingFor(request.headers['accept-encoding'])
    if (encoding === null) return payload
    const bytes = Buffer.from(payload)
    const smaller =
      encoding === 'br'
        ? await brotli(bytes, { params: brotliParameters(bytes.length) })
        : await gzipped(bytes, { level: GZIP_LEVEL })
    void reply.header('content-encoding', encoding).removeHeader('content-length')
    return smaller
  })
}

const brotliParameters = (length: number): Readonly<Record<number, number>> => ({
  [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  [constants.BROTLI_PARAM_SIZE_HINT]: length,
})
