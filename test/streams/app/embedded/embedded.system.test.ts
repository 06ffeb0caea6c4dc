import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { pino } from 'pino'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Addresses } from '../../../../streams/app/addresses.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { identityOf } from '../../../../streams/engine/process-identity.ts'
import { batchesOf, cutIndex, sendOneByOne } from '../../../support/index-fault.ts'
import { startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'slipstream-embedded-'))
let stack: Stack | null = null
afterAll(async () => {
  await stack?.stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const schema = JSON.stringify({ type: 'record', name: 'Song', fields: [{ name: 'title', type: 'string' }] })

async function withAdmin<R>(
  { kafkaBrokers }: Addresses,
  ask: (admin: ReturnType<ReturnType<typeof kafkaClients>['admin']>) => Promise<R>,
): Promise<R> {
  const admin = kafkaClients(kafkaBrokers, 'test', pino({ level: 'silent' })).admin()
  await admin.connect()
  try {
    return await ask(admin)
  } finally {
    await admin.disconnect()
  }
}

async function registerSong({ registryUrl }: Addresses): Promise<number> {
  const answer = await fetch(`${registryUrl}/subjects/songs-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  })
  return z.object({ id: z.number() }).parse(await answer.json()).id
}

async function schemaOf({ registryUrl }: Addresses, id: number): Promise<unknown> {
  const answer = await fetch(`${registryUrl}/schemas/ids/${id}`)
  return JSON.parse(z.object({ schema: z.string() }).parse(await answer.json()).schema)
}

async function withSongs<R>(
  { mongodbUrl }: Addresses,
  ask: (songs: ReturnType<ReturnType<MongoClient['db']>['collection']>) => Promise<R>,
): Promise<R> {
  const client = await MongoClient.connect(mongodbUrl)
  try {
    return await ask(client.db().collection('songs'))
  } finally {
    await client.close()
  }
}

/** Asked by hand: `fetch` sets Host and Origin itself. */
function statusAt(url: string, method: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject)
    asked.end(method === 'PUT' ? '{"value":"true"}' : undefined)
  })
}

/** What a page could do to the registry that listens there. */
async function attacksOn(url: string) {
  const { origin } = new URL(url)
  const property = `${origin}/apis/registry/v2/admin/config/properties/registry.rest.artifact.deletion.enabled`
  return {
    use: await statusAt(`${url}/subjects`, 'GET'),
    pageOfThisMachine: await statusAt(`${url}/subjects`, 'GET', { origin: 'http://localhost:8080' }),
    foreignPage: await statusAt(`${url}/subjects`, 'GET', { origin: 'https://evil.example' }),
    reboundName: await statusAt(`${url}/subjects`, 'GET', { host: 'evil.example' }),
    setting: await statusAt(property, 'PUT'),
    deletion: await statusAt(`${url}/subjects/songs-value`, 'DELETE'),
    otherApi: await statusAt(`${origin}/apis/registry/v2/groups/default/artifacts/songs-value`, 'DELETE'),
  }
}

/** A page of an index that cannot be had, as on a full disk. */
async function faultInIndex(stack: Stack) {
  const before = await sendOneByOne(stack, 'songs', ['one', 'two'])
  cutIndex(stack, 'songs')
  const atFault = await sendOneByOne(stack, 'songs', ['three', 'four'])
  return { before, atFault }
}

/** Where the registry listens behind its door. */
function innerUrl({ addresses }: Stack, pid: number): string {
  const options = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const valueOf = (name: string) => options.find((option) => option.startsWith(`-D${name}=`))?.split('=')[1] ?? ''
  const { pathname } = new URL(addresses.registryUrl)
  return `http://${valueOf('quarkus.http.host')}:${valueOf('quarkus.http.port')}${pathname}`
}

it('keeps topics, schema ids and documents over a restart, also after a kill and a full disk, and leaves no process', async () => {
  const first = (stack = await startStack(dataFolder))
  const firstPids = Object.values(first.pids())
  await withAdmin(first.addresses, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'songs', numPartitions: 3 }] }),
  )
  await withSongs(first.addresses, (songs) =>
    songs.updateOne({ title: 'Blue' }, { $set: { year: 1971 } }, { upsert: true }),
  )
  const id = await registerSong(first.addresses)
  const attacks = {
    door: await attacksOn(first.addresses.registryUrl),
    registry: process.platform === 'linux' ? await attacksOn(innerUrl(first, first.pids().registry ?? 0)) : null,
  }
  const { before, atFault } = await faultInIndex(first)
  // What was acknowledged is kept, also by who had no time to put anything in order.
  for (const pid of Object.values(first.pids())) process.kill(pid, 'SIGKILL')
  await first.stop()
  const isEnded = readFileSync(join(dataFolder, 'logs', 'kafka.log'), 'utf8').includes('as on a full disk: ended.')

  const second = (stack = await startStack(dataFolder))
  const secondPids = Object.values(second.pids())
  const partitions = await withAdmin(second.addresses, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: ['songs'] })
    return topics.map((topic) => [topic.name, topic.partitions.length])
  })
  const found = {
    partitions,
    schema: await schemaOf(second.addresses, id),
    sameId: await registerSong(second.addresses),
    sent: await sendOneByOne(second, 'songs', ['five']),
    batches: batchesOf(second, 'songs'),
    song: await withSongs(second.addresses, (songs) => songs.findOne({ title: 'Blue' }, { projection: { _id: 0 } })),
  }
  await second.stop()
  stack = null

  const refused = { pageOfThisMachine: 403, foreignPage: 403, setting: 403, deletion: 403, otherApi: 403 }
  const denied = { ...refused, setting: 401, deletion: 401, otherApi: 401 }
  expect(attacks).toStrictEqual({
    door: { use: 200, reboundName: 403, ...refused },
    // It checks no Host, and its address cannot be guessed.
    registry: process.platform === 'linux' ? { use: 200, reboundName: 200, ...denied } : null,
  })

  const unknown = [false, false]
  expect({ before, atFault, isEnded }).toStrictEqual({ before: [true, true], atFault: unknown, isEnded: true })
  const parsed: unknown = JSON.parse(schema)
  expect(found).toStrictEqual({
    partitions: [['songs', 3]],
    schema: parsed,
    sameId: id,
    sent: [true],
    // Each offset once. The third batch was in the file, and counts; what producers then send again, the broker knows.
    batches: [
      [0, 'one'],
      [1, 'two'],
      [2, 'three'],
      [3, 'five'],
    ],
    song: { title: 'Blue', year: 1971 },
  })
  const alive = [...firstPids, ...secondPids].filter((pid) => identityOf(pid) !== null)
  expect({ started: firstPids.length + secondPids.length, alive }).toStrictEqual({ started: 6, alive: [] })
})
