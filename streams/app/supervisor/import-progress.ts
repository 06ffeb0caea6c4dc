import { setTimeout as wait } from 'node:timers/promises'
import { listFailedFiles, openLogin, pathOf, readLibrary, readReadiness } from '../../../schemas/http.ts'
import type { AnswerOf } from '../../../schemas/http.ts'
import { printableInLine } from '../../engine/printable.ts'
import { pace } from './pace.ts'
import type { Bar, Report } from './terminal.ts'

/** How far the import of the library is. */
export type ImportProgress = AnswerOf<typeof readLibrary>
type FailedFiles = AnswerOf<typeof listFailedFiles>

const POLL_EVERY_MS = 300
const ANSWER_WITHIN_MS = 2_000
/** The password is hashed while everything else starts on the same processor. */
const LOGIN_WITHIN_MS = 30_000
const REPORT_EVERY_MS = 30_000

/** Resolves once the player is ready; reports every 30 s what it waits for. @throws the signal's reason. */
export async function untilReady(url: string, report: Report, signal: AbortSignal): Promise<void> {
  let reportAtMs = performance.now() + REPORT_EVERY_MS
  for (;;) {
    signal.throwIfAborted()
    const answer = await get(`${url}${pathOf(readReadiness)}`)
    if (answer?.ok === true) return
    if (performance.now() > reportAtMs) {
      reportAtMs += REPORT_EVERY_MS
      report.line(`Still waiting for the player. ${await whyNotReady(answer)}`)
    }
    await wait(POLL_EVERY_MS, undefined, { signal })
  }
}

async function whyNotReady(answer: Response | null): Promise<string> {
  if (answer === null) return 'Its web server does not answer yet.'
  const health = readReadiness.answer.safeParse(await answer.json().catch(() => null))
  if (!health.success) return `It answers with status ${answer.status}.`
  const whys = Object.values(health.data.parts ?? {}).flatMap(({ why }) => (why === undefined ? [] : [why]))
  return whys.join(' ')
}

/**
 * Gives the password, as a browser does, until it is taken: without it nothing can be said of the import. Reports once that it
 * was not. @returns the Cookie header for what follows; empty without a password. @throws the signal's reason.
 */
export async function loginCookie(
  url: string,
  password: string | null,
  report: Report,
  signal: AbortSignal,
): Promise<string> {
  if (password === null) return ''
  for (let tries = 1; ; tries += 1) {
    const answer = await get(`${url}${pathOf(openLogin)}`, {
      method: openLogin.method,
      signal: AbortSignal.timeout(LOGIN_WITHIN_MS),
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    })
    if (answer?.ok === true)
      return answer.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ')
    if (tries === 1) report.line(notLoggedIn(answer))
    const seconds = Number(answer?.headers.get('retry-after') ?? 0)
    await wait(Math.max(POLL_EVERY_MS, seconds * 1_000), undefined, { signal })
  }
}

const notLoggedIn = (answer: Response | null): string => {
  const why = answer === null ? 'it did not answer' : `it answered with status ${answer.status}`
  return `The progress of the import is not shown yet: the player did not take the password (${why}). Trying again.`
}

export interface ImportSource {
  /** The Cookie header of a login; none where there is no password. */
  readonly cookie?: string
  /** When this run began, epoch ms: scans of earlier runs are ignored. */
  readonly since: number
  /** Whether all generated music has been written. */
  isComplete(): boolean
}

/**
 * Shows the progress of the scan and of the analysis, until every track found is analysed, or cannot be, or waits for its
 * library folder.
 * @throws the signal's reason.
 */
export async function showImport(
  url: string,
  { cookie = '', since, isComplete }: ImportSource,
  report: Report,
  signal: AbortSignal,
): Promise<ImportProgress> {
  const bars = importBars(report)
  const reportWaiting = waitingReport(report)
  try {
    for (let doneBefore = false; ;) {
      signal.throwIfAborted()
      const complete = isComplete()
      const progress = await progressOf(url, cookie)
      if (progress !== null) {
        const { tracks, heard, failed, pending = 0 } = progress
        const scan = progress.scan !== null && progress.scan.startedAt >= since ? progress.scan : null
        bars.update({ ...progress, scan })
        reportWaiting(progress)
        const scanned = scan !== null && scan.phase !== 'scanning' && scan.settling === 0
        const done = complete && scanned && heard + failed + pending >= tracks
        // The bridge may not have read the last records of the scan yet, so two answers must agree.
        if (done && doneBefore) return progress
        doneBefore = done
      }
      await wait(POLL_EVERY_MS, undefined, { signal })
    }
  } finally {
    bars.stop()
  }
}

