import { constants } from 'node:os'
import { expect, it } from 'vitest'
import { storageErrorOf } from '../../../processors/extract-features/storage-errors.ts'

const error = (code: string) => Object.assign(new Error(code), { code })

it.each([
  ['EIO', 'device'],
  ['ESTALE', 'device'],
  ['ETIMEDOUT', 'device'],
  ['ENXIO', 'device'],
  ['ENODEV', 'device'],
  ['ENOTCONN', 'device'],
  ['EHOSTDOWN', 'device'],
  ['Unknown system error -123', 'device'],
  ['EMFILE', 'machine'],
  ['ENOMEM', 'machine'],
  ['ENOENT', 'missing'],
  ['ENOTDIR', 'missing'],
  ['EACCES', 'file'],
  ['ELOOP', 'file'],
  ['ENAMETOOLONG', 'file'],
])('%s is about the %s', (code, expected) => {
  expect(storageErrorOf(error(code))).toBe(expected)
})

it('knows every code of this system, and takes nothing else for an error of a file', () => {
  for (const code of Object.keys(constants.errno)) expect(storageErrorOf(error(code))).not.toBeNull()
  expect([storageErrorOf(new Error('EIO')), storageErrorOf('EIO')]).toStrictEqual([null, null])
})
