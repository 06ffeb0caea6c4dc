import { opendir, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../../../streams/engine/backoff.ts'
import type { Analysis, Rejection, RejectionCode } from '../analysis.ts'
import type { AnalysisRequest } from './request.ts'
import { singleFlight } from './single-flight.ts'

/** Looks after the library folders whose disks may go away while files are analysed. */
export interface LibraryWatch {
  /** Takes note that a file of the folder was read: its disk is there. */
  sawFile(folder: string): Promise<void>
  /** Whether the folder was away when it was last looked at. */
  isAway(folder: string): boolean
  /**
   * Looks at the folder, and waits for it while it is away: until it is back, or it has been away for GRACE_MS.
   * @returns why it is away, for a sentence about it; null when it is there. @throws the reason of `signal`.
   */
  whyAway(folder: string, signal: AbortSignal): Promise<string | null>
}

/** A disk that is busy or a share that is remounted is back by then; for longer, other files should not wait. */
const GRACE_MS = 15_000
/** A folder that is away is looked at so often, however many files ask. */
const LOOK_EVERY_MS = 1_000
/** A mount whose server is gone may never answer. */
export const ANSWERS_WITHIN_MS = 5_000

export interface WatchOptions {
  /** Stats a folder; may never answer. */
  stat(folder: string): Promise<{ readonly dev: number }>
  /** Resolves late enough that no answer means there is none. */
  late(): Promise<null>
  /** Milliseconds of a clock that only goes forward. */
  now(): number
  wait(ms: number, signal: AbortSignal): Promise<void>
}

const DEFAULTS: WatchOptions = {
  stat,
  late: () => delay(ANSWERS_WITHIN_MS, null, { ref: false }),
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
}

/** Remembers one entry per library folder. */
export function libraryWatch(options: Partial<WatchOptions> = {}): LibraryWatch {
  const { now, wait, late, stat: ask } = { ...DEFAULTS, ...options }
  const devices = new Map<string, number>()
  const looking = new Map<string, Promise<string | null>>()
  const deviceOf = singleFlight(async (folder: string) => (await ask(folder)).dev)
  const listing = singleFlight(isEmpty)
  const away = new Map<string, { readonly why: string; readonly at: number }>()
  const awaySince = new Map<string, number>()
  const sawFileAt = new Map<string, number>()

  const whyUnreachable = async (folder: string): Promise<string | null> => {
    try {
      const device = devices.get(folder)
      const found = await deviceOf(folder)
      if (device !== undefined && found !== device) return 'is on another device'
      return (await listing(folder)) ? 'is empty' : null
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      return `cannot be reached (${code})`
    }
  }
  const look = (folder: string): Promise<string | null> => {
    const last = away.get(folder)
    if (last !== undefined && now() - last.at < LOOK_EVERY_MS) return Promise.resolve(last.why)
    const look =
      looking.get(folder) ??
      Promise.race([whyUnreachable(folder), late().then(() => 'does not answer')]).then((why) => {
        looking.delete(folder)
        if (why === null) away.delete(folder)
        else away.set(folder, { why, at: now() })
        return why
      })
    looking.set(folder, look)
    return look
  }

  return {
    async sawFile(folder) {
      awaySince.delete(folder)
      if (now() - (sawFileAt.get(folder) ?? -Infinity) < LOOK_EVERY_MS) return
      sawFileAt.set(folder, now())
      const found = await Promise.race([deviceOf(folder).catch(() => null), late()])
      if (found !== null) devices.set(folder, found)
    },
    isAway: (folder) => awaySince.has(folder),
    async whyAway(folder, signal) {
      for (let failures = 1; ; failures += 1) {
        const why = await look(folder)
        if (why === null) {
          awaySince.delete(folder)
          return null
        }
        const since = awaySince.get(folder) ?? now()
        awaySince.set(folder, since)
        if (now() - since >= GRACE_MS) return why
        await wait(Math.max(LOOK_EVERY_MS, backoff(failures)), signal)
      }
    },
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  const entries = await opendir(folder)
  const first = await entries.read()
  await entries.close()
  return first === null
}

/** Codes that a file may also have because its disk went away. */
const MAYBE_AWAY: ReadonlySet<RejectionCode> = new Set(['file-gone', 'file-unreadable', 'decoder-timed-out'])
const ATTEMPTS = 2

/**
 * Analyses a file of a folder whose disk may go away. A disk that is gone for a moment is waited for. When it is gone for
 * longer, its files are given back as `library-away`, so that those of other folders go on.
 */
export async function analyseWhenThere(
  watch: LibraryWatch,
  request: AnalysisRequest,
  respond: (request: AnalysisRequest, signal: AbortSignal) => Promise<Analysis>,
  signal: AbortSignal,
): Promise<Analysis> {
  const { library, path } = request
  for (let attempt = 1; ; attempt += 1) {
    const whyBefore = watch.isAway(library) ? await watch.whyAway(library, signal) : null
    if (whyBefore !== null) return libraryAway(path, whyBefore)
    const analysis = await respond(request, signal)
    if (analysis.ok) await watch.sawFile(library)
    if (analysis.ok || !MAYBE_AWAY.has(analysis.code)) return analysis
    const why = await watch.whyAway(library, signal)
    if (why !== null) return libraryAway(path, why)
    // The disk may have come back between the two looks. A decoder that hangs does so again.
    if (attempt === ATTEMPTS || analysis.code === 'decoder-timed-out') return analysis
  }
}

const libraryAway = (path: string, why: string): Rejection => ({
  ok: false,
  code: 'library-away',
  message: `"${path}" waits for its library folder, which ${why}. It is analysed once the folder is back.`,
})
