import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { indexUpdates, plays, recommendations } from '../../../../schemas/topics.ts'
import { replayUntilStopped } from '../../../../streams/app/replay/replay.ts'
import { parseReplay } from '../../../../streams/app/replay/replay-options.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { portOf, recordedLog, replayed, SERVING, writeOutsideLists } from './recorded-log.ts'

const newFolder = temporaryFolders('replay')
const PLAYS = 96

/** Everything in a topic, in bytes. */
async function bytesOf(memory: MemoryRuntime, topic: string): Promise<readonly (LogRecord & { partition: number })[]> {
  const { kafka } = memory.connect(new AbortController().signal)
  const admin = await kafka.admin()
  const count = (await admin.describeTopics([topic])).get(topic)?.partitions ?? 0
  await admin.close()
  const found: (LogRecord & { partition: number })[] = []
  const stop = new AbortController()
  await kafka.read({
    partitions: Array.from({ length: count }, (_, partition) => ({ topic, partition })),
    from: 'start',
    isolation: 'committed',
    signal: stop.signal,
    onRecords: ({ partition }, records) => void found.push(...records.map((each) => ({ ...each, partition }))),
    onCaughtUp: () => stop.abort(),
  })
  return found.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
}

async function running() {
  const memory = await recordedLog(newFolder(), PLAYS)
  const folder = newFolder()
  const offsets = async () => {
    const admin = await memory.connect(new AbortController().signal).kafka.admin()
    const committed = await admin.committedOffsets('recommend', [plays.name])
    await admin.close()
    return committed
  }
  return { memory, offsets, manifest: (name: string) => join(folder, `${name}.json`) }
}

/** All but the headers. */
const bare = (all: Awaited<ReturnType<typeof bytesOf>>) =>
  all.map(({ partition, offset, key, value, timestamp }) => ({ partition, offset, key, value, timestamp }))

describe('a replay through the recommender', () => {
  it('gives the lists that were recorded, byte for byte, and leaves live offsets as they were', async () => {
    const { memory, offsets, manifest } = await running()
    const before = await offsets()
    expect(before.reduce((sum, { next }) => sum + next, 0)).toBe(PLAYS)
    const { code, out, err } = await replayed(memory, { processor: 'recommend', diff: true, manifest: manifest('a') })
    expect([code, out.trim().split('\n').length]).toStrictEqual([0, PLAYS])
    expect(err.find((line) => line.startsWith('lists equal'))).toMatch(new RegExp(`lists equal in bytes +${PLAYS} of ${PLAYS} +–$`)) // prettier-ignore
    expect(err.find((line) => line.startsWith('overlap'))).toContain(`1.000 [1.000, 1.000] n=${PLAYS}`)
    expect(await offsets()).toStrictEqual(before)
  })

  it('gives equal bytes twice, on standard output and in a topic', async () => {
    const { memory, manifest } = await running()
    const printed = async (name: string) =>
      (await replayed(memory, { processor: 'recommend', model: ['drawn-1'], manifest: manifest(name) })).out
    const first = await printed('a')
    expect(first.split('\n').length).toBeGreaterThan(PLAYS)
    expect(await printed('b')).toBe(first)
    for (const into of ['one', 'two'])
      await replayed(memory, { processor: 'recommend', into, manifest: manifest(into) })
    const [one, two] = [await bytesOf(memory, 'one'), await bytesOf(memory, 'two')]
    expect(one.length).toBe(PLAYS)
    expect(two).toStrictEqual(one)
    const recorded = await bytesOf(memory, recommendations.name)
    const content = (all: typeof one) => all.map(({ partition, key, value, timestamp }) => ({ partition, key, value, timestamp })) // prettier-ignore
    expect(content(one)).toStrictEqual(content(recorded))
  })

  it('says of which lists the index of that time is not in the log any more', async () => {
    const { memory, manifest } = await running()
    const again = async (name: string) => {
      const { err, out } = await replayed(memory, { processor: 'recommend', views: 'recorded', diff: true, manifest: manifest(name) }) // prettier-ignore
      return { err: err.join('\n'), out }
    }
    const whole = await again('a')
    expect(whole.err).toMatch(new RegExp(`lists equal in bytes +${PLAYS} of ${PLAYS}`))
    expect(whole.err).toContain('0 lists cannot be compared')
    const updates = await memory.read(indexUpdates)
    const codebook = updates.findLast(({ key }) => key === 'codebook')?.value
    if (codebook?.codebook == null) throw new Error('There is a codebook.')
    const newer = { ...codebook, codebook: { ...codebook.codebook, version: codebook.codebook.version + 1 } }
    await memory.write(record(indexUpdates, 'codebook', newer, Date.UTC(2027, 0)))
    memory.kafka.compact(indexUpdates.name, { tombstones: 'removed' })
    const compacted = await again('b')
    expect(compacted.err).toContain(`${PLAYS} lists cannot be compared`)
    expect(compacted.err).toMatch(new RegExp(`lists equal in bytes +0 of ${PLAYS} \\(${PLAYS}: index unavailable\\)`))
  })

  it('compares the lists that another program wrote', async () => {
    const { memory, manifest } = await running()
    await writeOutsideLists(memory, 'popular-1')
    const { err, out } = await replayed(memory, { processor: 'recommend', model: ['neighbours-5', 'popular-1'], diff: true, manifest: manifest('a') }) // prettier-ignore
    expect(err[0]?.trim().split(/ {2,}/)).toStrictEqual(['neighbours-5', 'popular-1', 'recorded'])
    expect(err.find((line) => line.startsWith('lists equal'))).toContain(`0 of ${PLAYS} (${PLAYS}: other model)`)
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ lists: [{ model: 'neighbours-5', difference: null }, { model: 'popular-1' }] }) // prettier-ignore
    await expect(replayed(memory, { processor: 'recommend', model: ['populr-1'], diff: true, manifest: manifest('b') })).rejects.toThrow('Did you mean popular-1?') // prettier-ignore
  })
})

