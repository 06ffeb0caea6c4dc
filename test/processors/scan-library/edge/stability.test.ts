import { expect, it } from 'vitest'
import {
  RETAGGED_AFTER_MS,
  STABLE_AFTER_MS,
  stabilityCheck,
} from '../../../../processors/scan-library/edge/stability.ts'
import { NO_FOLDER_PICTURES } from '../../../../processors/scan-library/folder-art.ts'

const NOW = 1_000_000
const file = (modifiedAt: number, sizeBytes = 1) => ({
  ...{ library: '/a', path: 'a.mp3', ...NO_FOLDER_PICTURES },
  ...{ sizeBytes, modifiedAt },
})

/** What is said of a file at each look, `at` ms after the first. */
function looks(...seen: readonly (readonly [at: number, file: ReturnType<typeof file> | null])[]) {
  let now = NOW
  const young = stabilityCheck(() => now)
  return seen.map(([at, each]) => {
    now = NOW + at
    young.begin()
    return each && young.isUnstable(each)
  })
}
const whole = STABLE_AFTER_MS

it('takes a file for whole that was left alone for a while', () => {
  expect(looks([0, file(NOW - whole)], [0, file(NOW - whole + 1)], [1, file(NOW - whole + 1)])).toStrictEqual([
    false,
    true,
    false,
  ])
})

it('waits as long as a file grows', () => {
  expect(looks([0, file(NOW, 1)], [whole, file(NOW + whole, 2)], [2 * whole, file(NOW + whole, 2)])).toStrictEqual([
    true,
    true,
    false,
  ])
})

it('does not wait for ever for a disk whose clock is fast', () => {
  const ahead = file(NOW + whole * 3_600)
  expect(looks([0, ahead], [whole - 1, ahead], [whole, ahead])).toStrictEqual([false, false, false])
  const little = file(NOW + whole + 500)
  expect(looks([1_000, little], [1_000 + whole, little])).toStrictEqual([true, false])
})

it('waits less for a file that was there before, and says when the first is whole', () => {
  let now = NOW
  const check = stabilityCheck(() => now)
  check.begin()
  const early = check.settlesAt()
  const told = [
    check.isUnstable(file(NOW - 100), true),
    check.settlesAt(),
    check.isUnstable(file(NOW - 200)),
    check.settlesAt(),
  ]
  now += RETAGGED_AFTER_MS - 100
  check.begin()
  const later = [
    check.isUnstable(file(NOW - 100), true),
    check.settlesAt(),
    check.isUnstable(file(NOW - 200)),
    check.settlesAt(),
  ]
  expect([early, told, later]).toStrictEqual([
    null,
    [true, NOW - 100 + RETAGGED_AFTER_MS, true, NOW - 100 + RETAGGED_AFTER_MS],
    [false, null, true, NOW - 200 + STABLE_AFTER_MS],
  ])
})

it('forgets a file that was not there at the last look', () => {
  const ahead = file(NOW + 500)
  expect(looks([0, ahead], [100, null], [200, ahead])).toStrictEqual([true, null, true])
})
