import { describe, expect, it } from 'vitest'
import { modelId } from '../../../processors/recommend/model.ts'
import { MODEL_IDS, MODEL_SLOTS } from '../../../processors/shared/model-ids.ts'
import { models } from '../../../processors/recommend/models.ts'
import { shadowProfiles } from '../../../schemas/topics.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { mains } from '../../../streams/app/run/mains.ts'
import { topology, wholeTopology } from '../../../streams/app/topology.ts'
import type { TopologySettings } from '../../../streams/app/topology.ts'

const withoutShadows = [
  'scan-library',
  'extract-features',
  'train-index',
  'index-tracks',
  'group-tracks',
  'recommend',
  'keep-opinions',
  'monitor-feedback',
  'mongo-sink',
  'websocket-bridge',
]
const namesWith = (...[serving, ...shadows]: TopologySettings['models']) =>
  topology({ models: [serving, ...shadows] }).map(({ name }) => name)

describe('the topology', () => {
  it('has a shadow for each model after the first', () => {
    const [before, after] = [withoutShadows.slice(0, 6), withoutShadows.slice(6)]
    expect([
      namesWith('neighbours-5'),
      namesWith('drawn-1', 'typical-1'),
      namesWith('drawn-1', 'typical-1', 'neighbours-5'),
    ]).toStrictEqual([
      withoutShadows,
      [...before, 'recommend-shadow-1', ...after],
      [...before, 'recommend-shadow-1', 'recommend-shadow-2', ...after],
    ])
  })

  it('is interactive only between a play and its recommendation', () => {
    const interactive = wholeTopology().filter(({ latency }) => latency === 'interactive')
    expect(interactive.map(({ name }) => name)).toStrictEqual(['recommend', 'websocket-bridge'])
  })

  it('is in the documents with all that settings can bring about', () => {
    expect(wholeTopology().map(({ name }) => name)).toStrictEqual(Object.keys(mains))
    expect(shadowProfiles.length).toBe(MODEL_SLOTS - 1)
  })

  it('holds each processor as its process runs it, with its inputs, outputs and state', async () => {
    const ids = ['drawn-1', 'typical-1', 'neighbours-5'] as const
    const config = parseConfig({ SLIPSTREAM_MODELS: ids.join(',') })
    const shape = ({ name, from, to, reads, latency, ...more }: ReturnType<typeof topology>[number]) => ({
      ...{ name, latency, reads },
      from: from.map((topic) => topic.name),
      to: to.map((topic) => topic.name),
      changelog: 'changelog' in more ? more.changelog.name : null,
    })
    const run = await Promise.all(Object.values(mains).map(async (load) => (await load())(config).node))
    expect(run.map((node) => shape(node as never))).toStrictEqual(topology({ models: ids }).map(shape))
  })
})

describe('the models', () => {
  it('have the ids by which they are chosen', () => {
    expect(MODEL_IDS.map((id) => modelId(models[id]))).toStrictEqual(MODEL_IDS)
  })
})
