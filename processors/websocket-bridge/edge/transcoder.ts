import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { sandboxed } from '../../../streams/engine/sandbox/sandbox.ts'
import type { Ffmpeg } from '../../shared/ffmpeg/find-ffmpeg.ts'
import { piped } from '../../shared/ffmpeg/piped.ts'
import { Problem } from '../problem.ts'
import { FRAME_BYTES, mp3Bytes, mp3Command, silentFrame } from '../transcoded-mp3.ts'
import type { TrackPart } from '../transcoded-mp3.ts'
import type { DiskCache } from './disk-cache.ts'

/** One for each processor of a small machine: the second waits no longer for its first bytes than a person does. */
const MAX_RUNNING = 2
/** A player that seeks closes its request and makes another. */
const UNUSED_MS = 10_000
const LIMITS = { dataBytes: 2 ** 29, cpuSeconds: 3_600 }
const CHUNK_BYTES = 65_536

/** A file that is transcoded, at most once at a time. */
export interface TranscodedFile {
  /** In the end; the rest is still being made. */
  readonly sizeBytes: number
  /** Bytes of it, as soon as they are made. `last` is inclusive. */
  read(first: number, last: number): AsyncGenerator<Uint8Array>
  /** To be called once nobody reads any more. */
  close(): void
}

export interface TranscodingRequest {
  /** Names the content. */
  readonly name: string
  readonly demuxer: string
  readonly part: TrackPart
  /** Of the part. */
  readonly durationMs: number
  /** Opens the file; it is closed again. */
  open(): Promise<FileHandle>
}

export interface Transcoder {
  /**
   * The file as MP3, from the cache or from ffmpeg.
   * @throws {Problem} `needs-ffmpeg`, `too-busy`, or `undecodable` when not a frame could be made of it.
   */
  transcoded(request: TranscodingRequest): Promise<TranscodedFile>
  close(): Promise<void>
}

/** Stands for one ffmpeg: running until `ended`, whose bytes go into a draft. */
interface Job {
  readonly path: string
  readonly sizeBytes: number
  writtenBytes: number
  hasEnded: boolean
  users: number
  readonly kill: () => void
  readonly ended: Promise<void>
  /** Resolves when there are more bytes, or it has ended. */
  progress(): Promise<void>
}

export function openTranscoder(ffmpeg: Promise<Ffmpeg | null>, cache: DiskCache): Transcoder {
  const running = new Map<string, Job>()
  let lastTurn: Promise<unknown> = Promise.resolve()

  const begin = (program: Ffmpeg, { name, demuxer, part, durationMs, open: openFile }: TranscodingRequest): Job => {
    const draft = cache.draft(name)
    const command = mp3Command(program, demuxer, part)
    const job = startJob({ command, demuxer, openFile, draft, sizeBytes: mp3Bytes(durationMs) })
    running.set(name, job)
    void job.ended
      .then(async () => {
        if (job.writtenBytes === job.sizeBytes) await cache.keep(name, draft)
        else await rm(draft, { force: true }) // who has it open reads on
      })
      .catch(() => undefined)
      .finally(() => {
        if (running.get(name) === job) running.delete(name)
      })
    return job
  }

  /** Ends what nobody hears, if there is no room else. */
  const makeRoom = async (): Promise<void> => {
    if (running.size < MAX_RUNNING) return
    const unused = [...running].find(([, { users }]) => users === 0)
    if (unused === undefined)
      throw new Problem('too-busy', 'Too many tracks are being made playable: ask again in a moment.')
    const [name, job] = unused
    running.delete(name)
    job.kill()
    await job.ended
  }

  /** The job of a request, with one user more. One after another: what makes room waits, and what it makes is for itself. */
  const jobOf = (program: Ffmpeg, request: TranscodingRequest): Promise<Job> => {
    const turn = lastTurn.then(async () => {
      if (!running.has(request.name)) await makeRoom()
      const job = running.get(request.name) ?? begin(program, request)
      job.users += 1
      return job
    })
    lastTurn = turn.catch(() => undefined)
    return turn
  }

  return {
    async transcoded(request) {
      const kept = cache.find(request.name)
      if (kept !== null) return keptFile(kept)
      const program = await ffmpeg
      if (program === null)
        throw new Problem(
          'needs-ffmpeg',
          'This browser does not play the format of this track, and ffmpeg, which makes it playable, is not installed where Slipstream runs.',
        )
      const job = await jobOf(program, request)
      while (job.writtenBytes === 0 && !job.hasEnded) await job.progress()
      if (job.writtenBytes > 0) return runningFile(job)
      job.users -= 1
      throw new Problem(
        'undecodable',
        'ffmpeg finds no sound in the file of this track: it is damaged, or of an unknown format.',
      )
    },
    async close() {
      const jobs = [...running.values()]
      for (const job of jobs) job.kill()
      await Promise.all(jobs.map(({ ended }) => ended))
    },
  }
}

