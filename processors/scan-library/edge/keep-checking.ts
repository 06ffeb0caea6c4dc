import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { AudioReference, LibraryCheck, TrackId } from '../../../schemas/generated.ts'
import type { MaterialisedTable } from '../../../streams/engine/runtime/context.ts'
import { checkAfter, checkOf, dueInMs, roundOf, scanRequestedAt, shareOf } from '../library-check.ts'
import type { CheckedFile } from '../library-check.ts'
import { contentHash, soundHash } from './content-hash.ts'
import { whyUnreadable } from './walk.ts'

/** The share of its time that the check reads, unless it was requested: a disk and a network have other work. */
const DUTY = 0.1
/** How often the place is written while a round goes on, ms: after a restart so much is read again. */
const WRITE_EVERY_MS = 60_000
/** The longest wait of a timer; a share that is due then is looked for again. */
const LONGEST_WAIT_MS = 3_600_000

export interface CheckOptions {
  readonly instance: string
  /** Days in which every file is read; 0: only on request. */
  readonly days: number
  /** Follows its topic. */
  readonly references: ReadonlyMap<TrackId, AudioReference>
  readonly checks: MaterialisedTable<ReadonlyMap<string, LibraryCheck>>
  readonly log: Logger
  readonly signal: AbortSignal
  /** Epoch ms. */
  now(): number
  /** Called for a file that has changed though its size and time have not. */
  onChanged(file: CheckedFile): void
  /** Resolves once a scan has read all files that `onChanged` was called for. */
  scanned(): Promise<void>
  /** Called when a scan was requested that reads no more than it must. */
  onScanRequest(): void
  send(check: LibraryCheck): Promise<void>
}

/**
 * Reads files again that look unchanged: some each hour, and all of them on request, also on one that was made while nobody
 * read. Its place is written to Kafka, so that a restart goes on from there.
 * @throws the signal's reason, and what `send` throws.
 */
export async function keepChecking(options: CheckOptions): Promise<void> {
  const { checks, days, instance, signal, now } = options
  let wake = (): void => undefined
  const scanRequest = () => scanRequestedAt(checks.content)
  let answered = scanRequest()
  const unsubscribe = checks.onChange(() => {
    if (scanRequest() > answered) {
      answered = scanRequest()
      options.onScanRequest()
    }
    wake()
  })
  let check = checkOf(checks.content, instance)
  try {
    for (;;) {
      signal.throwIfAborted()
      check = newest(check, checkOf(checks.content, instance))
      const isDue = check.isFull || (days > 0 && dueInMs(check, now()) === 0)
      if (isDue) check = await readShare(check, options)
      else {
        const woken = new Promise<void>((resolve) => (wake = resolve))
        const stop = new AbortController()
        const waitMs = days > 0 ? dueInMs(check, now()) : LONGEST_WAIT_MS
        const waited = delay(waitMs, undefined, { signal: AbortSignal.any([signal, stop.signal]) }).catch(
          () => undefined,
        )
        await Promise.race([woken, waited])
        stop.abort()
      }
    }
  } finally {
    unsubscribe()
  }
}

/** Reads every file if that was requested and has not been done: for a library that is scanned once. */
export async function checkWhenRequested(options: CheckOptions): Promise<void> {
  const check = checkOf(options.checks.content, options.instance)
  if (check.isFull) await readShare(check, options)
}

/** What is read back of this check's own records may be behind it. */
function newest(own: LibraryCheck, read: LibraryCheck): LibraryCheck {
  return (read.requestedAt ?? 0) > (own.requestedAt ?? 0) ? read : own
}

/** Reads the rest of a requested round, or an hour's share of files. @returns the check after it. */
async function readShare(begun: LibraryCheck, options: CheckOptions): Promise<LibraryCheck> {
  const { references, instance, days, now, log, signal } = options
  const { left, files } = roundOf(references, instance, begun)
  const share = begun.isFull ? left : left.slice(0, shareOf(files, days))
  let check = begun
  let writtenAt = now()
  for (const file of share) {
    const startedMs = performance.now()
    const isChanged = await hasChanged(file, options)
    if (isChanged) options.onChanged(file)
    check = checkAfter(check, file, { readFiles: 1, changedFiles: isChanged ? 1 : 0 }, begun.readAt ?? now())
    if (now() - writtenAt >= WRITE_EVERY_MS) {
      writtenAt = now()
      await sendPlace(check, options)
    }
    const tookMs = performance.now() - startedMs
    if (!check.isFull) await delay(tookMs / DUTY - tookMs, undefined, { signal })
    if (isReplaced(check, options)) return check
  }
  if (check.isFull)
    log.info(
      { userFacing: true },
      `Every file of the library was read: ${check.readFiles} files, of which ${check.changedFiles} had changed.`,
    )
  const after =
    share.length === left.length
      ? checkAfter(check, null, { readFiles: 0, changedFiles: 0 }, now())
      : { ...check, readAt: now() }
  await sendPlace(after, options)
  return after
}

/** A place behind a file that has changed says that a scan has read it: after a restart nothing else would. */
async function sendPlace(check: LibraryCheck, { scanned, send, signal }: CheckOptions): Promise<void> {
  signal.throwIfAborted()
  const stopped = new AbortController()
  const aborted = once(signal, 'abort', { signal: stopped.signal }).catch(() => undefined)
  try {
    await Promise.race([scanned(), aborted])
  } finally {
    stopped.abort()
  }
  signal.throwIfAborted()
  await send(check)
}

/** Whether a newer request has come. */
function isReplaced(check: LibraryCheck, { checks, instance }: CheckOptions): boolean {
  return (checkOf(checks.content, instance).requestedAt ?? 0) > (check.requestedAt ?? 0)
}

/** @throws the signal's reason. */
async function hasChanged(file: CheckedFile, { log, signal }: CheckOptions): Promise<boolean> {
  try {
    if (file.contentHash !== null) return (await contentHash(file, signal)) !== file.contentHash
    return (await soundHash(file, signal)) !== file.soundHash
  } catch (error) {
    signal.throwIfAborted()
    // A file that is gone, or has another size, is the next scan's. One that the disk cannot read any more says so nowhere else.
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code !== null && code !== 'ENOENT' && code !== 'ENOTDIR')
      log.warn(
        { library: file.library, path: file.path },
        `Could not read ${file.path} again: ${whyUnreadable(error)}.`,
      )
    return false
  }
}