function importBars(report: Report) {
  const now = () => performance.now()
  const [scanPace, analysisPace] = [pace(now), pace(now)]
  const shown: { scan?: Bar; analysis?: Bar } = {}
  return {
    update({
      tracks: all,
      heard: allHeard,
      notHereHeard = 0,
      failed,
      pending = 0,
      waitsFor = [],
      scan,
    }: ImportProgress) {
      // What is not here is no part of this import, such as the demo library once there is music.
      const [tracks, heard] = [all - pending - notHereHeard, allHeard - notHereHeard]
      if (scan !== null && (shown.scan !== undefined || scan.phase === 'scanning') && scan.found > 0) {
        shown.scan ??= report.bar('Scanning your folders', scan.found, 'files')
        const unread = scan.failed === 0 ? '' : `${scan.failed} unreadable`
        const note = [scanPace.note(scan.looked, scan.found), unread, scan.current ?? '']
        shown.scan.update(scan.looked, scan.found, note.filter(Boolean).join(', '))
      }
      if (tracks === 0) return
      shown.analysis ??= report.bar('Analysing your music', tracks, 'tracks')
      const note = [
        analysisPace.note(heard + failed, tracks),
        failed === 0 ? '' : `${failed} failed`,
        waitingWords(waitsFor),
      ]
      shown.analysis.update(heard + failed, tracks, note.filter(Boolean).join(', '))
    },
    stop() {
      shown.scan?.stop()
      shown.analysis?.stop()
    },
  }
}

/** Reports each set of folders that are waited for once. */
function waitingReport(report: Report): (progress: ImportProgress) => void {
  let reported = ''
  return ({ waitsFor = [] }) => {
    const words = waitingWords(waitsFor)
    if (words !== '' && words !== reported)
      report.line(`The import is ${words}: no track of it is lost, and what is missing follows when it is back.`)
    reported = words
  }
}

function waitingWords(folders: readonly string[]): string {
  return folders.length === 0 ? '' : `waiting for ${folders.map(printableInLine).join(', ')}`
}

/** The user-facing summary of an import, some lines. */
export function importSummary(
  { tracks, heard, failed, notHere = 0, notHereHeard = 0, pending = 0, waitsFor = [], scan }: ImportProgress,
  { items, total }: FailedFiles,
  url: string,
): string {
  if (tracks === 0 && total === 0 && waitsFor.length > 0) return `No music was found yet: ${waitingWords(waitsFor)}.`
  if (tracks === 0 && total === 0)
    return 'No music was found: give a folder with --music or --fma, or set SLIPSTREAM_MUSIC or SLIPSTREAM_FMA.'
  const lines = scan === null ? [] : [scanLine(scan)]
  lines.push(`${counted(heard - notHereHeard, 'track')} analysed${failed === 0 ? '.' : `, ${failed} could not be.`}`)
  if (notHere > 0)
    lines.push(
      `${counted(notHere, 'track')} not here now, kept until the folder is back: see "npx slipstream library list".`,
    )
  if (pending > 0) lines.push(`${counted(pending, 'track')} to be analysed when the library folder is back.`)
  for (const { path, why } of items)
    lines.push(`  ${path === '' ? 'The folder' : printableInLine(path)}: ${printableInLine(why)}`)
  if (total > items.length) lines.push(`  and ${total - items.length} more: see ${url}${pathOf(listFailedFiles)}`)
  return lines.join('\n')
}

/** Tracks that an earlier scan of this run found to be new count as new, not as unchanged. */
function scanLine(scan: NonNullable<ImportProgress['scan']>): string {
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

/** The first files that could not be read or analysed, and how many there are. */
export async function failedFilesOf(url: string, limit: number, cookie = ''): Promise<FailedFiles> {
  const answer = await get(`${url}${pathOf(listFailedFiles)}?limit=${limit}`, { headers: { cookie } })
  const parsed = listFailedFiles.answer.safeParse(answer?.ok === true ? await answer.json().catch(() => null) : null)
  return parsed.success ? parsed.data : { items: [], total: 0 }
}

async function progressOf(url: string, cookie: string): Promise<ImportProgress | null> {
  const answer = await get(`${url}${pathOf(readLibrary)}`, { headers: { cookie } })
  if (answer?.ok !== true) return null
  const parsed = readLibrary.answer.safeParse(await answer.json().catch(() => null))
  return parsed.success ? parsed.data : null
}

async function get(url: string, parts: RequestInit = {}): Promise<Response | null> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), ...parts })
  } catch {
    return null
  }
}
