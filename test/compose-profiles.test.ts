import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../streams/app/config.ts'
import { clusterBroker } from '../streams/app/embedded/cluster/settings.ts'
import { BROKER_ENDS, brokerSettings, imageVariable } from '../streams/app/embedded/settings.ts'
import { composeConfig, composeText, envFile, filledIn, specificationErrors } from './support/compose.ts'

/** What `docker compose config` says of each way to start, without Docker. */

const root = fileURLToPath(new URL('../', import.meta.url))
const cluster = envFile('cluster.env')
const ways: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'one broker': {},
  'two models in shadow': { COMPOSE_PROFILES: 'shadows', SLIPSTREAM_MODELS: 'neighbours-5,typical-1,drawn-1' },
  'figures over time': { COMPOSE_PROFILES: 'monitoring' },
  'three brokers': cluster,
  'three brokers, with figures over time': { ...cluster, COMPOSE_PROFILES: 'cluster,monitoring' },
  'music and secrets of the user': {
    SLIPSTREAM_MUSIC: '/music',
    SLIPSTREAM_PASSWORD_FILE: '/home/me/password',
    SLIPSTREAM_SESSION_KEY_FILE: '/home/me/key',
  },
}

describe.each(Object.entries(ways))('%s', (_, env) => {
  const { services, volumes, secrets } = composeConfig(env)
  const all = Object.entries(services)

  it('keeps to the compose specification', () => {
    expect(specificationErrors(env)).toBeNull()
  })

  it('publishes each port once, on loopback, and mounts what there is', () => {
    const ports = all.flatMap(([, service]) => service.ports.map((port) => port.split(':').slice(0, 2).join(':')))
    expect(new Set(ports).size).toBe(ports.length)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toStrictEqual([])
    const sources = all.flatMap(([, service]) => service.volumes.map((mount) => mount.split(':')[0] ?? ''))
    const given = Object.values(env)
    const unknown = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(`${root}${source}`) : !(source in volumes) && !given.includes(source),
    )
    expect(unknown).toStrictEqual([])
    expect(all.flatMap(([, service]) => service.secrets).filter((name) => !(name in secrets))).toStrictEqual([])
  })

  it('gives each processor the same settings, which the program takes', () => {
    const processors = all.filter(([, { command }]) => command?.[0] === 'run')
    const brokers = new Set(processors.map(([, { environment }]) => parseConfig(environment).KAFKA_BROKERS?.join(',')))
    expect([...brokers]).toStrictEqual([env['CLUSTER_BROKERS'] ?? 'kafka:9092'])
  })

  it('gives up every privilege, runs none as root but who gives a new volume away, and bounds the memory of each', () => {
    const unbounded = all.filter(([, { mem_limit }]) => mem_limit === undefined).map(([name]) => name)
    const privileged = all.filter(
      ([, { cap_drop, security_opt }]) => !cap_drop.includes('ALL') || !security_opt.includes('no-new-privileges:true'),
    )
    const roots = all.filter(([, { user }]) => user === '0').map(([name]) => name)
    expect({ unbounded, privileged: privileged.map(([name]) => name), roots }).toStrictEqual({
      unbounded: [],
      privileged: [],
      roots: ['registry-folder'],
    })
  })
})

/** As the settings of the image are written, without those of places. */
function settingsOf(name: string, env: Readonly<Record<string, string>>) {
  const { CLUSTER_ID, KAFKA_HEAP_OPTS, ...settings } = composeConfig(env).services[name]?.environment ?? {}
  expect([CLUSTER_ID, KAFKA_HEAP_OPTS].every((place) => place !== undefined)).toBe(true)
  return settings
}

const PLACES = [
  'listeners',
  'advertised.listeners',
  'listener.security.protocol.map',
  'controller.quorum.voters',
  'log.dirs',
]

const asImage = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !PLACES.includes(name))
      .map(([name, value]) => [imageVariable(name), value]),
  )

const withoutPlaces = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !PLACES.map(imageVariable).includes(name)))

/** What is said of three brokers is Kafka's default where there is one (docs of Kafka 4.3, broker configs). */
const DEFAULTS = {
  'group.min.session.timeout.ms': '6000',
  'broker.session.timeout.ms': '9000',
  'broker.heartbeat.interval.ms': '2000',
}

