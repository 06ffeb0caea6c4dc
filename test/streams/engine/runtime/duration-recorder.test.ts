import { expect, it } from 'vitest'
import { durationRecorder } from '../../../../streams/engine/runtime/duration-recorder.ts'

it('counts each duration in the first range whose bound it does not exceed, and the longest in the last', () => {
  const recorder = durationRecorder([1, 10])
  recorder.observe(1)
  recorder.observe(1.5, 3)
  recorder.observe(10)
  recorder.observe(10.5)
  expect(recorder.counts()).toStrictEqual({ boundsMs: [1, 10], counts: [1, 4, 1], sumMs: 1 + 3 * 1.5 + 10 + 10.5 })
})

it('gives counts that later durations do not change', () => {
  const recorder = durationRecorder([1])
  const before = recorder.counts()
  recorder.observe(1)
  expect(before).toStrictEqual({ boundsMs: [1], counts: [0, 0], sumMs: 0 })
})
