import type { ProcessorCrashes } from '../../engine/runtime/crash-files.ts'
import { isCrashLoop } from '../../engine/crash-loop.ts'
import type { SettingDifference } from '../../engine/runtime/topic-settings.ts'
import type { AnswerRow } from '../output/rows-output.ts'

/** What one check has found. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  /** What to do next; null: nothing. */
  readonly next: string | null
}

export const well = (check: string, detail: string): Finding => ({ check, ok: true, detail, next: null })
export const wrong = (check: string, detail: string, next: string): Finding => ({ check, ok: false, detail, next })

const LEAST_NODE = [20, 19] as const

/** @param version such as 20.19.0 */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  if (isNew) return well('node', `Node ${version}.`)
  return wrong('node', `Node ${version} is too old.`, `Install Node ${LEAST_NODE.join('.')} or newer.`)
}

/** One for each line of the message that a wrong environment gives. */
export const settingsFindings = (message: string | null): readonly Finding[] =>
  message === null
    ? [well('settings', 'Every SLIPSTREAM_ variable is a setting, and fits.')]
    : message.split('\n').map((line) => wrong('settings', line, 'Change this variable, or remove it from the environment.')) // prettier-ignore

/** @param missing topics that there are not. */
export function topicsFinding(missing: readonly string[], differences: readonly SettingDifference[]): Finding {
  if (missing.length > 0)
    return wrong('topics', `Kafka has no topic ${missing.join(', ')}.`, 'Run "npx slipstream provision".')
  const faults = differences.filter(({ isFault }) => isFault)
  const [first] = faults.length > 0 ? faults : differences
  if (first === undefined) return well('topics', 'All are as they are declared.')
  const detail = `${differences.length} settings differ, such as ${first.setting} of ${first.topic}: ${first.found} in place of ${first.wanted}.`
  const next = 'Run "npx slipstream provision", which says how each is changed.'
  return faults.length > 0 ? wrong('topics', detail, next) : { check: 'topics', ok: true, detail, next }
}

export interface GroupState {
  readonly processor: string
  readonly members: number
  readonly lagRecords: number
  readonly isPaused: boolean
}

/** Records that a processor may be behind while it works. */
const MUCH = 1_000

export function groupFinding({ processor, members, lagRecords, isPaused }: GroupState): Finding {
  const check = `group ${processor}`
  const behind = `${lagRecords} records behind`
  if (isPaused) return { check, ok: true, detail: `Paused, ${behind}.`, next: `npx slipstream resume ${processor}` }
  if (members === 0) return wrong(check, `It does not run, ${behind}.`, `Look at logs/${processor}.log in the data folder.`) // prettier-ignore
  if (lagRecords <= MUCH) return well(check, `${members} running, ${behind}.`)
  return wrong(check, `${members} running, ${behind}.`, `Wait, and look whether it grows: npx slipstream group describe ${processor}`) // prettier-ignore
}

export function crashFinding(crashes: readonly ProcessorCrashes[]): Finding {
  const looping = crashes.filter(({ crashesInRow }) => isCrashLoop(crashesInRow))
  const [first] = looping
  if (first === undefined) return well('crashes', 'No processor crashes again and again.')
  const names = looping.map(({ processor }) => processor).join(', ')
  return wrong('crashes', `${names}: ${first.lastError ?? 'no reason was given'}`, `Look at logs/${first.processor}.log in the data folder.`) // prettier-ignore
}

export const letterFinding = (letters: number): Finding =>
  letters === 0
    ? well('dead letters', 'None wait.')
    : {
        check: 'dead letters',
        ok: true,
        detail: `${letters} wait.`,
        next: 'npx slipstream dead-letters list says why; redrive sends them again',
      }

/** Every process writes what it has measured each ten seconds; the broker dates it. */
const CLOCK_WITHIN_MS = 60_000

/** @param newestMs when the broker took the newest measurement; null: there is none. */
export function clockFinding(newestMs: number | null, nowMs: number): Finding {
  if (newestMs === null) return well('clock', 'No processor has measured anything yet, so nothing can be compared.')
  const apartMs = newestMs - nowMs
  if (apartMs > CLOCK_WITHIN_MS)
    return wrong('clock', `The broker's clock is ${Math.round(apartMs / 1_000)} s ahead of this one.`, 'Set both by NTP: processors count by the times of records.') // prettier-ignore
  return well('clock', "It is not behind the broker's.")
}

export const findingRow = (finding: Finding): AnswerRow => ({
  line: finding,
  cells: [finding.ok ? 'ok' : 'FAILED', finding.check, finding.detail, finding.next ?? ''],
})
