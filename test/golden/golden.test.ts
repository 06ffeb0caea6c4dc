import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { recommend } from '../support/recommend.ts'
import type { StreamRecord } from '../../streams/engine/topic.ts'
import { deadLetters, feedback, indexTrainings, indexUpdates, listenerProfiles, monitorFeedbackState, recommendations } from '../../schemas/topics.ts' // prettier-ignore
import { createDriver } from '../../streams/engine/testing/driver.ts'
import type { TopologyDriver } from '../../streams/engine/testing/driver.ts'
import { expectedOf, inputOf, lineOf, scenarios } from '../support/scenario.ts'

type Manner = (driver: TopologyDriver, input: readonly StreamRecord[]) => void

const straight: Manner = (driver, input) => {
  for (const record of input) {
    driver.pipeIn(record)
    driver.advance()
  }
}
const inBatches =
  (recordsPerCommit: number): Manner =>
  (driver, input) => {
    driver.pipeIn(...input)
    driver.advance({ recordsPerCommit })
  }
const restartedEvery =
  (records: number): Manner =>
  (driver, input) => {
    for (let i = 0; i < input.length; i += records) {
      driver.restart()
      driver.pipeIn(...input.slice(i, i + records))
      driver.advance({ recordsPerCommit: records })
    }
  }
const restartedWithMoreToRead =
  (recordsPerCommit: number): Manner =>
  (driver, input) => {
    driver.pipeIn(...input)
    driver.advance({ recordsPerCommit, restarting: true })
  }

const manners: readonly (readonly [string, Manner])[] = [
  ['in batches of 1', inBatches(1)],
  ['in batches of 4', inBatches(4)],
  ['in one batch', inBatches(Infinity)],
  ...[1, 3, 8].map((k) => [`restarted after every ${k} records`, restartedEvery(k)] as const),
  ...[1, 2, 7].map((k) => [`restarted after every ${k} records while more wait`, restartedWithMoreToRead(k)] as const),
]

/** Everything that came out, topic by topic, and what is known in the end. */
function given(manner: Manner, input: readonly StreamRecord[]): readonly string[] {
  const driver = createDriver([trainIndex, indexTracks, recommend, monitorFeedback], deadLetters)
  manner(driver, input)
  const lines = [
    ...[indexTrainings, indexUpdates, recommendations, feedback, deadLetters].flatMap((topic) => driver.readOut(topic)),
    ...[listenerProfiles, monitorFeedbackState].flatMap((topic) =>
      driver.table(topic).map(([key, value]) => ({ table: topic.name, key, value })),
    ),
  ].map(lineOf)
  expect(driver.unread()).toStrictEqual({})
  return lines
}

describe.each(scenarios())('the scenario %s', (scenario) => {
  const input = inputOf(scenario)
  const expected = expectedOf(scenario, given(straight, input))

  it('gives what it must, one record after another', () => {
    expect(given(straight, input)).toStrictEqual(expected)
  })

  it.each(manners)('gives the same %s', (_, manner) => {
    expect(given(manner, input)).toStrictEqual(expected)
  })
})
