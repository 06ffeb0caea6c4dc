import { realpath } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { AudioReference } from '../../schemas/generated.ts'
import type { audioReferences, indexUpdates } from '../../schemas/topics.ts'
import { backoff } from '../../streams/engine/backoff.ts'
import { SlipstreamError } from '../../streams/engine/errors.ts'
import { openChildPool } from '../../streams/engine/sandbox/child-pool.ts'
import { startChild } from '../../streams/engine/sandbox/child.ts'
import type { ChildLimits, Outcome } from '../../streams/engine/sandbox/child.ts'
import type { InputOf } from '../../streams/engine/topic.ts'
import { checkKernel } from '../shared/features/kernel-check.ts'
import type { KernelCheck } from '../shared/features/kernel-check.ts'
import type { KernelName } from '../shared/features/kernels.ts'
import type { Analysis, Rejection, RejectionCode } from './analysis.ts'
import { findFfmpeg } from '../shared/ffmpeg/find-ffmpeg.ts'
import { analyseWhenThere, ANSWERS_WITHIN_MS, libraryWatch } from './edge/library-watch.ts'
import { PROTOCOL, isResponse } from './edge/request.ts'
import type { AnalysisRequest } from './edge/request.ts'
import { singleFlight } from './edge/single-flight.ts'

export interface AnalyserPool {
  /**
   * Analyses the file of a reference in a process of its own.
   * @throws {SlipstreamError} a retriable one, when `signal` aborts or the pool is closed first: nothing is known of the file.
   */
  analyse(record: InputOf<typeof audioReferences | typeof indexUpdates>, signal: AbortSignal): Promise<Analysis>
  /** Files that are analysed at the same time; more wait in a queue. */
  readonly concurrency: number
  /** Whether files can be decoded that need ffmpeg. */
  hasFfmpeg(): Promise<boolean>
  /** Resolves when no process is left. */
  close(): Promise<void>
}

export interface DecodingSettings extends ChildLimits {
  /** Longest sound that is analysed; a longer file is rejected. */
  readonly longestMs: number
}

export interface AnalyserPoolOptions extends DecodingSettings {
  readonly concurrency: number
  /** The program of a child. */
  readonly worker: URL
  /** Folders to search for ffmpeg, as in PATH. */
  readonly programs: string
  /** The library folders: no file of another folder is opened. Null: those who ask chose the files themselves. */
  readonly libraryFolders: readonly string[] | null
  /** Names this Slipstream; null: there is no other that could open a file. */
  readonly instance: string | null
  /** Chooses the kernel for all children: they are the same program on the same machine. */
  readonly checkKernel: () => KernelCheck
}

const WORKER = new URL('edge/worker.ts', import.meta.url)

/**
 * Requests after which a child is replaced. Its memory is flat after some dozens, and a start costs as much as many short
 * files; but it bounds the effect of whatever a damaged file may have done to the process.
 */
const REQUESTS_PER_CHILD = 500

const DEFAULTS = {
  concurrency: availableParallelism(),
  worker: WORKER,
  programs: process.env['PATH'] ?? '',
  libraryFolders: null,
  instance: null,
  checkKernel,
}

