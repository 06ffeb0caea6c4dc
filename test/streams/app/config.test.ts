import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../streams/engine/errors.ts'
import { addressesOf, parseConfig } from '../../../streams/app/config.ts'

describe('the environment', () => {
  it('names everything that is wrong at once', () => {
    const wrong = {
      SLIPSTREAM_PORT: 'x',
      MONGODB_URL: 'http://db',
      KAFKA_BROKERS: 'kafka',
      SLIPSTREAM_LOG_LEVEL: 'loud',
    }
    expect(() => parseConfig(wrong)).toThrow(ConfigError)
    expect(() => parseConfig(wrong)).toThrow(
      /^KAFKA_BROKERS: must be host:port.*\nMONGODB_URL: must begin with.*\nSLIPSTREAM_PORT: .*\nSLIPSTREAM_LOG_LEVEL: .*$/,
    )
  })

  it('leads to the embedded parts on loopback when nothing is set, or set to nothing', () => {
    expect(addressesOf(parseConfig({ KAFKA_BROKERS: '' }))).toStrictEqual({
      kafkaBrokers: ['127.0.0.1:19092'],
      registryUrl: 'http://127.0.0.1:18081/apis/ccompat/v7',
      mongodbUrl: 'mongodb://127.0.0.1:27117/slipstream',
    })
  })

  it('replaces each part by what is set', () => {
    const config = parseConfig({
      KAFKA_BROKERS: 'a:1, b:2',
      SCHEMA_REGISTRY_URL: 'http://r:8081',
      MONGODB_URL: 'mongodb://m/music',
    })
    expect(addressesOf(config)).toStrictEqual({
      kafkaBrokers: ['a:1', 'b:2'],
      registryUrl: 'http://r:8081',
      mongodbUrl: 'mongodb://m/music',
    })
  })
})

describe('the models', () => {
  const models = (names: string) => parseConfig({ SLIPSTREAM_MODELS: names }).SLIPSTREAM_MODELS

  it('are the default one alone when none is named', () => {
    expect(models('')).toStrictEqual(['neighbours-4'])
  })

  it('are those named, in order', () => {
    expect(models('typical-1, drawn-1')).toStrictEqual(['typical-1', 'drawn-1'])
  })

  it.each([
    ['typical-1,neighbors-1,x', 'there is no model neighbors-1, x. There are: neighbours-4, typical-1, drawn-1.'],
    ['typical-1,typical-1', 'each model may be named once.'],
  ])('reject %s', (names, why) => {
    expect(() => models(names)).toThrow(new ConfigError(`SLIPSTREAM_MODELS: ${why}`))
  })
})
