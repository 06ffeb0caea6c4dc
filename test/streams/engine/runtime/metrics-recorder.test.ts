import { describe, expect, it } from 'vitest'
import { metricsRecorder } from '../../../../streams/engine/runtime/metrics-recorder.ts'
import type { MetricsRecorder } from '../../../../streams/engine/runtime/metrics-recorder.ts'

const usage = { startedAt: 1_000, residentBytes: 2_000, cpuMs: 3, eventLoopLagMs: 0.5 }
const crashes = { crashesInRow: 4, lastError: 'no broker' }
const measured = { processor: 'count-plays', instance: 'host-1', restarts: 2 }

function snapshotAfter(measure: (recorder: MetricsRecorder) => void) {
  const recorder = metricsRecorder(measured, () => crashes)
  measure(recorder)
  return recorder.snapshot(usage)
}

describe('a snapshot', () => {
  it('names the process, and holds what it uses', () => {
    expect(snapshotAfter(() => undefined)).toMatchObject({
      ...measured,
      ...crashes,
      ...usage,
      consumerGroup: null,
      received: [],
      lags: [],
      sent: 0,
      deadLetters: [],
      restoredRecords: 0,
    })
  })

  it('counts records by topic, dead letters by code, and what was sent and restored', () => {
    const { received, deadLetters, sent, restoredRecords, restores } = snapshotAfter((recorder) => {
      recorder.recordsIn('plays', 0, 2)
      recorder.recordsIn('plays', 1, 3)
      recorder.recordsIn('tracks', 0, 1)
      recorder.deadLetter('undecodable')
      recorder.deadLetter('undecodable')
      recorder.recordsOut(4)
      recorder.recordsOut(5)
      recorder.restored(20, 7)
      recorder.restored(30, 8)
    })
    expect({ received, deadLetters, sent, restoredRecords, sumMs: restores.sumMs }).toStrictEqual({
      received: [
        { topic: 'plays', records: 5 },
        { topic: 'tracks', records: 1 },
      ],
      deadLetters: [{ code: 'undecodable', records: 2 }],
      sent: 9,
      restoredRecords: 15,
      sumMs: 50,
    })
  })

  it('stays small whatever the error codes are', () => {
    const { deadLetters } = snapshotAfter((recorder) => {
      for (let code = 0; code < 100; code += 1) recorder.deadLetter(`code-${code}`)
      recorder.deadLetter('code-0')
    })
    expect(deadLetters.length).toBe(33)
    expect([deadLetters[0], deadLetters.at(-1)]).toStrictEqual([
      { code: 'code-0', records: 2 },
      { code: 'other', records: 68 },
    ])
  })

  it('counts one step for each record, of the mean duration of its slice', () => {
    const { steps, commits } = snapshotAfter((recorder) => {
      recorder.steps(4, 2)
      recorder.steps(0, 1)
      recorder.commit(7)
    })
    const count = steps.counts.reduce((sum, n) => sum + n, 0)
    expect([count, steps.counts[steps.boundsMs.indexOf(0.5)], steps.sumMs]).toStrictEqual([4, 4, 2])
    expect([commits.counts[commits.boundsMs.indexOf(10)], commits.sumMs]).toStrictEqual([1, 7])
  })
})

describe('lag', () => {
  const lagsAfter = (measure: (recorder: MetricsRecorder) => void) => {
    const { consumerGroup, lags } = snapshotAfter(measure)
    return [consumerGroup, ...lags.map(({ topic, partition, records }) => `${topic}/${partition}: ${records}`)]
  }

  it('is 0 in an assigned partition until a fetch has shown more', () => {
    expect(
      lagsAfter((recorder) => {
        recorder.assigned('group', new Map([['plays', [0, 1]]]))
        recorder.position('plays', 1, 3, 10)
      }),
    ).toStrictEqual(['group', 'plays/0: 0', 'plays/1: 7'])
  })

  it('is kept of a partition that stays, and dropped with one that goes', () => {
    expect(
      lagsAfter((recorder) => {
        recorder.assigned('group', new Map([['plays', [0, 1]]]))
        recorder.position('plays', 0, 3, 10)
        recorder.assigned('group', new Map([['plays', [0, 2]]]))
        recorder.position('plays', 1, 3, 10)
      }),
    ).toStrictEqual(['group', 'plays/0: 7', 'plays/2: 0'])
  })

  it('is never negative: an earlier fetch may have seen a smaller end', () => {
    expect(
      lagsAfter((recorder) => {
        recorder.assigned('group', new Map([['plays', [0]]]))
        recorder.position('plays', 0, 11, 10)
      }),
    ).toStrictEqual(['group', 'plays/0: 0'])
  })
})
