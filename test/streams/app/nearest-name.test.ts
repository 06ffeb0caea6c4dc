import { expect, it } from 'vitest'
import { nearestName } from '../../../streams/app/nearest-name.ts'

it.each([
  ['PROT', 'PORT'],
  ['HOSTS', 'HOST'],
  ['FOLDER', 'FOLDERS'],
  ['x', 'PORT'],
])('nearest to %s is %s', (name, nearest) => {
  expect(nearestName(name, ['PORT', 'HOST', 'FOLDERS'])).toBe(nearest)
})

it('is nothing of nothing', () => {
  expect(nearestName('PORT', [])).toBe('')
})