async function keptFile(path: string): Promise<TranscodedFile> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    return {
      sizeBytes: size,
      read: (first, last) => bytesOf(handle, first, last, () => Promise.resolve(size)),
      close: () => void handle.close().catch(() => undefined),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function runningFile(job: Job): TranscodedFile {
  const handle = open(job.path)
  handle.catch(() => undefined) // told to the reader, which may not wait for it yet
  const available = async (end: number) => {
    while (job.writtenBytes < end && !job.hasEnded) await job.progress()
    return job.writtenBytes
  }
  let isOpen = true
  return {
    sizeBytes: job.sizeBytes,
    async *read(first, last) {
      yield* bytesOf(await handle, first, last, available)
    },
    close() {
      if (!isOpen) return
      isOpen = false
      job.users -= 1
      handle.then((opened) => opened.close()).catch(() => undefined)
      setTimeout(() => {
        if (job.users === 0) job.kill()
      }, UNUSED_MS).unref()
    },
  }
}

async function* bytesOf(
  handle: FileHandle,
  first: number,
  last: number,
  available: (end: number) => Promise<number>,
): AsyncGenerator<Uint8Array> {
  for (let at = first; at <= last;) {
    const end = Math.min(last + 1, at + CHUNK_BYTES)
    const length = Math.min(end, await available(end)) - at
    if (length <= 0) throw new Error('A transcoding ended before its end.')
    const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, at)
    if (bytesRead === 0) throw new Error('A transcoded file is shorter than it was.')
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

interface Running {
  readonly command: ReturnType<typeof mp3Command>
  readonly demuxer: string
  readonly openFile: () => Promise<FileHandle>
  readonly draft: string
  readonly sizeBytes: number
}

/** What ffmpeg makes beyond the promised length is cut off, what it lacks is silence: some frames at the end. */
function startJob({ command, demuxer, openFile, draft, sizeBytes }: Running): Job {
  const abort = new AbortController()
  let wake: () => void = () => undefined
  let next = new Promise<void>((resolve) => (wake = resolve))
  const job = {
    path: draft,
    sizeBytes,
    writtenBytes: 0,
    hasEnded: false,
    users: 0,
    kill: () => abort.abort(),
    ended: Promise.resolve(),
    progress: () => next,
  }
  const advance = () => {
    wake()
    next = new Promise((resolve) => (wake = resolve))
  }
  const run = async () => {
    const out = await open(draft, 'w')
    const file = await openFile().catch(async (error: unknown) => {
      await out.close()
      throw error
    })
    const write = async (bytes: Uint8Array) => {
      const kept = bytes.subarray(0, sizeBytes - job.writtenBytes)
      await out.write(kept)
      job.writtenBytes += kept.length
      advance()
    }
    try {
      for await (const bytes of throughFfmpeg(command, demuxer, file, abort.signal)) await write(bytes)
      const isSilent = job.writtenBytes === 0 || abort.signal.aborted
      if (!isSilent) await write(silence(sizeBytes - job.writtenBytes))
    } finally {
      await Promise.all([out.close(), file.close()])
    }
  }
  job.ended = run()
    .catch(() => undefined)
    .finally(() => {
      job.hasEnded = true
      advance()
    })
  return job
}

/** Behind a frame that may be cut. */
function silence(bytes: number): Uint8Array {
  const all = new Uint8Array(bytes)
  for (let at = bytes % FRAME_BYTES; at < bytes; at += FRAME_BYTES) all.set(silentFrame(), at)
  return all
}

async function* throughFfmpeg(
  command: Running['command'],
  demuxer: string,
  file: FileHandle,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const [program, ...args] = await sandboxed(command, LIMITS)
  const child = spawn(program, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] })
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  if (signal.aborted) kill()
  const fed = feed(
    child.stdin,
    piped(file, demuxer === 'mov', () => undefined),
  ).catch(kill)
  const ended = once(child, 'close').then(
    () => child.signalCode,
    () => null,
  )
  try {
    for await (const bytes of child.stdout) if (bytes instanceof Uint8Array) yield bytes
    const [, endedBy] = await Promise.all([fed, ended])
    // Cut short, by a limit or for want of memory: what is missing is not silent.
    if (endedBy !== null && !signal.aborted) throw new Error(`ffmpeg was ended by ${endedBy}`)
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
    await ended
  }
}

async function feed(pipe: NodeJS.WritableStream, source: AsyncIterable<Uint8Array>): Promise<void> {
  const gone = new Promise<boolean>((resolve) => {
    pipe.on('error', () => resolve(true)).on('close', () => resolve(true))
  })
  for await (const bytes of source)
    if (
      !pipe.write(bytes) &&
      (await Promise.race([
        once(pipe, 'drain').then(
          () => false,
          () => true,
        ),
        gone,
      ]))
    )
      return
  pipe.end()
}
