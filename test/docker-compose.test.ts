import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readMetrics } from '../schemas/http.ts'
import { originsServed } from '../processors/websocket-bridge/origin.ts'
import { accessOf } from '../streams/app/access.ts'
import { javaProperties, registrySettings } from '../streams/app/embedded/settings.ts'
import { REGISTRY_PATH } from '../streams/app/addresses.ts'
import { environment, parseConfig } from '../streams/app/config.ts'
import { bridgeSettings } from '../streams/app/settings.ts'
import { wholeTopology } from '../streams/app/topology.ts'
import { composeFile, filledIn, serviceSchema } from './support/compose.ts'

const topology = wholeTopology()

const root = join(import.meta.dirname, '..')
const compose = composeFile()
const service = (name: string) => serviceSchema.parse(compose.services[name])
const pom = readFileSync(join(root, 'streams', 'app', 'embedded', 'pom.xml'), 'utf8')
const versionInPom = (property: string) => new RegExp(`<${property}>(.*)</${property}>`).exec(pom)?.[1]

const filled = (variables: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, filledIn(value, env)]))

/** The variables by which others come in; the other processors do not need them. */
const DOOR = [
  'SLIPSTREAM_PUBLISHED',
  'SLIPSTREAM_ORIGINS',
  'SLIPSTREAM_TRUSTED_PROXIES',
  'SLIPSTREAM_PASSWORD',
  'SLIPSTREAM_PASSWORD_FILE',
  'SLIPSTREAM_SESSION_KEY_FILE',
  'SLIPSTREAM_OPEN',
  'SLIPSTREAM_METRICS_TOKEN',
]

