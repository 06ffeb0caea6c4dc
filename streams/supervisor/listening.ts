import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Bar, Report } from './terminal.ts'

const progressSchema = z.object({ tracks: z.number(), heard: z.number(), failed: z.number(), indexed: z.number() })
/** How far the library is: tracks found, those that features were made of or could not be, those in the index. */
export type Progress = z.infer<typeof progressSchema>

const healthSchema = z.object({ parts: z.record(z.string(), z.object({ why: z.string().optional() })) })

const LOOK_EVERY_MS = 300
const ANSWER_WITHIN_MS = 2_000
const SAY_AGAIN_EVERY_MS = 30_000

/** Resolves once the player can be used; says now and then what it waits for. @throws the signal's reason. */
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

/**
 * Shows how the library is being listened to, until every track that the scan has found is heard or has failed.
 * @param isScanned whether the scan has ended.
 * @throws the signal's reason.
 */
export async function showListening(
  url: string,
  isScanned: () => boolean,
  report: Report,
  signal: AbortSignal,
): Promise<Progress> {
  let bar: Bar | null = null
  try {
    for (let doneBefore = false; ;) {
      signal.throwIfAborted()
      const scanned = isScanned()
      const progress = await progressOf(url)
      if (progress !== null) {
        if (progress.tracks > 0) {
          bar ??= report.bar('Listening to your music', progress.tracks, 'tracks')
          bar.update(progress.heard + progress.failed, progress.tracks)
        }
        const done = scanned && progress.heard + progress.failed >= progress.tracks
        // What the scan sent last may not have come round yet the first time.
        if (done && doneBefore) return progress
        doneBefore = done
      }
      await wait(LOOK_EVERY_MS, undefined, { signal })
    }
  } finally {
    bar?.stop()
  }
}

export function summaryLine({ tracks, heard, failed }: Progress, url: string): string {
  if (tracks === 0) return 'No music was found: give a folder with --music, or set SLIPSTREAM_MUSIC.'
  const summary = `${heard} ${heard === 1 ? 'track' : 'tracks'} heard`
  return failed === 0 ? `${summary}.` : `${summary}, ${failed} failed: see ${url}`
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
