import { expect, it } from 'vitest'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const reference = (path: string, digit: string) =>
  referenceOf(
    { library: '/music', path, sizeBytes: 1, modifiedAt: 2, ...NO_FOLDER_PICTURES },
    identityOf(digit.repeat(64)),
    null,
    'folder',
  )

it('knows the newest reference of each track that is there', () => {
  const [a, moved, b] = [reference('a.mp3', 'a'), reference('moved.mp3', 'a'), reference('b.mp3', 'b')]
  const content = knownReferences.create()
  for (const [key, value] of [
    [a.trackId, a],
    [b.trackId, b],
    [a.trackId, moved],
    [b.trackId, null],
  ] as const)
    knownReferences.apply(content, record(audioReferences, key, value, 0))
  expect(content).toStrictEqual(new Map([[a.trackId, moved]]))
})
