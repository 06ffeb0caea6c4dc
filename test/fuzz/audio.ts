import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import { openAnalyserPool } from '../../processors/extract-features/edge.ts'
import { extractFeatures } from '../../processors/extract-features/extract-features.ts'
import type { Analysis } from '../../processors/extract-features/analysis.ts'
import type { AudioFeatures } from '../../schemas/generated.ts'
import { Unprocessable } from '../../streams/engine/processor.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { input, reference } from '../processors/extract-features/references.ts'
import { folderForFiles } from './fuzz.ts'
import type { Subject, Verdict } from './fuzz.ts'
import { outOfRange } from './ranges.ts'
import { decodingSettings } from '../../streams/app/settings.ts'

/** Shorter than in use: a bad file must not be able to hold a run up. */
const LIMITS = { SLIPSTREAM_DECODE_SECONDS: '20', SLIPSTREAM_DECODE_MEMORY_MIB: '512', SLIPSTREAM_DECODE_HOURS: '0.2' }

const MESSAGE_LIMIT = 1_000
/** What a person should not have to read: traces, places in programs, addresses. */
const TECHNICAL = /\n|^\s*at |node:|\.[cm]?[jt]s:\d|file:\/\/|0x[0-9a-f]{6}|undefined|\[object|[\0-\x1f]/

/** Hearing, and what extract-features makes of it: features or one dead letter. */
export async function audioSubject(): Promise<Subject> {
  const folder = await folderForFiles()
  const pool = openAnalyserPool(decodingSettings(parseConfig(LIMITS)), pino({ level: 'silent' }), { concurrency: 1 })
  const never = new AbortController().signal
  return {
    folder,
    limitSeconds: Number(LIMITS.SLIPSTREAM_DECODE_SECONDS),
    limitMiB: Number(LIMITS.SLIPSTREAM_DECODE_MEMORY_MIB),
    memoryOf: 'children',
    async take(path) {
      const heard = await pool.analyse(input(reference({ library: folder, path })), never)
      return verdictOf(path, heard)
    },
    async close() {
      await pool.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function verdictOf(path: string, heard: Analysis): Verdict {
  const contentHash = heard.ok ? heard.contentHash : 'of no file that was heard'
  try {
    const emitted = extractFeatures.emit(input(reference({ path, contentHash })), heard, (view) => view.create())
    const [only, ...rest] = emitted.flatMap((each) =>
      each.topic === 'audio-features' && each.value ? [each.value] : [],
    )
    if (only === undefined || rest.length > 0) return bad(`${emitted.length} records came of it`)
    return { outcome: 'heard', isGood: true, faults: outOfRange(only satisfies AudioFeatures) }
  } catch (error) {
    if (!(error instanceof Unprocessable)) return bad(String(error))
    const { code, message } = error
    const faults: string[] = []
    if (message.length > MESSAGE_LIMIT) faults.push(`a message of ${message.length} characters`)
    if (TECHNICAL.test(message)) faults.push(`a technical message: ${message}`)
    return { outcome: code, isGood: false, faults }
  }
}

const bad = (fault: string): Verdict => ({ outcome: 'fault', isGood: false, faults: [fault] })
