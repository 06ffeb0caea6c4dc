import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../streams/engine/errors.ts'
import { OPEN_ACCESS } from '../../../streams/engine/access.ts'
import { addressesOf } from '../../../streams/app/addresses.ts'
import { parseConfig } from '../../../streams/app/config.ts'

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

  it.each([
    ['SLIPSTREAM_PORT', 'x', 'must be a whole number from 0 to 65535'],
    ['SLIPSTREAM_PORT', '70000.5', 'must be a whole number from 0 to 65535'],
    ['SLIPSTREAM_FMA_LIMIT', '-1.5', 'must be a whole number, 1 or more'],
    ['SLIPSTREAM_FORGET_DAYS', '-1', 'must be a whole number, 0 or more'],
    ['SLIPSTREAM_DECODE_SECONDS', 'soon', 'must be a number, 1 or more'],
    ['SLIPSTREAM_DECODE_HOURS', '0', 'must be a number above 0'],
    ['SLIPSTREAM_OPEN', 'maybe', 'must be one of yes, no'],
    ['SCHEMA_REGISTRY_URL', 'registry', 'must be an address, as http://registry:8081'],
  ])('says of %s=%s in plain words: %s', (name, value, why) => {
    expect(() => parseConfig({ [name]: value })).toThrow(new ConfigError(`${name}: ${why}`))
  })

  it('names a setting that there is not, with the nearest that there is', () => {
    expect(() => parseConfig({ SLIPSTREAM_PASSWROD: 'correct horse', SLIPSTREAM_PORT: 'x' })).toThrow(
      new ConfigError(
        'SLIPSTREAM_PORT: must be a whole number from 0 to 65535\nSLIPSTREAM_PASSWROD: there is no such setting. Did you mean SLIPSTREAM_PASSWORD?',
      ),
    )
    expect(parseConfig({ SLIPSTREAM_RESTARTS: '3', PATH: '/bin', SLIPSTREAM_PASSWROD: '' }).SLIPSTREAM_PORT).toBe(4600)
  })

  it('leads to the embedded parts on loopback when nothing is set, or set to nothing', () => {
    expect(addressesOf(parseConfig({ KAFKA_BROKERS: '' }))).toStrictEqual({
      kafkaBrokers: ['127.0.0.1:19092'],
      registryUrl: 'http://127.0.0.1:18081/apis/ccompat/v7',
      mongodbUrl: 'mongodb://127.0.0.1:27117/slipstream',
      access: OPEN_ACCESS,
      replication: { replicas: undefined, minInsync: undefined },
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
      access: OPEN_ACCESS,
      replication: { replicas: undefined, minInsync: undefined },
    })
  })
})

describe('the models', () => {
  const models = (names: string) => parseConfig({ SLIPSTREAM_MODELS: names }).SLIPSTREAM_MODELS

  it('are the default one alone when none is named', () => {
    expect(models('')).toStrictEqual(['neighbours-5'])
  })

  it('are those named, in order', () => {
    expect(models('typical-1, drawn-1')).toStrictEqual(['typical-1', 'drawn-1'])
  })

  it.each([
    ['typical-1,neighbors-1,x', 'there is no model neighbors-1, x. There are: neighbours-5, typical-1, drawn-1.'],
    ['typical-1,typical-1', 'each model may be named once.'],
  ])('reject %s', (names, why) => {
    expect(() => models(names)).toThrow(new ConfigError(`SLIPSTREAM_MODELS: ${why}`))
  })
})

describe('the addresses that browsers use', () => {
  const origins = (text: string) => parseConfig({ SLIPSTREAM_ORIGINS: text }).SLIPSTREAM_ORIGINS

  it('are origins, written in one way', () => {
    expect(origins('HTTPS://Music.Example.org:443/, http://nas.local:8080')).toStrictEqual([
      'https://music.example.org',
      'http://nas.local:8080',
    ])
  })

  it.each(['music.example.org', 'https://a/player', 'https://user@a', 'ftp://a', '*', 'https://*', 'https://a b'])(
    'are not %s',
    (text) => {
      expect(() => origins(text)).toThrow(
        new ConfigError('SLIPSTREAM_ORIGINS: must be addresses without a path, as https://music.example.org'),
      )
    },
  )

  it('come through proxies of this machine, those that are named, or none', () => {
    const proxies = (text: string) => parseConfig({ SLIPSTREAM_TRUSTED_PROXIES: text }).SLIPSTREAM_TRUSTED_PROXIES
    expect(['', 'none', '10.0.0.1, fd00::/8'].map(proxies)).toStrictEqual([['loopback'], [], ['10.0.0.1', 'fd00::/8']])
    for (const wrong of ['nginx', '10.0.0.0/33', '10.0.0.0/x', '10.0.0'])
      expect(() => proxies(wrong)).toThrow(ConfigError)
  })

  it('are published by a container where it says', () => {
    const published = (text: string) => parseConfig({ SLIPSTREAM_PUBLISHED: text }).SLIPSTREAM_PUBLISHED
    expect([published(''), published('0.0.0.0:8080'), published('[::1]:80')]).toStrictEqual([
      undefined,
      { host: '0.0.0.0', port: 8080 },
      { host: '::1', port: 80 },
    ])
    expect(() => published('8080')).toThrow(new ConfigError('SLIPSTREAM_PUBLISHED: must be host:port'))
  })
})
