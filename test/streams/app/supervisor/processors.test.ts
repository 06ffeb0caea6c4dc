import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { RESTARTS_VARIABLE } from '../../../../streams/app/run/measured-process.ts'
import { addressesOf, parseConfig } from '../../../../streams/app/config.ts'
import {
  environmentOf,
  processorProgram,
  superviseProcessor,
  withoutRepeatedLines,
} from '../../../../streams/app/supervisor/processors.ts'
import type { Restart } from '../../../../streams/app/supervisor/supervise.ts'
import { openRunFolder } from '../../../../streams/app/supervisor/run-folder.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { startRig } from '../../../processors/websocket-bridge/bridge-rig.ts'

const folder = temporaryFolders('processors')

it('gives a processor the configuration of its supervisor, with every address settled', () => {
  const config = parseConfig({
    MONGODB_URL: 'mongodb://db.local:27017/songs',
    SLIPSTREAM_KAFKA_PORT: '29092',
    SLIPSTREAM_DATA: '/var/slipstream',
    SLIPSTREAM_MUSIC: '/music/a:/music/b',
    SLIPSTREAM_PORT: '8080',
    SLIPSTREAM_HOST: '::1',
    SLIPSTREAM_ORIGINS: 'https://music.example.org,http://nas.local:8080',
    SLIPSTREAM_PUBLISHED: '127.0.0.1:8080',
    SLIPSTREAM_TRUSTED_PROXIES: 'none',
    SLIPSTREAM_METRICS_TOKEN: 'sixteen letters..',
    SLIPSTREAM_PASSWORD: 'correct horse',
    SLIPSTREAM_PASSWORD_FILE: '/run/password',
    SLIPSTREAM_OPEN: 'yes',
    SLIPSTREAM_LOG_LEVEL: 'debug',
  })
  const addresses = addressesOf(config)
  const given = parseConfig(environmentOf(config, addresses))
  expect({ given, addresses: addressesOf(given) }).toStrictEqual({
    given: {
      ...config,
      KAFKA_BROKERS: ['127.0.0.1:29092'],
      SCHEMA_REGISTRY_URL: 'http://127.0.0.1:18081/apis/ccompat/v7',
      SLIPSTREAM_KAFKA_PORT: 19_092,
    },
    addresses,
  })
})

it('starts a processor by the command of this program', () => {
  const config = parseConfig({})
  const { args, cwd } = processorProgram('recommend', config, addressesOf(config))
  const [main = '', ...rest] = args.slice(-3)
  expect([main, ...rest]).toStrictEqual([join(cwd, 'streams/app/cli/slipstream.js'), 'run', 'recommend'])
  expect(existsSync(main)).toBe(true)
})

it('shows no address with a password in the list of processes', () => {
  const config = parseConfig({
    MONGODB_URL: 'mongodb://u:s3cret@db.local/songs',
    SCHEMA_REGISTRY_URL: 'http://u:s3cret@registry.local',
  })
  const { command, args, env } = processorProgram('mongo-sink', config, addressesOf(config))
  expect([command, ...args].filter((each) => each.includes('s3cret'))).toStrictEqual([])
  expect([env['MONGODB_URL'], env['SCHEMA_REGISTRY_URL']]).toStrictEqual([
    config.MONGODB_URL,
    config.SCHEMA_REGISTRY_URL,
  ])
})

it('gives the password to the process that asks for it, and to no other', () => {
  const config = parseConfig({ SLIPSTREAM_PASSWORD: 'correct horse', SLIPSTREAM_METRICS_TOKEN: 'sixteen letters..' })
  const secrets = ['websocket-bridge', 'recommend'].map((name) => {
    const { env } = processorProgram(name, config, addressesOf(config))
    return [env['SLIPSTREAM_PASSWORD'], env['SLIPSTREAM_METRICS_TOKEN']]
  })
  expect(secrets).toStrictEqual([
    ['correct horse', 'sixteen letters..'],
    ['', ''],
  ])
})

it('tells a processor how often it was started again', () => {
  const config = parseConfig({})
  const restartsOf = (...restarts: readonly number[]) =>
    restarts.map((each) => processorProgram('recommend', config, addressesOf(config), each).env[RESTARTS_VARIABLE])
  expect(restartsOf(0, 3)).toStrictEqual(['0', '3'])
})

it('shows the same line again only after a while', () => {
  const shown: string[] = []
  let nowMs = 0
  const show = withoutRepeatedLines(
    (line) => shown.push(`${nowMs}: ${line}`),
    () => nowMs,
  )
  for (nowMs of [0, 9_999, 10_000]) for (const line of ['Kafka is away.', 'The disk is full.']) show(line)
  expect(shown).toStrictEqual([
    '0: Kafka is away.',
    '0: The disk is full.',
    '10000: Kafka is away.',
    '10000: The disk is full.',
  ])
})

it('tells the reason of a death once: not again when its last line was shown', async () => {
  const { restarts, shown } = await dying(
    'process.stderr.write(JSON.stringify({level:50,msg:%22Away%22})+%22\\n%22);process.exit(1)',
    folder(),
    1,
  )
  expect([shown, restarts.map(({ exit }) => exit.lastError)]).toStrictEqual([['recommend: error: Away'], ['']])
})

it('counts a processor that dies before its first line: it shows in /readyz and in the player', async () => {
  const data = folder()
  const { restarts } = await dying('throw%20Error(%22No%20such%20module.%22)', data, 4)
  const rig = await startRig({ dataFolder: data })
  const player = await rig.connect({ cookie: await rig.session(), origin: rig.url })
  const why = 'Error: No such module.'
  expect(restarts.map(({ exit }) => exit.lastError)).toStrictEqual(Array<string>(4).fill(why))
  const missed = 'Up next does not follow what you play'
  expect(await player.next('troubles')).toMatchObject({ processors: [{ processor: 'recommend', missed, why }] })
  expect((await rig.ask('GET', '/readyz')).json()).toMatchObject({
    parts: {
      processors: { ok: false, why: `${missed}: recommend crashes again and again (${why}). Its log says more.` },
    },
  })
})

/** Supervises a processor whose processes run this instead of their program, until it has died so often. */
async function dying(code: string, data: string, deaths: number) {
  const config = parseConfig({ SLIPSTREAM_DATA: data })
  const before = process.env['NODE_OPTIONS']
  process.env['NODE_OPTIONS'] = `--import=data:text/javascript,${code}`
  const run = await openRunFolder(data, () => undefined)
  const [restarts, shown]: [Restart[], string[]] = [[], []]
  await new Promise<void>((resolve) => {
    const kept = superviseProcessor('recommend', config, addressesOf(config), {
      run,
      untilRoom: () => Promise.resolve(),
      pause: { untilPaused: () => new Promise<void>(() => undefined), untilResumed: () => Promise.resolve() },
      show: (line) => shown.push(line),
      events: {
        onDied(_name, restart) {
          restarts.push(restart)
          if (restart.failures === deaths) void kept.stop(0).then(resolve)
        },
        onFatal: () => undefined,
        onRecovered: () => undefined,
      },
    })
  })
  if (before === undefined) delete process.env['NODE_OPTIONS']
  else process.env['NODE_OPTIONS'] = before
  run.release()
  return { restarts, shown }
}
