import { expect, it } from 'vitest'
import { NO_COUNTS, NO_TOTALS, scanRecord, totalsAfter } from '../../../processors/scan-library/progress.ts'

it('adds the earlier scans of the process to the counts of this one', () => {
  const counts = { ...NO_COUNTS, found: 9, visited: 8, hashed: 3, hashedBytes: 30, new: 2, changed: 1, removed: 4 }
  const rest = { unchanged: 5, duplicate: 6, failed: 7, unstable: 8, withoutFile: 9 }
  const before = totalsAfter(NO_TOTALS, counts)
  const scan = {
    phase: 'watching',
    startedAt: 1,
    passStartedAt: 2,
    current: null,
    problems: [],
    away: [],
    mounted: ['/m'],
  } as const
  const record = scanRecord({ ...scan, problems: [], away: [] }, before, { ...counts, ...rest }, 3)
  expect(record).toStrictEqual({
    topic: 'library-scans',
    key: 'scan-library',
    timestamp: 3,
    value: {
      ...scan,
      ...{ newTracks: 4, changedTracks: 2, removedTracks: 8, readFiles: 6, readBytes: 60 },
      ...{ found: 9, looked: 8, unchanged: 5, duplicates: 6, failed: 7, settling: 8, missing: 9 },
    },
  })
})
