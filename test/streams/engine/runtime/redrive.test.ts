import { expect, it } from 'vitest'
import type { DeadLetterRecord } from '../../../../streams/engine/runtime/dead-letter-queue.ts'
import { isStillNewest } from '../../../../streams/engine/runtime/redrive.ts'

const deadLetter = (offset: number, key: string | null): DeadLetterRecord => ({
  key: offset === 3 ? `audio-references/0/${offset}` : `extract-features/audio-references/0/${offset}`, // as earlier versions wrote it
  failedAt: 1,
  partition: 0,
  offset: 0,
  value: {
    topic: 'audio-references',
    partition: 0,
    offset,
    processor: 'extract-features',
    code: 'needs-ffmpeg',
    message: '',
    attempts: 1,
    timestamp: 1,
    key: key === null ? null : Buffer.from(key),
    value: null,
    headers: [],
  },
})

it('redrives only the newest record of a key: not a file that was changed or removed since', () => {
  const [same, changed, other] = [deadLetter(3, 'same'), deadLetter(4, 'changed'), deadLetter(6, null)]
  const named = deadLetter(7, 'named')
  const newest = new Map([
    ['audio-references/same', 'audio-references/0/3'],
    ['audio-references/changed', 'audio-references/0/5'],
    ['audio-features/changed', 'audio-references/0/4'],
    ['audio-references/named', 'audio-references/0/7'],
  ])
  expect([same, changed, other, named].filter((letter) => isStillNewest(letter, newest))).toStrictEqual([same, named])
})
