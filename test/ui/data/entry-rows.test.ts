import { expect, it, vi } from 'vitest'
import { EntryRows } from '../../../ui/data/entry-rows.ts'
import { listedTrackShape } from '../../../schemas/http.ts'
import { libraryOf } from '../support/tone.ts'

const [first, second] = libraryOf(2).map((track) => listedTrackShape.parse(track))
if (first === undefined || second === undefined) throw new Error('The library is too small.')
const entry = (entryId: string, track: typeof first | null) => ({ entryId, trackId: track?.trackId ?? 'gone', track })

it('entries are rows, the same song twice is two, and one that is gone says so', () => {
  const rows = new EntryRows()
  const told = vi.fn()
  rows.subscribe(told)
  const entries = [entry('a', first), entry('b', first), entry('c', null), entry('d', second)]
  rows.set(entries)
  expect([rows.length, rows.get(0) === rows.get(1), rows.here.length, rows.get(2)?.title]).toStrictEqual([
    4,
    false,
    3,
    'A song that is no longer in the library',
  ])
  const moved = rows.get(3)
  rows.set(entries.toReversed())
  expect([rows.get(0) === moved, rows.entries[0]?.entryId, told.mock.calls.length]).toStrictEqual([true, 'd', 2])
})
