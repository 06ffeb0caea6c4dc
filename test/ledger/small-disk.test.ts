import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { bytesFor, linkSmallDisk } from './small-disk.ts'

it('a disk that others use is not filled', () => {
  expect(() => linkSmallDisk('/nowhere', tmpdir(), 1)).toThrow('give a folder on one of at most 0 GB')
})

it('a longer run gets a larger disk', () => {
  expect(bytesFor(60_000)).toBeGreaterThan(bytesFor(5_000))
})
