import { expect, test } from 'vitest'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { failedFiles } from '../../../processors/websocket-bridge/failed-files.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioFeatures, audioReferences, analysisFailures, libraryScans } from '../../../schemas/topics.ts'
import { failure, features, idOf, libraryScan, reference } from './fixtures.ts'

const unreadable = { library: '/music', path: 'x/z.mp3', why: 'permission denied' }

function library() {
  const content = catalogue.create()
  const scan = libraryScan({ failed: 3, problems: [unreadable] })
  for (const name of ['b', 'a', 'c', 'd'])
    catalogue.apply(content, record(audioReferences, idOf(name), reference(name), 0))
  for (const name of ['a', 'b', 'c'])
    catalogue.apply(
      content,
      record(analysisFailures, idOf(name), failure(name, { code: 'no-decoder', message: `Why ${name}.` }), 0),
    )
  catalogue.apply(content, record(audioFeatures, idOf('c'), features('c'), 0))
  catalogue.apply(content, record(libraryScans, 'scan-library', scan, 0))
  return content
}

test('files that could not be read come first, then those that could not be heard, in the order of the library', () => {
  expect(failedFiles(library(), 9)).toStrictEqual({
    items: [
      { trackId: null, path: 'x/z.mp3', code: 'unreadable', why: 'permission denied' },
      { trackId: idOf('a'), path: 'a.ogg', code: 'no-decoder', why: 'Why a.' },
      { trackId: idOf('b'), path: 'b.ogg', code: 'no-decoder', why: 'Why b.' },
    ],
    total: 5,
  })
})

test('as many are listed as was asked for, and all are counted', () => {
  const { items, total } = failedFiles(library(), 2)
  expect([items.map(({ path }) => path), total]).toStrictEqual([['x/z.mp3', 'a.ogg'], 5])
})

test('a library of which nothing is known has none', () => {
  expect(failedFiles(catalogue.create(), 9)).toStrictEqual({ items: [], total: 0 })
})

test('while a scan is under way, what the last one could not read is listed and counted', () => {
  const content = library()
  const scan = libraryScan({ phase: 'scanning', failed: 0, problems: [unreadable] })
  catalogue.apply(content, record(libraryScans, 'scan-library', scan, 0))
  const { items, total } = failedFiles(content, 9)
  expect([items.length, total]).toStrictEqual([3, 3])
})
