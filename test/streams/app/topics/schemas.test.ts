import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { registryApi } from '../../../../streams/app/topics/registry-api.ts'
import { checkSchema, diffSchemas, listSchemas, showSchema } from '../../../../streams/app/topics/schemas.ts'
import { ConfigError, SlipstreamError } from '../../../../streams/engine/errors.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { rowOutput } from '../../../support/row-output.ts'

const field = (name: string, type: unknown) => ({ name, type })
const version = (...fields: readonly object[]) => ({ type: 'record', name: 'Play', fields })
const [first, second] = [version(field('at', 'long')), version(field('at', 'long'), field('by', 'string'))]
const branded = version(field('id', { type: 'string', brand: 'AlbumId' }))

const registered = (number: number, schema: object) => ({ subject: 'plays-value', version: number, id: number + 10, schema: JSON.stringify(schema) }) // prettier-ignore
const ANSWERS: Readonly<Record<string, unknown>> = {
  'GET /subjects': ['plays-value', 'albums-value', 'home-plays-value'],
  'GET /subjects/home-plays-value/versions': [1],
  'GET /subjects/home-plays-value/versions/1': { ...registered(1, first), subject: 'home-plays-value' },
  'GET /subjects/plays-value/versions': [1, 2],
  'GET /subjects/plays-value/versions/1': registered(1, first),
  'GET /subjects/plays-value/versions/2': registered(2, second),
  'GET /subjects/albums-value/versions': [1],
  'GET /subjects/albums-value/versions/1': { ...registered(1, branded), subject: 'albums-value' },
  'GET /config/plays-value': { compatibilityLevel: 'FULL_TRANSITIVE' },
  'GET /config': { compatibilityLevel: 'BACKWARD' },
}

let server: Server
let verdict: object
const headers: (string | undefined)[] = []

