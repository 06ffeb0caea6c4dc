import { expect, it } from 'vitest'
import { retries } from '../../../processors/scan-library/retries.ts'
import { trackId } from '../../../schemas/generated.ts'

const MINUTE_MS = 60_000
const track = trackId('a')

it('tries a track at once, then after waits that double up to six hours', () => {
  const tried = retries()
  const minutes: number[] = []
  for (let minute = 0; minute < 2_000; minute += 1) {
    tried.begin()
    if (tried.isDue(track, minute * MINUTE_MS)) minutes.push(minute)
  }
  expect(minutes).toStrictEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 871, 1_231, 1_591, 1_951])
})

it('forgets a track that a scan did not ask about', () => {
  const tried = retries()
  tried.begin()
  tried.isDue(track, 0)
  tried.begin()
  const soon = tried.isDue(track, 1)
  tried.begin()
  tried.begin()
  expect([soon, tried.isDue(track, 2)]).toStrictEqual([false, true])
})