describe('the brokers', () => {
  it('have the settings of the embedded one', () => {
    expect(withoutPlaces(settingsOf('kafka', {}))).toStrictEqual({
      ...asImage({ ...brokerSettings, ...DEFAULTS }),
      KAFKA_OPTS: BROKER_ENDS,
    })
  })

  it('have, where there are three, those of `npm run cluster -- --brokers 3`', () => {
    const names = ['kafka', 'kafka-2', 'kafka-3']
    const nodes = names.map((host) => ({ host, client: 1, broker: 2, controller: 3 }))
    const settings = names.map((name) => withoutPlaces(settingsOf(name, cluster)))
    const expected = names.map((_, index) =>
      asImage(clusterBroker({ id: index + 1, nodes, logFolder: '', tls: null, user: null, acls: false })),
    )
    expect(settings).toStrictEqual(expected.map((each) => ({ ...each, KAFKA_OPTS: BROKER_ENDS })))
  })

  it('vote for each other, are reached by their own names, and keep their logs apart', () => {
    const { services } = composeConfig(cluster)
    const names = ['kafka', 'kafka-2', 'kafka-3']
    const voters = names.map((name, index) => `${index + 1}@${name}:9093`).join(',')
    for (const name of names) {
      expect(services[name]?.environment).toMatchObject({ KAFKA_CONTROLLER_QUORUM_VOTERS: voters })
      expect(services[name]?.environment['KAFKA_ADVERTISED_LISTENERS']).toContain(`BROKER://${name}:9092,`)
    }
    expect(cluster['CLUSTER_BROKERS']).toBe(names.map((name) => `${name}:9092`).join(','))
    expect(names.map((name) => services[name]?.volumes[0]?.split(':')[0])).toStrictEqual([
      'kafka-1',
      'kafka-2',
      'kafka-3',
    ])
    expect(composeConfig().services['kafka']?.volumes).toStrictEqual(['kafka:/var/lib/kafka/data'])
    expect(Object.keys(services['provision']?.depends_on ?? {})).toEqual(expect.arrayContaining(names))
  })

  it('are told apart by nothing but what cluster.env sets', () => {
    const read = new Set([...composeText.matchAll(/\$\{(CLUSTER_\w+)/g)].map((match) => match[1] ?? ''))
    expect(
      Object.keys(cluster)
        .filter((name) => name !== 'COMPOSE_PROFILES')
        .sort(),
    ).toStrictEqual([...read].sort())
  })
})

describe('variables', () => {
  it('are filled in as compose does, and a lone dollar is refused', () => {
    expect(filledIn('${A:-x} ${A:+y} $$db', { A: 'a' })).toBe('a y $db')
    expect(filledIn('${A:-x} ${A:+y}')).toBe('x ')
    expect(() => filledIn('printf $db')).toThrow('a dollar is written as $$')
  })

  it('and a service that needs one of another profile is named', () => {
    const needing = (more: string) =>
      `services: { a: { image: i, depends_on: { b: { condition: service_healthy${more} } } }, b: { image: i, profiles: [x] } }`
    expect(() => composeConfig({}, needing(''))).toThrow('a needs b, which is of another profile.')
    expect(composeConfig({ COMPOSE_PROFILES: 'y,x' }, needing('')).services['a']?.depends_on).toHaveProperty('b')
    expect(composeConfig({}, needing(', required: false')).services['a']?.depends_on).toStrictEqual({})
  })
})

const MEBIBYTES: Readonly<Record<string, number>> = { m: 1, g: 1_024 }
const mebibytes = (limit = '') => Number(limit.slice(0, -1)) * (MEBIBYTES[limit.slice(-1)] ?? NaN)

/** What a Java process takes beside its heap (code, threads, buffers of the network): measured, a broker holds 260 MB with a heap of 128. */
const BESIDE_HEAP_MIB = 256

it('leaves Java room beside its heap, and decoders what each may take', () => {
  const { services } = composeConfig(cluster)
  const heaps = Object.entries(services).flatMap(([name, { environment, mem_limit }]) => {
    const options = `${environment['KAFKA_HEAP_OPTS'] ?? ''} ${environment['JAVA_TOOL_OPTIONS'] ?? ''}`
    const [, heap] = /-Xmx(\d+[mg])/.exec(options) ?? []
    return heap === undefined ? [] : [{ name, room: mebibytes(mem_limit) - mebibytes(heap) }]
  })
  expect(heaps.map(({ name }) => name)).toStrictEqual(['kafka', 'kafka-2', 'kafka-3', 'registry'])
  expect(heaps.filter(({ room }) => !(room >= BESIDE_HEAP_MIB))).toStrictEqual([])
  const decoding = services['extract-features']
  const each = parseConfig(decoding?.environment ?? {}).SLIPSTREAM_DECODE_MEMORY_MIB
  expect(mebibytes(decoding?.mem_limit)).toBeGreaterThanOrEqual(each * 8)
})
