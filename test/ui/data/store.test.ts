import { expect, test } from 'vitest'
import { LibraryStatus } from '../../../ui/data/library-status.ts'

const library = { tracks: 1, heard: 1, failed: 0, indexed: 1, scan: null }

test('listeners are told in their order until they end, and may end each other meanwhile', () => {
  const status = new LibraryStatus()
  const told: string[] = []
  const end = status.subscribe(() => {
    told.push('first')
    end()
  })
  const second = () => void told.push('second')
  status.subscribe(second)
  const endSame = status.subscribe(second)
  endSame()
  status.follow(library)
  status.follow(library)
  expect(told).toEqual(['first', 'second', 'second'])
  expect(status.progress).toBe(library)
})
