import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { RESTARTS_VARIABLE } from '../../../../streams/app/run/measured-process.ts'
import { addressesOf } from '../../../../streams/app/addresses.ts'
import { environment, parseConfig } from '../../../../streams/app/config.ts'
import { SECRETS } from '../../../../streams/app/connection-settings.ts'
import { partEnvironment } from '../../../../streams/app/embedded/part.ts'
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
    SLIPSTREAM_SESSION_KEY: 'a key of thirty-two letters or more',
    SLIPSTREAM_SESSION_KEY_FILE: '/run/session-key',
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

/** Each with a value of its own, as the environment of the supervisor holds them. */
const SECRET_ENV = {
  KAFKA_TLS_CERT: `-----BEGIN CERTIFICATE-----of-kafka`,
  KAFKA_TLS_KEY: '-----BEGIN PRIVATE KEY-----of-kafka',
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: 'u',
  KAFKA_SASL_PASSWORD: 'password-of-kafka',
  SCHEMA_REGISTRY_URL: 'https://u:password-of-registry@r',
  MONGODB_URL: 'mongodb://u:password-of-mongodb@m/songs',
  SLIPSTREAM_PASSWORD: 'password-of-player',
  SLIPSTREAM_METRICS_TOKEN: 'token-of-metrics',
}

/** What Linux shows of a real process with this environment, to each program of its user. */
async function shownOf(env: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], { env: { ...env } })
  await once(child.stdout, 'data')
  const shown = readFileSync(`/proc/${child.pid ?? 0}/environ`, 'utf8')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return shown.match(/\w+-of-\w+|PRIVATE KEY/g) ?? []
}

it.runIf(process.platform === 'linux')('gives a secret to the processes that need it, and to no other', async () => {
  const config = parseConfig(SECRET_ENV)
  const before = { ...process.env }
  Object.assign(process.env, SECRET_ENV)
  try {
    const shown = async (name: string) =>
      new Set(await shownOf(processorProgram(name, config, addressesOf(config)).env))
    const ofKafka = ['PRIVATE KEY', 'password-of-kafka', 'password-of-registry']
    expect(await shown('recommend')).toStrictEqual(new Set(ofKafka))
    expect(await shown('mongo-sink')).toStrictEqual(new Set([...ofKafka, 'password-of-mongodb']))
    expect(await shown('websocket-bridge')).toStrictEqual(
      new Set([...ofKafka, 'password-of-mongodb', 'password-of-player', 'token-of-metrics']),
    )
    expect(await shownOf(partEnvironment(process.env))).toStrictEqual([])
  } finally {
    for (const name of Object.keys(SECRET_ENV)) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, before)
  }
})

it('knows of each setting that may be in a file who needs it, unless everybody may read it', () => {
  const PUBLIC = ['KAFKA_TLS_CA', 'KAFKA_TLS_CERT', 'SCHEMA_REGISTRY_CA']
  const names = Object.keys(environment)
  const secrets = names.filter((name) => names.includes(`${name}_FILE`) && !PUBLIC.includes(name))
  expect(secrets.filter((name) => !(name in SECRETS))).toStrictEqual([])
})

it('gives a processor the whole path of a file, and the URL of MongoDB only in its file', () => {
  const file = join(folder(), 'url')
  writeFileSync(file, 'mongodb://u:s3cret@m/songs')
  const config = parseConfig({ MONGODB_URL_FILE: file, KAFKA_TLS_CA_FILE: 'ca.pem' })
  const { env } = processorProgram('mongo-sink', config, addressesOf(config))
  expect([env['MONGODB_URL'], env['MONGODB_URL_FILE'], env['KAFKA_TLS_CA_FILE']]).toStrictEqual([
    '',
    file,
    join(process.cwd(), 'ca.pem'),
  ])
  expect(Object.values(env).filter((value) => value?.includes('s3cret'))).toStrictEqual([])
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
