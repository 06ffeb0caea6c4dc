import { expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../streams/engine/access.ts'
import { applicationOf } from '../../../streams/app/application.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { bridgeSettings, decodingSettings, forgetTracksAfterMs } from '../../../streams/app/settings.ts'

const config = parseConfig({
  KAFKA_BROKERS: 'a:1,b:2',
  SCHEMA_REGISTRY_URL: 'http://r:8081',
  MONGODB_URL: 'mongodb://m/music',
  SLIPSTREAM_HOST: '0.0.0.0',
  SLIPSTREAM_PORT: '80',
  SLIPSTREAM_ORIGINS: 'https://Music.example.org/, http://nas.local:8080',
  SLIPSTREAM_PUBLISHED: '[::]:8080',
  SLIPSTREAM_TRUSTED_PROXIES: 'loopback,10.0.0.0/8',
  SLIPSTREAM_PASSWORD: 'correct horse',
  SLIPSTREAM_METRICS_TOKEN: 'sixteen letters..',
  SLIPSTREAM_DATA: '/data',
  SLIPSTREAM_MUSIC: '/music',
  SLIPSTREAM_FMA: '/fma',
  SLIPSTREAM_MODELS: 'typical-1,neighbours-5',
  SLIPSTREAM_DECODE_HOURS: '0.5',
  SLIPSTREAM_DECODE_SECONDS: '7.5',
  SLIPSTREAM_DECODE_MEMORY_MIB: '256',
})

it('gives the engine its addresses and its folder', () => {
  expect(applicationOf(config).settings).toStrictEqual({
    kafkaBrokers: ['a:1', 'b:2'],
    registryUrl: 'http://r:8081',
    access: OPEN_ACCESS,
    replication: { replicas: undefined, minInsync: undefined },
    dataFolder: '/data',
  })
})

it('gives the extractor its limits in milliseconds and bytes', () => {
  expect(decodingSettings(config)).toStrictEqual({ longestMs: 1_800_000, answerMs: 7_500, residentBytes: 268_435_456 })
})

it('gives the bridge what it serves and what it probes', () => {
  expect(bridgeSettings(config)).toStrictEqual({
    kafkaBrokers: ['a:1', 'b:2'],
    registryUrl: 'http://r:8081',
    access: OPEN_ACCESS,
    replication: { replicas: undefined, minInsync: undefined },
    mongodbUrl: expect.any(Function) as () => string,
    host: '0.0.0.0',
    port: 80,
    dataFolder: '/data',
    coverBytes: 2 ** 28,
    playableBytes: 2 ** 31,
    libraryFolders: ['/music', '/fma'],
    servingModel: 'typical-1',
    door: {
      published: { host: '::', port: 8080 },
      origins: ['https://music.example.org', 'http://nas.local:8080'],
      trustedProxies: ['loopback', '10.0.0.0/8'],
      password: 'correct horse',
      sessionKey: null,
      metricsToken: 'sixteen letters..',
    },
  })
})

it('forgets tracks after a year, after the days that are set, or never', () => {
  const after = (days?: string) => forgetTracksAfterMs(parseConfig({ SLIPSTREAM_FORGET_DAYS: days }))
  expect([after(), after('2'), after('0')]).toStrictEqual([365 * 86_400_000, 2 * 86_400_000, Infinity])
})
