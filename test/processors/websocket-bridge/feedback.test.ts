import { describe, expect, it } from 'vitest'
import type { KeptFeedback } from '../../../processors/websocket-bridge/feedback.ts'
import { feedbackMessage, MAX_WINDOWS, withFeedback } from '../../../processors/websocket-bridge/feedback.ts'
import type { Feedback } from '../../../schemas/generated.ts'
import { feedbackOf, HOUR_MS, START } from '../../support/builders.ts'

const keeping = (...records: readonly Feedback[]) => records.reduce<KeptFeedback>(withFeedback, new Map())
const hour = (n: number, changes: Partial<Feedback> = {}) =>
  feedbackOf({ windowStart: START + n * HOUR_MS, ...changes })

describe('what is told of feedback', () => {
  it('is of each model its windows, newest first, each as it was written last; the model that is shown comes first', () => {
    const kept = keeping(
      hour(0, { model: 'a', offered: 1 }),
      hour(1, { model: 'b' }),
      hour(1, { model: 'a' }),
      hour(0, { model: 'a', offered: 2 }),
    )
    const { type, models } = feedbackMessage(kept, 'b')
    expect({
      type,
      models: models.map(({ model, isShown, windows }) => [
        model,
        isShown,
        windows.map(({ windowStart, offered }) => [windowStart, offered]),
      ]),
    }).toStrictEqual({
      type: 'feedback',
      models: [
        ['b', true, [[START + HOUR_MS, 0]]],
        [
          'a',
          false,
          [
            [START + HOUR_MS, 0],
            [START, 2],
          ],
        ],
      ],
    })
  })

  it('is not what a clock counted that was ahead, once it is right again', () => {
    const windows = keeping(hour(0), hour(720, { started: 3 }), hour(0, { started: 1 }), hour(1)).get('neighbours-5')
    expect(windows?.map(({ windowStart }) => windowStart)).toStrictEqual([START + HOUR_MS, START])
  })

  it('is bounded', () => {
    const windows = keeping(...Array.from({ length: MAX_WINDOWS + 5 }, (_, n) => hour(n)))
    expect(windows.get('neighbours-5')?.map(({ windowStart }) => windowStart)).toStrictEqual(
      Array.from({ length: MAX_WINDOWS }, (_, n) => START + (MAX_WINDOWS + 4 - n) * HOUR_MS),
    )
  })
})
