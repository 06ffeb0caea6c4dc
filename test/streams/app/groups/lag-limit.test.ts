import { expect, it } from 'vitest'
import { parseLagLimit } from '../../../../streams/app/groups/lag-limit.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

it('a limit of lag is a number of records', () => {
  expect([parseLagLimit(undefined), parseLagLimit('0'), parseLagLimit('120')]).toStrictEqual([
    {},
    { maxLag: 0 },
    { maxLag: 120 },
  ])
  for (const text of ['', ' ', '-1', '1.5', 'many']) expect(() => parseLagLimit(text)).toThrow(ConfigError)
})
