import { pino } from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  insightFold,
  insightTopics,
  MAX_LETTER_KINDS,
  MAX_VERSIONS,
} from '../../../../processors/websocket-bridge/insights/figures.ts'
import type { InsightFold } from '../../../../processors/websocket-bridge/insights/figures.ts'
import { MAX_MODELS } from '../../../../processors/websocket-bridge/known-models.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { listenerId, recommendationId, trackId } from '../../../../schemas/generated.ts'
import type { IndexTraining, RecommendationId } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, feedback, indexTrainings } from '../../../../schemas/topics.ts'
import { edgeContext } from '../../../../streams/engine/runtime/edge-context.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../../streams/engine/topic.ts'
import { sqlRows } from '../../../support/sql-rows.ts'
import { feedbackOf, HOUR_MS, recommendationOf, recommended, START } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { deadLetter } from '../fixtures.ts'

const newFolder = temporaryFolders('insights')
const HOURS = 12
const END = START + HOURS * HOUR_MS

const trainingOf = (version: number, changes: Partial<IndexTraining> = {}): IndexTraining => ({
  version,
  extractorVersion: '7',
  cells: 10 * version,
  scalingMean: [0],
  scalingDeviation: [1],
  seed: 1,
  trainedOn: 40,
  tracks: 40,
  probes: 3,
  measuredRecall: 0.9 + version / 100,
  measuredOn: 40 * version,
  recallGoal: 0.95,
  comparisons: 12,
  smallestCell: 1,
  medianCell: 3,
  largestCell: 8,
  imbalance: 1.2,
  hubSkew: 0.4,
  dimensions: 1,
  centres: Buffer.alloc(4),
  ...changes,
})

type Sent = readonly [record: StreamRecord, sentAt: number]

/** What listeners play from lists for some hours: most of it from the newest list, some from one that is twenty lists old. */
function listsOf(random: () => number): readonly Sent[] {
  const sent: Sent[] = []
  const made = new Map<string, RecommendationId[]>()
  /** Some take back what their listener played last, and one is of a session that does not count. */
  const takesBack = new Map([[77, [77]]])
  const last = new Map<string, number>()
  for (let play = 0; play < 400; play += 1) {
    const listener = `listener-${Math.floor(random() * 4)}`
    const undone = last.get(listener)
    if (undone !== undefined && play % 7 === 0 && play !== 77) takesBack.set(play, [undone])
    last.set(listener, play)
    const own = made.get(listener) ?? []
    made.set(listener, own)
    const at = START + Math.floor((play / 400) * HOURS * HOUR_MS)
    const back = random() < 0.2 ? 19 : 1
    const from = own.at(-Math.min(own.length, back)) ?? null
    const event = (['started', 'finished', 'skipped', 'liked'] as const)[Math.floor(random() * 4)] ?? 'started'
    const taken = random() < 0.8 ? from : null
    const causedBy = { topic: 'plays', partition: 0, offset: play, trackId: trackId(`t${Math.floor(random() * 8)}`), event, takenFrom: taken, takesBack: takesBack.get(play) ?? [] } // prettier-ignore
    const id = recommendationId(`neighbours-5:plays/0/${play}`)
    const items = recommendationOf(8).items.map((item, i) =>
      i === 5 && random() < 0.6 ? { ...item, propensity: 0.25, explored: random() < 0.5 } : item,
    )
    const fields = { listenerId: listenerId(listener), causedBy: { ...recommendationOf(0).causedBy, ...causedBy } }
    const list = recommended(8, at, { ...fields, recommendationId: id, items, shown: true })
    const wait = at + Math.floor(10 ** (random() * 5)) - 1
    sent.push([list, wait])
    if (play % 50 === 0) sent.push([list, wait + 5_000]) // its twin
    const shadow = { ...fields, recommendationId: recommendationId(`drawn-1:plays/0/${play}`), model: 'drawn-1' }
    sent.push([recommended(8, at, { ...shadow, shown: false }), wait])
    // A play of a track takes the list to the front, as it does in `recommend`.
    if (taken !== null) own.splice(own.indexOf(taken), 1)
    if (taken !== null) own.push(taken)
    own.push(id)
  }
  return sent
}

function windowsOf(random: () => number): readonly StreamRecord[] {
  const models = ['neighbours-5', 'typical-1', 'silent-1']
  return Array.from({ length: 60 }, (_, i) => {
    const model = models[i % 3] ?? ''
    const windowStart = START + Math.floor(random() * HOURS) * HOUR_MS
    const judged = model === 'silent-1' ? 0 : 1 + Math.floor(random() * 20)
    const [hits, misled] = [Math.floor(random() * judged * 0.5), Math.floor(random() * judged * 0.3)]
    const score = judged === 0 ? null : (hits * 0.6 - misled * 0.4) / judged
    const [finished, skipped] = i % 3 === 0 ? [hits, misled] : [0, 0]
    const figures = { judged, hits, misled, score, recommendations: judged + 3, started: hits, finished, skipped }
    return record(feedback, model, feedbackOf({ model, windowStart, windowEnd: windowStart + HOUR_MS, ...figures }), windowStart) // prettier-ignore
  })
}

