import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import { openTagReader } from '../../processors/scan-library/edge/tag-reader.ts'
import { RESIDENT_BYTES } from '../../processors/shared/tags/file-parser.ts'
import type { Tags } from '../../processors/scan-library/tags.ts'
import { folderForFiles } from './fuzz.ts'
import type { Subject, Verdict } from './fuzz.ts'

const LIMIT_SECONDS = 10
const LIMIT_MIB = RESIDENT_BYTES / 2 ** 20
const LONGEST_TEXT = 1_000
const CONTROL = /[\0-\x1f\x7f]/

/** Reading tags in sandboxed processes: each file ends in tags or in a reason why there are none. */
export async function tagsSubject(): Promise<Subject> {
  const folder = await folderForFiles()
  const reader = openTagReader(pino({ level: 'silent' }))
  return {
    folder,
    limitSeconds: LIMIT_SECONDS,
    limitMiB: LIMIT_MIB,
    memoryOf: 'children',
    async take(path) {
      const { tags, why } = await reader.read({ library: folder, path })
      if (tags !== null) return { outcome: 'read', isGood: true, faults: faultsOf(tags) }
      return { outcome: outcomeOf(why), isGood: false, faults: why === '' ? ['no tags, and no reason'] : [] }
    },
    async close() {
      await reader.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function outcomeOf(why: string): string {
  if (why.startsWith('no answer within')) return 'timed out'
  if (why.startsWith('its reader')) return 'reader ended'
  return 'unreadable'
}

function faultsOf(tags: Tags): Verdict['faults'] {
  const texts = [tags.container, tags.codec, tags.title, tags.artist, tags.album, tags.albumArtist, tags.licence]
  const numbers = [tags.durationMs, tags.year, tags.trackNumber]
  return [
    ...[...texts, ...tags.genres].filter((text) => text !== null && (text.length > LONGEST_TEXT || CONTROL.test(text))),
    ...numbers.filter((number) => number !== null && !(Number.isInteger(number) && number >= 0)),
  ].map((value) => `a tag that is ${JSON.stringify(value)}`)
}
