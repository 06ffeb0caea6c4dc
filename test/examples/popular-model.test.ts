import { expect, it } from 'vitest'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import type { Recommendation } from '../../schemas/generated.ts'
import { feedback, plays, recommendations } from '../../schemas/topics.ts'
import { record } from '../../streams/engine/topic.ts'
import { temporaryFolders } from '../support/temporary.ts'
import { recordedLog } from '../streams/app/replay/recorded-log.ts'
import { listFor } from './popular-model.ts'

const newFolder = temporaryFolders('popular-model')
const PLAYS = 48

it('is judged beside our own, and counted once however often it is started', async () => {
  const memory = await recordedLog(newFolder(), PLAYS)
  const played = await memory.read(plays)
  const answerAll = () => {
    const counts = new Map<string, number>()
    return memory.write(
      ...played.flatMap(({ key, value, partition, offset, timestamp }) => {
        if (value === null) return []
        const list = listFor(counts, value as unknown as Record<string, string>, partition, offset)
        return [record(recommendations, key, list as unknown as Recommendation, timestamp)] // the topic's serde refuses what does not fit
      }),
    )
  }
  const counted = async () => {
    await memory.runToEnd(monitorFeedback)
    const newest = new Map((await memory.read(feedback)).map(({ key, value }) => [key, value]))
    return Object.fromEntries([...newest].map(([model, value]) => [model, value?.recommendations]))
  }
  await answerAll()
  expect(await counted()).toStrictEqual({ 'neighbours-5': PLAYS, 'popular-1': PLAYS })
  await answerAll()
  expect((await memory.read(recommendations)).length).toBe(3 * PLAYS)
  expect(await counted()).toStrictEqual({ 'neighbours-5': PLAYS, 'popular-1': PLAYS })
})