describe('docker-compose.yml', () => {
  it('runs the versions that the embedded stack runs', () => {
    expect([service('kafka').image, service('registry').image]).toStrictEqual([
      `apache/kafka:${versionInPom('kafka.version') ?? ''}`,
      `apicurio/apicurio-registry-mem:${versionInPom('apicurio.version') ?? ''}`,
    ])
  })

  it('runs the newest LTS of Node, which the fast tests pass on', () => {
    const { optionalDependencies } = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'test', 'node-lts', 'package.json'), 'utf8')))
    const versions = [...new Set(Object.values(optionalDependencies))]
    expect(versions.map((version) => `FROM node:${version}-slim`)).toStrictEqual([
      /^FROM .*$/m.exec(service('provision').build?.dockerfile_inline ?? '')?.[0],
    ])
  })

  it('pins every image to a whole version', () => {
    const images = Object.values(compose.services).map(({ image }) => image)
    const base = /^FROM (.*)$/m.exec(service('provision').build?.dockerfile_inline ?? '')?.[1] ?? ''
    expect([...images, base].filter((image) => !/:v?\d+\.\d+\.\d+[\w.-]*$/.test(image))).toStrictEqual([])
  })

  it('gives the registry the settings of the embedded one, and lets this machine reach it by its door', () => {
    const options = service('registry').environment['JAVA_TOOL_OPTIONS'] ?? ''
    expect(options.split(' ').slice(1)).toStrictEqual(javaProperties(registrySettings))
    expect(service('registry').ports).toStrictEqual([])
    const { entrypoint = [], command = [] } = service('registry-door')
    expect(existsSync(join(root, entrypoint.at(-1) ?? ''))).toBe(true)
    expect(command).toStrictEqual(['8080', String(parseConfig({}).SLIPSTREAM_REGISTRY_PORT), 'registry', '8080'])
  })

  it('publishes the ports of the embedded stack, on loopback only', () => {
    const defaults = parseConfig({})
    const ports = Object.entries(compose.services).flatMap(([name, { ports }]) =>
      ports.map((port) => [name, filledIn(port)]),
    )
    expect(ports).toStrictEqual([
      ['kafka', `127.0.0.1:${defaults.SLIPSTREAM_KAFKA_PORT}:${defaults.SLIPSTREAM_KAFKA_PORT}`],
      // Of the cluster.
      ['kafka-2', '127.0.0.1:19093:19093'],
      ['kafka-3', '127.0.0.1:19094:19094'],
      ['registry-door', `127.0.0.1:${defaults.SLIPSTREAM_REGISTRY_PORT}:8080`],
      ['mongodb', `127.0.0.1:${defaults.SLIPSTREAM_MONGODB_PORT}:27017`],
      ['websocket-bridge', `127.0.0.1:${defaults.SLIPSTREAM_PORT}:${defaults.SLIPSTREAM_PORT}`],
      ['grafana', '127.0.0.1:3000:3000'],
    ])
  })

  it('runs every processor of the topology as a service of its own', () => {
    const runs = Object.entries(compose.services).filter(([, { command }]) => command?.[0] === 'run')
    expect(runs.map(([name, { command }]) => [name, command?.[1]])).toStrictEqual(
      topology.map(({ name }) => [name, name]),
    )
  })

  it('starts nothing before what it needs, and knows when that is there', () => {
    const waits = Object.entries(compose.services).flatMap(([name, { depends_on }]) =>
      Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
    )
    const unknowable = waits.filter(({ on, condition }) => {
      const ends = ['provision', 'registry-folder'].includes(on)
      const wanted = ends ? 'service_completed_successfully' : 'service_healthy'
      return condition !== wanted || (wanted === 'service_healthy' && service(on).healthcheck === undefined)
    })
    const unprovisioned = topology.filter(({ name }) => !('provision' in service(name).depends_on))
    expect({ waits: waits.length, unknowable, unprovisioned }).toStrictEqual({
      // Topics wait for up to three brokers and the registry, that for its folder, its door for it, the sink for MongoDB, Prometheus for the bridge.
      waits: 4 + 1 + 1 + topology.length + 1 + 1,
      unknowable: [],
      unprovisioned: [],
    })
  })

  it('sets only variables that the program reads, to values that it takes', () => {
    const application = Object.entries(compose.services).filter(([, { build }]) => build !== undefined)
    const unknown = application.flatMap(([name, { environment: set }]) =>
      Object.keys(set)
        .filter((variable) => !(variable in environment))
        .map((variable) => `${name}: ${variable}`),
    )
    expect(unknown).toStrictEqual([])
    const bridge = service('websocket-bridge').environment
    const parsed = parseConfig(filled(bridge))
    expect([parsed.SLIPSTREAM_HOST, parsed.KAFKA_BROKERS, parsed.SCHEMA_REGISTRY_URL]).toStrictEqual([
      '0.0.0.0',
      ['kafka:9092'],
      `http://registry:8080${REGISTRY_PATH}`,
    ])
  })

  it('gives the bridge all that the other processors have, but the address it listens on and who may come in', () => {
    const others = { ...service('recommend').environment, SLIPSTREAM_HOST: '0.0.0.0' }
    const bridge = Object.entries(service('websocket-bridge').environment)
    expect(Object.fromEntries(bridge.filter(([name]) => !DOOR.includes(name)))).toStrictEqual(others)
  })

  it('takes from its environment who may come in, by the variables of the program', () => {
    const { environment: set } = service('websocket-bridge')
    const given = Object.fromEntries(DOOR.map((name) => [name, `<${name}>`]))
    // A file of this machine is another path in the container.
    const secrets: Readonly<Record<string, string>> = {
      SLIPSTREAM_PASSWORD_FILE: '/run/secrets/password',
      SLIPSTREAM_SESSION_KEY_FILE: '/run/secrets/session-key',
    }
    expect(DOOR.map((name) => filledIn(set[name] ?? '', given))).toStrictEqual(
      DOOR.map((name) => secrets[name] ?? `<${name}>`),
    )
  })

  it('hands secrets over as files that the bridge alone sees, and reads none that is not given', () => {
    const given = { SLIPSTREAM_PASSWORD_FILE: '/home/me/password', SLIPSTREAM_SESSION_KEY_FILE: '/home/me/key' }
    const readers = Object.entries(compose.services).filter(([, { secrets }]) => secrets.length > 0)
    expect(readers.map(([name]) => name)).toStrictEqual(['websocket-bridge'])
    expect(service('websocket-bridge').secrets).toStrictEqual(Object.keys(compose.secrets))
    const files = (env: Readonly<Record<string, string>>) =>
      Object.values(compose.secrets).map(({ file }) => filledIn(file, env))
    expect(files(given)).toStrictEqual(Object.values(given))
    expect(files({}).filter((path) => !existsSync(join(root, path)))).toStrictEqual([])
    const unset = filled(service('websocket-bridge').environment)
    expect([unset['SLIPSTREAM_PASSWORD_FILE'], unset['SLIPSTREAM_SESSION_KEY_FILE']]).toStrictEqual(['', ''])
    // The program reads the paths that are set, so a secret that is given is one that it looks for.
    const set = filled(service('websocket-bridge').environment, given)
    expect(parseConfig(set)).toMatchObject({ SLIPSTREAM_PASSWORD_FILE: '/run/secrets/password' })
  })

  it('takes from its environment how long tracks and listeners are remembered', () => {
    const given = { SLIPSTREAM_FORGET_DAYS: '30', SLIPSTREAM_FORGET_LISTENER_DAYS: '0' }
    expect(parseConfig(filled(service('scan-library').environment, given)).SLIPSTREAM_FORGET_DAYS).toBe(30)
    expect(parseConfig(filled(service('recommend').environment, given)).SLIPSTREAM_FORGET_LISTENER_DAYS).toBe(0)
  })

  it('serves this machine unless told otherwise, and a network at the port that is asked for', () => {
    const { environment: set, ports } = service('websocket-bridge')
    const lan = { SLIPSTREAM_PUBLISHED: '0.0.0.0:8080', SLIPSTREAM_ORIGINS: 'http://nas.local:8080' }
    const guarded = { ...lan, SLIPSTREAM_PASSWORD: 'correct horse' }
    expect([accessOf(parseConfig(filled(set))), accessOf(parseConfig(filled(set, guarded)))]).toStrictEqual([
      'this-machine',
      'password',
    ])
    expect(() => accessOf(parseConfig(filled(set, lan)))).toThrow('set SLIPSTREAM_PASSWORD')
    expect(ports.map((port) => filledIn(port, lan))).toStrictEqual(['0.0.0.0:8080:4600'])
    const { door, host, port } = bridgeSettings(parseConfig(filled(set, guarded)))
    const served = originsServed({ host, port, ...door }, { names: [], addresses: [] })
    expect(served).toEqual(expect.arrayContaining(['http://127.0.0.1:8080', 'http://nas.local:8080']))
    const mapped = bridgeSettings(parseConfig(filled(set, { SLIPSTREAM_PUBLISHED: '127.0.0.1:8080' })))
    expect(originsServed({ host, port, ...mapped.door }, { names: [], addresses: [] })).toContain(
      'http://localhost:8080',
    )
  })

  it('keeps everything in named volumes, and reads music without being able to write it', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes }) => volumes)
    const named = new Set(
      ['', 'kafka-1'].flatMap((volume) =>
        mounts
          .filter((mount) => !mount.endsWith(':ro'))
          .map((mount) => filledIn(mount, { CLUSTER_VOLUME: volume }).split(':')[0]),
      ),
    )
    const music = new Set(mounts.filter((mount) => mount.endsWith(':ro') && !mount.startsWith('./streams/')))
    expect({ named: [...named].sort(), music: [...music] }).toStrictEqual({
      named: Object.keys(compose.volumes).sort(),
      music: ['${SLIPSTREAM_MUSIC:-./schemas}:/music:ro', '${SLIPSTREAM_FMA:-./schemas}:/fma:ro'],
    })
  })

  it('brings up Prometheus and Grafana by the profile monitoring alone, with the configuration that is here', () => {
    const monitoring = Object.entries(compose.services).filter(([, { profiles }]) => profiles.includes('monitoring'))
    expect(monitoring.map(([name]) => name)).toStrictEqual(['prometheus', 'grafana'])
    const mounts = monitoring.flatMap(([, { volumes }]) => volumes.filter((mount) => mount.startsWith('./')))
    expect(mounts.map((mount) => mount.split(':')[0] ?? '').filter((path) => !existsSync(join(root, path)))).toStrictEqual([]) // prettier-ignore
    // Prometheus scrapes the bridge as its own machine does, and is found by Grafana where the bridge is.
    const read = (path: string): unknown => parse(readFileSync(join(root, 'streams/app/monitoring', path), 'utf8'))
    const { port } = bridgeSettings(parseConfig(filled(service('websocket-bridge').environment)))
    expect(service('prometheus').network_mode).toBe('service:websocket-bridge')
    expect(read('prometheus.yml')).toMatchObject({
      scrape_configs: [{ metrics_path: readMetrics.path, honor_labels: true, static_configs: [{ targets: [`127.0.0.1:${port}`] }] }], // prettier-ignore
    })
    expect(read('grafana/provisioning/datasources/prometheus.yml')).toMatchObject({ datasources: [{ url: 'http://websocket-bridge:9090' }] }) // prettier-ignore
    const { options } = z.object({ options: z.object({ path: z.string() }) }).parse(z.object({ providers: z.tuple([z.unknown()]) }).parse(read('grafana/provisioning/dashboards/slipstream.yml')).providers[0]) // prettier-ignore
    expect(service('grafana').volumes).toContain(`./streams/app/monitoring/grafana/dashboards:${options.path}:ro`)
    const home = service('grafana').environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? ''
    expect(existsSync(join(root, 'streams/app/monitoring/grafana/dashboards', home.replace(`${options.path}/`, '')))).toBe(true) // prettier-ignore
  })
})
