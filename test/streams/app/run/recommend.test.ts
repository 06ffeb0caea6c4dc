import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../streams/app/config.ts'
import { recommendMain, shadowMain } from '../../../../streams/app/run/recommend.ts'

const one = parseConfig({ SLIPSTREAM_MODELS: 'drawn-1' })
const two = parseConfig({ SLIPSTREAM_MODELS: 'drawn-1,typical-1' })

describe('the main of a recommender', () => {
  it('serves at low latency, and runs shadows in batches', () => {
    expect(
      [recommendMain(two).node, shadowMain(1)(two).node].map(({ name, latency }) => [name, latency]),
    ).toStrictEqual([
      ['recommend', 'interactive'],
      ['recommend-shadow-1', 'batch'],
    ])
  })

  it('rejects a shadow without a model', () => {
    expect(() => shadowMain(1)(one)).toThrow(
      'recommend-shadow-1 has no model: name at least 2 in SLIPSTREAM_MODELS, separated by commas.',
    )
    expect(() => shadowMain(2)(two)).toThrow('name at least 3 in SLIPSTREAM_MODELS')
  })
})
