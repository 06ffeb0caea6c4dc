import { expect, it } from 'vitest'
import { pictureOf } from '../../../ui/data/placeholder.ts'

it('gives the same track the same picture, and another track another one', () => {
  expect(pictureOf('0123456789abcdef')).toEqual(pictureOf('0123456789abcdef'))
  expect(pictureOf('0123456789abcdef')).not.toEqual(pictureOf('0123456789abcdee'))
})