describe('a replay into a topic', () => {
  it('copies plays byte for byte into a topic that keeps them for ever, each once', async () => {
    const { memory, offsets, manifest } = await running()
    const before = await offsets()
    const options = { into: 'past', manifest: manifest('a') }
    expect((await replayed(memory, { ...options, dryRun: true })).err).toStrictEqual([
      `${PLAYS} plays would be replayed into past, which would be made; what became of 0 of them is there. Nothing was done.`,
    ])
    expect((await replayed(memory, options)).err).toStrictEqual([
      `${PLAYS} plays were written into past; 0 were there.`,
    ])
    const [source, copy] = [await bytesOf(memory, plays.name), await bytesOf(memory, 'past')]
    expect(bare(copy)).toStrictEqual(bare(source))
    expect(copy.map(({ headers }) => String(headers['replayed-from']))).toStrictEqual(source.map(({ partition, offset }) => `plays/${partition}/${offset}`)) // prettier-ignore
    const admin = await memory.connect(new AbortController().signal).kafka.admin()
    expect((await admin.describeTopics(['past'])).get('past')?.config.get('retention.ms')).toBe('-1')
    await replayed(memory, options)
    expect((await replayed(memory, { ...options, manifest: manifest('b') })).err).toStrictEqual([
      `0 plays were written into past; ${PLAYS} were there.`,
    ])
    expect(await bytesOf(memory, 'past')).toStrictEqual(copy)
    expect(await offsets()).toStrictEqual(before)
  })

  it('goes on where it was interrupted, with the range that it began with', async () => {
    const { memory, manifest } = await running()
    const options = { into: 'past', speed: '60x', to: 'latest', manifest: manifest('a') }
    let waits = 0
    const wait = () => ((waits += 1) === 5 ? Promise.reject(new Error('Ctrl-C')) : Promise.resolve())
    await expect(replayed(memory, options, { wait })).rejects.toThrow('Ctrl-C')
    const begun = (await bytesOf(memory, 'past')).length
    expect(begun).toBeGreaterThan(0)
    expect(begun).toBeLessThan(PLAYS)
    const source = await bytesOf(memory, plays.name)
    const { value } = (await memory.read(plays))[0] ?? {}
    if (value == null) throw new Error('There is a play.')
    await memory.write(record(plays, value.listenerId, value, Date.UTC(2026, 5)))
    const { err } = await replayed(memory, options)
    expect(err.at(-1)).toBe(`${PLAYS - begun} plays were written into past; ${begun} were there.`)
    expect(bare(await bytesOf(memory, 'past'))).toStrictEqual(bare(source)) // prettier-ignore
    expect(JSON.parse(readFileSync(options.manifest, 'utf8'))).toMatchObject({
      isFinished: true,
      asked: { into: 'past' },
    })
  })

  it('ends with 130 when it is stopped, and goes on from there', async () => {
    const { memory, manifest } = await running()
    const stop = new AbortController()
    const { port, err } = portOf(memory, stop.signal)
    const plan = (speed: string) => parseReplay('plays', { into: 'past', speed, manifest: manifest('a') }, SERVING, 0)
    const wait = () => {
      stop.abort()
      return Promise.reject(new Error('The wait was aborted.'))
    }
    expect(await replayUntilStopped({ ...port, wait }, plan('1x'))).toBe(130)
    expect(err).toStrictEqual([`Stopped. The same command goes on from ${manifest('a')}.`])
    const again = portOf(memory)
    await expect(replayUntilStopped(again.port, { ...plan('max'), asked: { ...plan('max').asked, into: 'b' } })).rejects.toThrow('describes another replay') // prettier-ignore
    expect(await replayUntilStopped(again.port, plan('max'))).toBe(0)
    expect((await bytesOf(memory, 'past')).length).toBe(PLAYS)
  })

  it('refuses live topics, topics that delete, and topics of others', async () => {
    const { memory, manifest } = await running()
    const into = (topic: string) => replayed(memory, { into: topic, manifest: manifest(topic) })
    await expect(into('recommendations')).rejects.toThrow(ConfigError)
    await expect(into('a b')).rejects.toThrow('cannot be the name of a topic')
    memory.kafka.createTopics([{ ...plays, name: 'short' }])
    await expect(into('short')).rejects.toThrow('deletes records')
    memory.kafka.createTopics([{ ...plays, name: 'foreign' }])
    memory.kafka.configureTopic('foreign', { 'retention.ms': '-1' })
    const producer = await memory.connect(new AbortController().signal).kafka.producer()
    await producer.send([{ topic: 'foreign', partition: 0, key: null, value: Buffer.of(1), headers: {}, timestamp: 1 }])
    await expect(into('foreign')).rejects.toThrow('no replay wrote, such as foreign/0/0')
  })
})
