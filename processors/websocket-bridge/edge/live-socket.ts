import type { RawData, WebSocket } from 'ws'
import type { ListenerId } from '../../../schemas/generated.ts'
import { playId as asPlayId, trackId } from '../../../schemas/generated.ts'
import { CLOSED_FORGOTTEN } from '../../../schemas/live.ts'
import type { FeedbackMessage, PlayMessage, RefusalCode } from '../../../schemas/live.ts'
import { isArtist } from '../links.ts'
import { playedNames } from '../history.ts'
import type { Catalogue } from '../catalogue.ts'
import { parsePlayerMessage, playRecordOf } from '../protocol.ts'
import type { Followed, PlayedNames } from '../protocol.ts'
import { fullBucket, takeToken } from '../token-bucket.ts'
import { trackInLibrary } from './library.ts'
import type { Library } from './library.ts'
import type { Metrics } from './metrics.ts'
import { createOutbox } from './outbox.ts'
import type { SendQueue } from './outbox.ts'
import { RefusedPlay } from './play-writer.ts'
import type { PlayWriter } from './play-writer.ts'

/** Messages beyond what a listener may send, each answered by a refusal. No player sends as many: beyond this it is cut. */
const REFUSED_RATE = { perSecond: 100, burst: 2_000 }
const MAX_MISSED_PONGS = 2
/** Time for a player to close after the close frame, before its connection is cut. */
const CLOSE_WITHIN_MS = 5_000

/** WebSocket close codes, RFC 6455 section 7.4.1 and the IANA registry. */
const TRY_AGAIN_LATER = 1013

/** Why the bridge itself closes a socket. */
export const CLOSING = {
  stop: { code: 1001, reason: 'the service stops' },
  logout: { code: 1008, reason: 'logged out' },
  forgotten: { code: 1008, reason: CLOSED_FORGOTTEN },
} as const

export interface LiveSocket extends Pick<SendQueue, 'sendNewest'> {
  readonly listener: ListenerId
  /** Whether the player asked to be told of it. */
  follows(what: Followed): boolean
  /** Called at a steady pace: asks for a sign of life, or cuts the connection when the last ones stayed away. */
  heartbeat(): void
  close(why: keyof typeof CLOSING): void
}

export interface LiveParts {
  readonly library: Library
  readonly writer: PlayWriter
  readonly metrics: Metrics
  /** How the models do; null while nothing is known. */
  readonly feedback: () => FeedbackMessage | null
  readonly onError: (error: unknown) => void
}

/**
 * Serves one connected player: takes its plays, each answered by an acknowledgement or an error.
 * @param takesMessage whether its listener may send one more message.
 */
export function serveSocket(
  socket: WebSocket,
  listener: ListenerId,
  parts: LiveParts,
  takesMessage: () => boolean,
): LiveSocket {
  const { library, writer, metrics, feedback, onError } = parts
  let cut = false
  const following = new Set<Followed>()

  const cutOff = (why: 'too-slow' | 'too-fast', reason: string) => {
    if (cut) return
    cut = true
    metrics.cut.inc({ why })
    socket.close(TRY_AGAIN_LATER, reason)
    setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref()
  }
  const outbox = createOutbox(socket, () => cutOff('too-slow', 'too slow'))

  const refuse = (code: RefusalCode, playId: string | null) => {
    metrics.playsRefused.inc({ code })
    outbox.send(playId === null ? { type: 'error', code } : { type: 'error', code, playId })
  }

  const store = async (message: PlayMessage, names: PlayedNames): Promise<void> => {
    const { playId } = message
    const stopTimer = metrics.playToAck.startTimer()
    try {
      const position = await writer.write(listener, playRecordOf(message, listener, Date.now(), names))
      stopTimer()
      metrics.playsAccepted.inc()
      outbox.send({ type: 'ack', playId, ...position })
    } catch (error) {
      if (!(error instanceof RefusedPlay)) onError(error)
      refuse(error instanceof RefusedPlay ? error.code : 'not-stored', playId)
    }
  }

  const isTooFast = messageLimit(takesMessage, () => cutOff('too-fast', 'too fast'))

  const take = (raw: RawData, isBinary: boolean) => {
    if (cut) return
    const tooFast = isTooFast()
    const parsed = parsePlayerMessage(isBinary || !Buffer.isBuffer(raw) ? '' : raw.toString('utf8'))
    if (parsed.kind === 'refused') {
      refuse(parsed.code, parsed.playId)
      return
    }
    if (parsed.kind === 'follow') {
      following.add(parsed.what)
      const known = parsed.what === 'feedback' ? feedback() : null
      if (known !== null) outbox.sendNewest(known)
      return
    }
    const { playId, trackId: id } = parsed.message
    // What takes a play back names the play: its track may be gone.
    const isOfPlay = parsed.message.event === 'retracted' && parsed.message.retracts != null
    const track = trackInLibrary(library.catalogue.content, trackId(id)) ?? (isOfPlay ? trackId(id) : null)
    if (track === null) refuse('unknown-track', playId)
    else if (!namesArtist(library.catalogue.content, parsed.message)) refuse('bad-message', playId)
    else if (tooFast) {
      writer.postponed(listener, asPlayId(playId))
      refuse('too-fast', playId)
    } else void store({ ...parsed.message, trackId: track }, playedNames(library.catalogue.content, track))
  }

  socket.on('message', take)
  outbox.send({ type: 'welcome', listenerId: listener })

  return {
    listener,
    follows: (what) => following.has(what),
    sendNewest: outbox.sendNewest,
    heartbeat: heartbeatOf(socket, () => metrics.cut.inc({ why: 'no-pong' })),
    close(why) {
      socket.close(CLOSING[why].code, CLOSING[why].reason)
      setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref()
    },
  }
}

/** Whether a never names an artist of the library; one that is gone can still be allowed. */
const namesArtist = (content: Catalogue, { event, artistId }: PlayMessage): boolean =>
  event !== 'neverArtist' || (artistId != null && isArtist(content, artistId))

/** @returns to be called at a steady pace. @param silent called when the connection is cut, as no sign of life has come. */
function heartbeatOf(socket: WebSocket, silent: () => void): () => void {
  let missedPongs = 0
  socket.on('pong', () => {
    missedPongs = 0
  })
  return () => {
    if (missedPongs >= MAX_MISSED_PONGS) {
      silent()
      socket.terminate()
      return
    }
    missedPongs += 1
    socket.ping()
  }
}

/** @returns whether one more message is too many; when even those that were too many are, `flooded` is called. */
function messageLimit(takesMessage: () => boolean, flooded: () => void): () => boolean {
  let refusals = fullBucket(REFUSED_RATE, performance.now())
  return () => {
    if (takesMessage()) return false
    const left = takeToken(refusals, REFUSED_RATE, performance.now())
    refusals = left ?? refusals
    if (left === null) flooded()
    return true
  }
}