/** Opens the pool of analysers. Processes are started when the first files come. */
export function openAnalyserPool(
  settings: DecodingSettings,
  log: Logger,
  options: Partial<AnalyserPoolOptions> = {},
): AnalyserPool {
  const all = { ...DEFAULTS, ...settings, ...options }
  const { concurrency, worker, longestMs, programs, answerMs, residentBytes, checkKernel: check } = all
  const limits = { answerMs, residentBytes }
  const poolOf = (mayStartProcesses: boolean) =>
    openChildPool({
      size: concurrency,
      requestsPerChild: REQUESTS_PER_CHILD,
      start: (folder, abort) =>
        startChild({ module: worker, folders: [folder], mayStartProcesses }, PROTOCOL, limits, abort),
      onStartFailed: (error, failures) =>
        log.warn({ err: error, failures }, 'A process for decoding did not start. Trying again.'),
    })
  const pool = poolOf(false)
  const poolForFfmpeg = poolOf(true)
  const ffmpeg = findFfmpeg(programs)
  const kernel = chosenKernel(check, log)
  const watch = libraryWatch()

  /** The response to a request, which is repeated for as long as it fails for transient reasons. */
  const respond = async (request: AnalysisRequest, signal: AbortSignal): Promise<Analysis> => {
    const { path } = request
    for (let failures = 1; ; failures += 1) {
      const children = request.ffmpeg === null ? pool : poolForFfmpeg
      const outcome = await children.request(request, request.library, signal)
      if (outcome.kind !== 'answered') {
        log.warn({ path, outcome, userFacing: false }, 'A file was rejected: its decoding failed.')
        return rejectionBy(outcome, path, limits)
      }
      if (!isResponse(outcome.message)) throw new Error(`The decoding process sent no valid response for "${path}".`)
      if (outcome.message.kind === 'analysed') return outcome.message.analysis
      log.warn({ path, why: outcome.message.message, failures }, 'The machine lacks a resource. Trying again.')
      await delay(backoff(failures), undefined, { signal })
    }
  }

  const respondByAny = async (request: AnalysisRequest, signal: AbortSignal): Promise<Analysis> => {
    const analysis = await respond(request, signal)
    const program = analysis.ok || analysis.code !== 'needs-ffmpeg' ? null : await ffmpeg
    return program === null ? analysis : await respond({ ...request, ffmpeg: program }, signal)
  }

  return {
    concurrency,
    async analyse({ topic, key, value }, signal) {
      if (topic !== 'audio-references' || value === null) {
        throw new Error(`There is no file to analyse for the record of ${key}.`)
      }
      const { path, startMs, endMs } = value
      try {
        const library = await realOf(value.library)
        const refused = await refusal(value, library, all)
        if (refused !== null) return refused
        const request = { library, path, startMs, endMs, longestMs, ...limits, ffmpeg: null, kernel }
        return await analyseWhenThere(watch, request, respondByAny, signal)
      } catch (cause) {
        const message = `The analysis of "${path}" was aborted. It is repeated after the next start.`
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

const realPath = singleFlight((folder) => realpath(folder))

/** The path without symbolic links, as far as the folder can be reached and answers. */
const realOf = (folder: string): Promise<string> =>
  Promise.race([realPath(folder).catch(() => folder), delay(ANSWERS_WITHIN_MS, folder, { ref: false })])

/** Why a file is not opened; null when it is in a folder that was given. */
async function refusal(
  { path, scannedBy }: AudioReference,
  library: string,
  { libraryFolders, instance }: Pick<AnalyserPoolOptions, 'libraryFolders' | 'instance'>,
): Promise<Rejection | null> {
  if (await isConfigured(library, libraryFolders)) return null
  const isOfAnother = instance !== null && scannedBy !== null && scannedBy !== instance
  return isOfAnother ? ofAnother(path) : notConfigured(path)
}

/** Whether a folder is one of those, or lies in one. */
async function isConfigured(library: string, folders: readonly string[] | null): Promise<boolean> {
  if (folders === null) return true
  const real = await Promise.all(folders.map(realOf))
  return real.some((folder) => library === folder || library.startsWith(folder.endsWith(sep) ? folder : folder + sep))
}

const ofAnother = (path: string): Rejection => ({
  ok: false,
  code: 'of-another-instance',
  message: `"${path}" is in a folder of another Slipstream, which analyses it.`,
})

const notConfigured = (path: string): Rejection => ({
  ok: false,
  code: 'folder-not-configured',
  message: `"${path}" is in a folder that this Slipstream was not given, so it is not opened. Start with that folder too.`,
})

function chosenKernel(check: () => KernelCheck, log: Logger): KernelName {
  const begin = performance.now()
  const { kernel, fault } = check()
  const elapsedMs = Math.round(performance.now() - begin)
  if (fault === null) log.info({ kernel, elapsedMs }, 'The kernel agrees with Meyda.')
  else log.warn({ kernel, fault, elapsedMs }, 'Features are computed by Meyda, which is slower.')
  return kernel
}

function rejectionBy(
  outcome: Exclude<Outcome, { kind: 'answered' }>,
  path: string,
  { answerMs, residentBytes }: ChildLimits,
): Rejection {
  const because = (code: RejectionCode, what: string): Rejection => ({
    ok: false,
    code,
    message: `"${path}" ${what}, so it was given up; other files are not affected. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.`,
  })
  switch (outcome.kind) {
    case 'crashed':
      return because('decoder-crashed', 'crashed its decoder twice')
    case 'timed-out':
      return because('decoder-timed-out', `kept its decoder busy for more than ${answerMs / 1000} s`)
    case 'too-large':
      return because('decoder-too-large', `made its decoder take more than ${residentBytes / 2 ** 20} MiB`)
  }
}
