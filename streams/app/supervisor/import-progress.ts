import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { pace } from './pace.ts'
import type { Bar, Report } from './terminal.ts'

const scanSchema = z.object({
  phase: z.enum(['scanning', 'watching', 'finished']),
  startedAt: z.number(),
  found: z.number(),
  looked: z.number(),
  duplicates: z.number(),
  failed: z.number(),
  settling: z.number(),
  missing: z.number(),
  newTracks: z.number(),
  changedTracks: z.number(),
  removedTracks: z.number(),
  current: z.string().nullable(),
})
const progressSchema = z.object({
  tracks: z.number(),
  heard: z.number(),
  failed: z.number(),
  indexed: z.number(),
  scan: scanSchema.nullable(),
})
/** How far the library is: what the scan did, and the tracks that features were made of, or could not be, or in the index. */
export type Progress = z.infer<typeof progressSchema>

const unheardSchema = z.object({ items: z.array(z.object({ path: z.string(), why: z.string() })), total: z.number() })
export type Unheard = z.infer<typeof unheardSchema>

const healthSchema = z.object({ parts: z.record(z.string(), z.object({ why: z.string().optional() })) })

const LOOK_EVERY_MS = 300
const ANSWER_WITHIN_MS = 2_000
const SAY_AGAIN_EVERY_MS = 30_000

/** Resolves once the player is ready; reports every 30 s what it waits for. @throws the signal's reason. */
export async function untilReady(url: string, report: Report, signal: AbortSignal): Promise<void> {
  let sayAtMs = performance.now() + SAY_AGAIN_EVERY_MS
  for (;;) {
    signal.throwIfAborted()
    const answer = await get(`${url}/readyz`)
    if (answer?.ok === true) return
    if (performance.now() > sayAtMs) {
      sayAtMs += SAY_AGAIN_EVERY_MS
      report.line(`Still waiting for the player. ${await whyNotReady(answer)}`)
    }
    await wait(LOOK_EVERY_MS, undefined, { signal })
  }
}

async function whyNotReady(answer: Response | null): Promise<string> {
  if (answer === null) return 'Its web server does not answer yet.'
  const health = healthSchema.safeParse(await answer.json().catch(() => null))
  if (!health.success) return `It answers with status ${answer.status}.`
  const whys = Object.values(health.data.parts).flatMap(({ why }) => (why === undefined ? [] : [why]))
  return whys.join(' ')
}

export interface ImportSource {
  /** When this run began, epoch ms: scans of earlier runs are ignored. */
  readonly since: number
  /** Whether all generated music has been written. */
  isComplete(): boolean
}

/**
 * Shows how the library is scanned and listened to, until everything that was found is heard or has failed.
 * @throws the signal's reason.
 */
export async function showImport(
  url: string,
  { since, isComplete }: ImportSource,
  report: Report,
  signal: AbortSignal,
): Promise<Progress> {
  const bars = importBars(report)
  try {
    for (let doneBefore = false; ;) {
      signal.throwIfAborted()
      const complete = isComplete()
      const progress = await progressOf(url)
      if (progress !== null) {
        const { tracks, heard, failed } = progress
        const scan = progress.scan !== null && progress.scan.startedAt >= since ? progress.scan : null
        bars.update({ ...progress, scan })
        const scanned = scan !== null && scan.phase !== 'scanning' && scan.settling === 0
        const done = complete && scanned && heard + failed >= tracks
        // The bridge may not have read the last records of the scan yet, so two answers must agree.
        if (done && doneBefore) return progress
        doneBefore = done
      }
      await wait(LOOK_EVERY_MS, undefined, { signal })
    }
  } finally {
    bars.stop()
  }
}

function importBars(report: Report) {
  const now = () => performance.now()
  const [scanPace, hearPace] = [pace(now), pace(now)]
  const shown: { scan?: Bar; hear?: Bar } = {}
  return {
    update({ tracks, heard, failed, scan }: Progress) {
      if (scan !== null && (shown.scan !== undefined || scan.phase === 'scanning') && scan.found > 0) {
        shown.scan ??= report.bar('Scanning your folders', scan.found, 'files')
        const unread = scan.failed === 0 ? '' : `${scan.failed} unreadable`
        const note = [scanPace.note(scan.looked, scan.found), unread, scan.current ?? '']
        shown.scan.update(scan.looked, scan.found, note.filter(Boolean).join(', '))
      }
      if (tracks === 0) return
      shown.hear ??= report.bar('Listening to your music', tracks, 'tracks')
      const note = [hearPace.note(heard + failed, tracks), failed === 0 ? '' : `${failed} failed`]
      shown.hear.update(heard + failed, tracks, note.filter(Boolean).join(', '))
    },
    stop() {
      shown.scan?.stop()
      shown.hear?.stop()
    },
  }
}

/** The user-facing summary of an import, some lines. */
export function summaryOf({ tracks, heard, failed, scan }: Progress, { items, total }: Unheard, url: string): string {
  if (tracks === 0 && total === 0)
    return 'No music was found: give a folder with --music or --fma, or set SLIPSTREAM_MUSIC or SLIPSTREAM_FMA.'
  const lines = scan === null ? [] : [scanLine(scan)]
  lines.push(`${counted(heard, 'track')} heard${failed === 0 ? '.' : `, ${failed} could not be.`}`)
  for (const { path, why } of items) lines.push(`  ${path === '' ? 'The folder' : path}: ${why}`)
  if (total > items.length) lines.push(`  and ${total - items.length} more: see ${url}/api/library/unheard`)
  return lines.join('\n')
}

/** Tracks that an earlier scan of this run found to be new count as new, not as unchanged. */
function scanLine(scan: NonNullable<Progress['scan']>): string {
  const dealtWith = scan.newTracks + scan.changedTracks + scan.duplicates + scan.failed
  const parts = [
    counted(scan.newTracks, 'new track'),
    `${scan.changedTracks} changed`,
    `${Math.max(0, scan.found - dealtWith)} unchanged`,
    counted(scan.duplicates, 'duplicate'),
    `${scan.removedTracks} removed`,
    `${scan.failed} unreadable`,
    ...(scan.missing === 0 ? [] : [`${counted(scan.missing, 'track')} of the data set without a file`]),
  ]
  return `${counted(scan.found, 'file')} scanned: ${parts.join(', ')}.`
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** The first few files that could not be heard or read, and how many there are. */
export async function unheardOf(url: string, limit: number): Promise<Unheard> {
  const answer = await get(`${url}/api/library/unheard?limit=${limit}`)
  const parsed = unheardSchema.safeParse(answer?.ok === true ? await answer.json().catch(() => null) : null)
  return parsed.success ? parsed.data : { items: [], total: 0 }
}

async function progressOf(url: string): Promise<Progress | null> {
  const answer = await get(`${url}/api/library`)
  if (answer?.ok !== true) return null
  const parsed = progressSchema.safeParse(await answer.json().catch(() => null))
  return parsed.success ? parsed.data : null
}

async function get(url: string): Promise<Response | null> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  } catch {
    return null
  }
}
