import { expect, it } from 'vitest'
import { textTable } from '../../../../streams/app/output/text-table.ts'

it('aligns numbers to the right and the rest to the left, as wide as the widest cell', () => {
  expect(
    textTable(
      ['group', 'records'],
      [
        ['recommend', 5],
        ['a', 12_345_678],
      ],
    ),
  ).toBe(
    // prettier-ignore
    ['group       records', 'recommend         5', 'a          12345678'].join('\n'),
  )
  expect(textTable(['group', 'records'], [])).toBe('group  records')
})
