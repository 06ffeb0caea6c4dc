import { expect, it } from 'vitest'
import { modelId } from '../../../../processors/recommend/model.ts'
import { medoidBaseline } from '../../../../processors/recommend/baselines.ts'
import { feedback, recommendations } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { feedbackOf } from '../../../support/builders.ts'
import { alice, recommendation } from '../fixtures.ts'
import { listen, play, rigWithTracks } from '../listening.ts'
import type { Rig } from '../bridge-rig.ts'

const SHADOW = modelId(medoidBaseline)
const INVENTED = 1_500

const tell = (rig: Rig, model: string) =>
  rig.log.send([record(feedback, model, feedbackOf({ model, windowStart: Date.now() }), Date.now())])

it('a model that recommends nothing gets no series, and pushes no model out of what players are told', async () => {
  const rig = await rigWithTracks()
  rig.log.send([record(recommendations, alice, { ...recommendation(alice, 1, ['a']), model: SHADOW }, Date.now())])
  for (const model of ['neighbours-5', SHADOW]) tell(rig, model)
  for (let n = 0; n < INVENTED; n += 1) tell(rig, `invented-${n}`)
  const series = (await rig.ask('GET', '/metrics')).body.toString().split('\n')
  expect(series.filter((line) => line.includes('invented')).length).toBe(0)
  expect(series.filter((line) => line.startsWith('slipstream_feedback_offered{')).length).toBe(2)
  const player = await listen(rig)
  player.send({ type: 'follow-feedback' })
  const told = await player.next('feedback')
  expect(told['models']).toMatchObject([
    { model: 'neighbours-5', isShown: true },
    { model: SHADOW, isShown: false },
  ])
})

it('how the models do is told to nobody who did not ask for it', async () => {
  const rig = await rigWithTracks()
  tell(rig, 'neighbours-5')
  const [player, watcher] = [await listen(rig), await listen(rig)]
  watcher.send({ type: 'follow-feedback' })
  await watcher.next('feedback')
  tell(rig, 'neighbours-5')
  await watcher.next('feedback')
  player.send(play('p1'))
  for (let message = await player.next(); message['type'] !== 'ack'; message = await player.next())
    expect(message['type']).not.toBe('feedback')
})