beforeEach(async () => {
  verdict = { is_compatible: true, messages: [] }
  server = createServer((request, response) => {
    headers.push(request.headers.authorization)
    const question = `${request.method ?? ''} ${request.url ?? ''}`
    const checked = question === 'POST /compatibility/subjects/plays-value/versions?verbose=true'
    const body = checked ? verdict : ANSWERS[question]
    response.writeHead(body === undefined ? 404 : 200, { connection: 'close' }).end(JSON.stringify(body ?? {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  await once(server, 'close')
})
const newFolder = temporaryFolders('schemas')
const registry = (user = '', topicPrefix = '') =>
  registryApi(`http://${user}127.0.0.1:${(server.address() as AddressInfo).port}`, {
    ...OPEN_ACCESS.registry,
    topicPrefix,
  })

function fileOf(content: string): string {
  const file = join(newFolder(), 'play.avsc')
  writeFileSync(file, content)
  return file
}

it('lists the subjects with their versions and levels of compatibility', async () => {
  const { lines, rows } = rowOutput()
  expect(await listSchemas(registry(), rows)).toBe(0)
  expect(lines).toStrictEqual([
    { subject: 'albums-value', versions: [1], id: 11, compatibility: 'BACKWARD' },
    { subject: 'home-plays-value', versions: [1], id: 11, compatibility: 'BACKWARD' },
    { subject: 'plays-value', versions: [1, 2], id: 12, compatibility: 'FULL_TRANSITIVE' },
  ])
})

it('shows those of this installation alone, where several share a registry, by their names without its prefix', async () => {
  const { lines, err, rows, streams } = rowOutput()
  expect(await listSchemas(registry('', 'home-'), rows)).toBe(0)
  expect(await showSchema(registry('', 'home-'), { name: 'plays', version: 'latest' }, rows, streams)).toBe(0)
  expect(await showSchema(registry('', 'home-'), { name: 'albums', version: 'latest' }, rows, streams)).toBe(3)
  expect([lines, err]).toStrictEqual([
    [
      { subject: 'plays-value', versions: [1], id: 11, compatibility: 'BACKWARD' },
      { subject: 'plays-value', version: 1, id: 11, schema: first },
    ],
    ['The schema registry has no subject albums. "npx slipstream schema list" shows all.'],
  ])
})

it('shows a version, by the name of the subject or of the topic', async () => {
  const { lines, err, rows, streams } = rowOutput()
  expect(await showSchema(registry(), { name: 'plays', version: 'latest' }, rows, streams)).toBe(0)
  expect(await showSchema(registry(), { name: 'plays-value', version: '1' }, rows, streams)).toBe(0)
  expect(lines).toStrictEqual([
    { subject: 'plays-value', version: 2, id: 12, schema: second },
    { subject: 'plays-value', version: 1, id: 11, schema: first },
  ])
  expect(await showSchema(registry(), { name: 'plays', version: '7' }, rows, streams)).toBe(3)
  expect(await showSchema(registry(), { name: 'playz', version: '1' }, rows, streams)).toBe(3)
  await expect(showSchema(registry(), { name: 'plays', version: 'new' }, rows, streams)).rejects.toThrow(ConfigError)
  expect(err).toStrictEqual([
    'plays-value has no version 7. It has 1, 2.',
    'The schema registry has no subject playz. Did you mean plays? "npx slipstream schema list" shows all.',
  ])
})

it('shows what a reader outside needs, or with raw what was registered', async () => {
  const { lines, rows, streams } = rowOutput()
  for (const raw of [false, true])
    expect(await showSchema(registry(), { name: 'albums', version: 'latest', raw }, rows, streams)).toBe(0)
  expect(lines).toMatchObject([{ schema: version(field('id', 'string')) }, { schema: branded }])
})

it('compares two versions, or a version and a file', async () => {
  const { lines, err, rows, streams } = rowOutput()
  const file = fileOf(JSON.stringify(second))
  expect(await diffSchemas(registry(), { name: 'plays', from: '1', to: 'latest' }, rows, streams)).toBe(0)
  expect(await diffSchemas(registry(), { name: 'plays', from: file, to: '1' }, rows, streams)).toBe(0)
  expect(await diffSchemas(registry(), { name: 'plays', from: file, to: '2' }, rows, streams)).toBe(0)
  expect(lines).toStrictEqual([
    { subject: 'plays-value', path: 'by', change: 'added', from: null, to: { type: 'string' } },
    { subject: 'plays-value', path: 'by', change: 'removed', from: { type: 'string' }, to: null },
  ])
  expect(err).toStrictEqual([`${file} and 2 of plays-value do not differ.`])
})

it('a file that the registry would refuse is a check that failed', async () => {
  const { lines, err, rows, streams } = rowOutput()
  const file = fileOf(JSON.stringify(second))
  expect(await checkSchema(registry(), 'plays', file, rows, streams)).toBe(0)
  verdict = { is_compatible: false, messages: ['by has no default.'] }
  expect(await checkSchema(registry(), 'plays', file, rows, streams)).toBe(5)
  expect(lines[1]).toStrictEqual({ subject: 'plays-value', file, compatible: false, compatibility: 'FULL_TRANSITIVE', versions: [1, 2], messages: ['by has no default.'] }) // prettier-ignore
  expect(err).toStrictEqual([`${file} does not fit plays-value (FULL_TRANSITIVE). by has no default.`])
  for (const content of ['no JSON', '{"type":"recor"}']) {
    await expect(checkSchema(registry(), 'plays', fileOf(content), rows, streams)).rejects.toThrow(ConfigError)
  }
})

it('tells the one reason that Apicurio gives in place of messages', async () => {
  const { lines, err, rows, streams } = rowOutput()
  const file = fileOf(JSON.stringify(second))
  verdict = { is_compatible: false, reason: 'Incompatible artifact: by at /fields/1' }
  expect(await checkSchema(registry(), 'plays', file, rows, streams)).toBe(5)
  expect(lines[0]).toMatchObject({ messages: ['Incompatible artifact: by at /fields/1'] })
  expect(err[0]).toContain('Incompatible artifact: by at /fields/1')
})

it('a registry that does not answer is told without its password, which is sent as such', async () => {
  const away = registryApi('http://user:secret@127.0.0.1:9', OPEN_ACCESS.registry)
  const refused = away.subjects()
  await expect(refused).rejects.toThrow(SlipstreamError)
  await expect(refused).rejects.not.toThrow('secret')
  await registry('user:secret@').subjects()
  expect(headers.at(-1)).toBe(`Basic ${Buffer.from('user:secret').toString('base64')}`)
})
