import { realpath } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { audioReferences, indexUpdates } from '../../schemas/topics.ts'
import type { InputOf } from '../../streams/engine/topic.ts'
import { backoff } from '../../streams/engine/backoff.ts'
import type { Config } from '../../streams/app/config.ts'
import { SlipstreamError } from '../../streams/engine/errors.ts'
import { startChild } from './edge/child.ts'
import type { ChildLimits, Outcome } from './edge/child.ts'
import { findFfmpeg } from './edge/ffmpeg.ts'
import { openChildPool } from './edge/pool.ts'
import { PROTOCOL, isResponse } from './edge/request.ts'
import type { AnalysisRequest } from './edge/request.ts'
import type { Analysis, Rejection, RejectionCode } from './analysis.ts'

export interface AnalyserPool {
  /**
   * Listens to the file of a reference in a process of its own.
   * @throws {SlipstreamError} a retriable one, when `signal` aborts or this is closed first: nothing is known of the file then.
   */
  analyse(record: InputOf<typeof audioReferences | typeof indexUpdates>, signal: AbortSignal): Promise<Analysis>
  /** Files that are listened to at the same time; more wait their turn. */
  readonly concurrency: number
  /** Whether files are heard that need ffmpeg. */
  hasFfmpeg(): Promise<boolean>
  /** Resolves when no process is left. */
  close(): Promise<void>
}

export interface AnalyserPoolOptions extends ChildLimits {
  readonly concurrency: number
  readonly worker: URL
  readonly longestMs: number
  /** Where programs are looked for, as in PATH. */
  readonly programs: string
}

const HOUR_MS = 3_600_000
const WORKER = new URL('edge/worker.ts', import.meta.url)

/**
 * Questions per process. Its memory is flat from the first dozens on, and a start costs as much as a short file many times
 * over; but whatever a damaged file may have done to it comes to an end.
 */
const QUESTIONS_PER_CHILD = 500

/** Opens the ears: processes are started when the first files come. */
export function openAnalyserPool(
  config: Config,
  log: Logger,
  options: Partial<AnalyserPoolOptions> = {},
): AnalyserPool {
  const { concurrency, worker, longestMs, programs, ...limits } = { ...optionsOf(config), ...options }
  const poolOf = (mayStartProcesses: boolean) =>
    openChildPool({
      size: concurrency,
      requestsPerChild: QUESTIONS_PER_CHILD,
      start: (folder, stop) =>
        startChild({ module: worker, folders: [folder], mayStartProcesses }, PROTOCOL, limits, stop),
      onStartFailed: (error, failures) =>
        log.warn({ err: error, failures }, 'Decoding cannot begin yet. Trying again.'),
    })
  const pool = poolOf(false)
  const poolForFfmpeg = poolOf(true)
  const ffmpeg = findFfmpeg(programs)

  const listen = async (question: AnalysisRequest, signal: AbortSignal): Promise<Analysis> => {
    const { path } = question
    for (let failures = 1; ; failures += 1) {
      const asked = question.ffmpeg === null ? pool : poolForFfmpeg
      const outcome = await asked.request(question, question.library, signal)
      if (outcome.kind !== 'answered') {
        log.warn({ path, outcome }, 'A file was given up.')
        return givenUp(outcome, path, limits)
      }
      if (!isResponse(outcome.message)) throw new Error(`What the decoding process said of "${path}" is no answer.`)
      if (outcome.message.kind === 'analysed') return outcome.message.analysis
      log.warn({ path, why: outcome.message.message, failures }, 'The machine is short of something. Trying again.')
      await delay(backoff(failures), undefined, { signal })
    }
  }

  return {
    concurrency,
    async analyse({ topic, key, value }, signal) {
      if (topic !== 'audio-references' || value === null)
        throw new Error(`There is no file to listen to for ${key}: it is gone.`)
      const { path } = value
      try {
        const library = await realpath(value.library).catch(() => value.library)
        const question = { library, path, longestMs, ...limits, ffmpeg: null }
        const heard = await listen(question, signal)
        const program = heard.ok || heard.code !== 'needs-ffmpeg' ? null : await ffmpeg
        return program === null ? heard : await listen({ ...question, ffmpeg: program }, signal)
      } catch (cause) {
        const message = `Listening to "${path}" was broken off. It is listened to after the next start.`
        throw new SlipstreamError('processor-failed', message, { retriable: true, cause })
      }
    },
    async hasFfmpeg() {
      return (await ffmpeg) !== null
    },
    async close() {
      await Promise.all([pool.close(), poolForFfmpeg.close()])
    },
  }
}

function optionsOf(config: Config): AnalyserPoolOptions {
  return {
    concurrency: availableParallelism(),
    worker: WORKER,
    programs: process.env['PATH'] ?? '',
    longestMs: config.SLIPSTREAM_DECODE_HOURS * HOUR_MS,
    answerMs: config.SLIPSTREAM_DECODE_SECONDS * 1000,
    residentBytes: config.SLIPSTREAM_DECODE_MEMORY_MIB * 2 ** 20,
  }
}

function givenUp(outcome: Exclude<Outcome, { kind: 'answered' }>, path: string, limits: ChildLimits): Rejection {
  const because = (code: RejectionCode, what: string): Rejection => ({
    ok: false,
    code,
    message: `"${path}" ${what}, so it was given up; other files are not affected. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.`,
  })
  switch (outcome.kind) {
    case 'crashed':
      return because('decoder-crashed', 'crashed its decoder twice')
    case 'timed-out':
      return because('decoder-timed-out', `kept its decoder busy for more than ${limits.answerMs / 1000} s`)
    case 'too-large':
      return because('decoder-too-large', `made its decoder take more than ${limits.residentBytes / 2 ** 20} MiB`)
  }
}
