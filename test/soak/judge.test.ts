import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../processors/shared/random.ts'
import { judge } from './judge.ts'
import type { ProcessSample, Sample } from './judge.ts'

const MINUTES = 60
const random = seededRandom(7)

/** A process of an hour, looked at twice a minute. */
const hour = (at: (minute: number) => Partial<ProcessSample> | null): readonly Sample[] =>
  Array.from({ length: 2 * MINUTES + 1 }, (_, n) => {
    const process = at(n / 2)
    const steady = {
      pid: 7,
      name: 'run recommend',
      rssMb: 100,
      pssMb: 60,
      descriptors: 40,
      threads: 11,
      cpuMs: n * 300,
    }
    return { atMs: n * 30_000, processes: process === null ? [] : [{ ...steady, ...process }] }
  })
const faultsOf = (samples: readonly Sample[]) => judge(samples).flatMap(({ faults }) => faults)

describe('memory', () => {
  it('that is the same all the time is steady, and its figures are right', () => {
    expect(judge(hour(() => ({})))).toStrictEqual([
      {
        name: 'run recommend',
        pid: 7,
        rssMb: { middle: 100, end: 100 },
        growthPercent: 0,
        slopeMbPerHour: 0,
        pssMb: { middle: 60, end: 60 },
        descriptors: { middle: 40, end: 40 },
        threads: { middle: 11, end: 11 },
        cpuPercent: 1,
        faults: [],
      },
    ])
  })

  it('that grows by 20 MB an hour is a leak', () => {
    const [verdict] = judge(hour((minute) => ({ rssMb: 100 + minute / 3 })))
    expect(verdict?.faults).toStrictEqual(['its resident memory grew by 7.3 %'])
    expect(verdict?.slopeMbPerHour).toBeCloseTo(20)
  })

  it('that grows in an hour by 20 MB under the teeth of a garbage collector is a leak', () => {
    const garbage = () => random.between(0, 60)
    expect(faultsOf(hour((minute) => ({ rssMb: 100 + minute / 3 + garbage() })))).toHaveLength(1)
  })

  it.each([1, 2, 3, 4, 5])('that is only noise is steady: garbage, and peaks of a search (%d)', () => {
    const garbage = () => random.between(0, 40)
    const peak = () => (random.happens(0.1) ? 200 : 0)
    expect(faultsOf(hour(() => ({ rssMb: 100 + garbage() + peak() })))).toStrictEqual([])
  })

  it('that rises while the process warms up, and falls later, is steady', () => {
    const rising = (minute: number) => 40 + 60 * Math.min(1, minute / 20)
    expect(faultsOf(hour((minute) => ({ rssMb: rising(minute) - (minute > 50 ? 10 : 0) })))).toStrictEqual([])
  })

  it('that takes one step in the second half is told', () => {
    expect(faultsOf(hour((minute) => ({ rssMb: minute > 45 ? 110 : 100 })))).toStrictEqual([
      'its resident memory grew by 10.0 %',
    ])
  })
})

describe('file descriptors', () => {
  it('that stay open are told: one in five minutes', () => {
    expect(faultsOf(hour((minute) => ({ descriptors: 40 + Math.floor(minute / 5) })))).toStrictEqual([
      'its file descriptors grew from 45 to 50',
    ])
  })

  it('that come and go are not', () => {
    expect(faultsOf(hour(() => ({ descriptors: 40 + Math.floor(random.between(0, 12)) })))).toStrictEqual([])
  })
})

describe('a process', () => {
  it('that ended is told', () => {
    expect(faultsOf(hour((minute) => (minute < 40 ? {} : null)))).toStrictEqual(['it ended'])
  })

  it('that was there for a task is not judged', () => {
    expect(judge(hour((minute) => (minute > 25 && minute < 27 ? {} : null)))).toStrictEqual([])
  })
})