const otherRecords = (): readonly StreamRecord[] => [
  record(indexTrainings, 'training', trainingOf(1), START),
  record(indexTrainings, 'training', trainingOf(1, { measuredOn: 55, measuredRecall: 0.97 }), START + 1),
  record(indexTrainings, 'training', trainingOf(2), START + HOUR_MS),
  ...['undecodable', 'needs-ffmpeg', 'needs-ffmpeg'].map((code, i) =>
    record(
      deadLetters,
      `recommend/plays/0/${i}`,
      deadLetter('a', { code, processor: 'recommend' }),
      START + i * HOUR_MS,
    ),
  ),
]

async function written(): Promise<Runtime> {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  await runtime.codec.prepare([...runtime.topics.values()])
  const random = mulberry32(5)
  const producer = await runtime.kafka.producer()
  await producer.send(
    listsOf(random).map(([each, sentAt]) => runtime.codec.encode(each, { 'sent-at': String(sentAt) })),
  )
  await producer.close()
  await memory.write(...windowsOf(random), ...otherRecords())
  return runtime
}

let runtime: Runtime
let fold: InsightFold

beforeAll(async () => {
  runtime = await written()
  fold = insightFold()
  const follower = await edgeContext(runtime, []).follow(insightTopics, {
    from: 'start',
    isolation: 'committed',
    onRecord: fold.apply,
  })
  await follower.caughtUp
  await follower.stop()
})

/** Sums of floats depend on their order. */
const rounded = (rows: readonly object[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'number' ? Number(value.toFixed(9)) : value,
      ]),
    ),
  )

describe.each([
  ['everything', {}],
  ['some hours of it', { from: START + 3 * HOUR_MS, to: START + 7 * HOUR_MS }],
  ['hours in which nothing was', { from: END + HOUR_MS, to: END + 2 * HOUR_MS }],
])('of %s', (_, range) => {
  it.each(['scores', 'explored', 'waits', 'index', 'deadLetters'] as const)(
    'SQL gives the same figures: %s',
    async (name) => {
      const { rows, sql } = fold.between(range, END)[name]
      expect(rounded(await sqlRows(sql, runtime))).toStrictEqual(rounded(rows))
    },
  )
})

it('counts what there is, in whole hours', () => {
  const { from, to, records, scores, explored, waits, index, deadLetters: letters } = fold.between({}, END - 1)
  expect([from, to, records]).toStrictEqual([START, END, 400 * 2 + 8 + 60 + 6])
  expect(scores.rows.map(({ model, judged, skipRate }) => [model, judged > 0, skipRate === null])).toStrictEqual([
    ['neighbours-5', true, false],
    ['silent-1', false, true],
    ['typical-1', true, true],
  ])
  expect(explored.rows.map(({ rank, explored: drawn }) => `${rank}${drawn ? ' drawn' : ''}`)).toStrictEqual(
    ['1', '2', '3', '4', '5', '6', '6 drawn', '7', '8'], // prettier-ignore
  )
  const taken = explored.rows.reduce((sum, { started, finished, skipped }) => sum + started + finished + skipped, 0)
  expect(taken).toBeGreaterThan(200)
  expect(waits.rows.reduce((sum, { lists }) => sum + lists, 0)).toBe(400)
  expect(waits.rows.at(-1)?.upToMs).toBeNull()
  expect(index.rows.map(({ version, tracks }) => [version, tracks])).toStrictEqual([[1, 55], [2, 80]]) // prettier-ignore
  expect(letters.rows).toStrictEqual([
    { code: 'needs-ffmpeg', processor: 'recommend', letters: 2 },
    { code: 'undecodable', processor: 'recommend', letters: 1 },
  ])
})

it('widens a range to whole hours, and has one hour at least', () => {
  const range = (from: number, to: number) => {
    const counted = fold.between({ from, to }, END)
    return [(counted.from - START) / HOUR_MS, (counted.to - START) / HOUR_MS]
  }
  expect([range(START + 1, START + HOUR_MS + 1), range(START + 5, START + 5), range(START, START - HOUR_MS)]).toStrictEqual([[0, 2], [0, 1], [0, 1]]) // prettier-ignore
  expect(insightFold().between({}, START + 5)).toMatchObject({ from: START, to: START + HOUR_MS, records: 0 })
})

it('keeps the newest versions, and counts a bounded number of models and of kinds of dead letters', () => {
  const many = insightFold()
  const at = { partition: 0, offset: 0 }
  for (let i = 0; i < 300; i += 1) {
    const letter = record(deadLetters, 'k', deadLetter('a', { code: `code-${i}` }), START)
    const window = record(feedback, 'm', feedbackOf({ model: `model-${i}` }), START)
    for (const each of [record(indexTrainings, 'training', trainingOf(i), START), letter, window])
      many.apply({ ...each, ...at })
  }
  const { index, deadLetters: letters, scores } = many.between({}, END)
  expect(scores.rows.length).toBe(MAX_MODELS)
  expect([index.rows.length, index.rows.at(-1)?.version, letters.rows.length]).toStrictEqual([MAX_VERSIONS, 299, MAX_LETTER_KINDS]) // prettier-ignore
})
