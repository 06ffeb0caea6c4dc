import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { keepOpinions } from '../../../../processors/keep-opinions/keep-opinions.ts'
import { monitorFeedback } from '../../../../processors/monitor-feedback/monitor-feedback.ts'
import { models } from '../../../../processors/recommend/models.ts'
import { recommendWith } from '../../../../processors/recommend/recommend.ts'
import { listenerDigest, forgottenListeners } from '../../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId, playId } from '../../../../schemas/generated.ts'
import {
  allTopics,
  deadLetters,
  keepOpinionsState,
  listenerProfiles,
  monitorFeedbackState,
  opinions,
  plays,
} from '../../../../schemas/topics.ts'
import { forgetListener, parseListener } from '../../../../streams/app/forget/forget.ts'
import type { ForgetPort } from '../../../../streams/app/forget/forget.ts'
import { absentLetter } from '../../../../streams/app/cli/dead-letters.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { openDeadLetters } from '../../../../streams/engine/runtime/dead-letter-queue.ts'
import { newTopicOf } from '../../../../streams/engine/runtime/topic-settings.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf, recommended, START } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('forget')
const [ann, bob] = [listenerId('a'.repeat(32)), listenerId('b'.repeat(32))]
const recommend = recommendWith(models['neighbours-5'])
const running = [recommend, keepOpinions, monitorFeedback]

/** Two listeners who played and liked, in topics, database, a snapshot and a log. */
async function service(isOwnBroker = true) {
  const dataFolder = newFolder()
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder, log: pino({ level: 'silent' }) })
  for (const topic of allTopics)
    memory.kafka.configureTopic(topic.name, newTopicOf(topic, { holdsDeadLetters: false, brokers: 1 }).config)
  const listOf = (who: typeof ann) => {
    const list = recommended(3, START, { listenerId: who, model: 'popular-1' })
    if (list.value === null) return list
    const causedBy = { ...list.value.causedBy, offset: who === ann ? 1 : 2 }
    return { ...list, key: who, value: { ...list.value, causedBy } }
  }
  for (const who of [ann, bob])
    await memory.write(
      record(plays, who, playOf('finished', 't1', { listenerId: who, playId: playId(`${who}1`) }), START),
      record(plays, who, playOf('liked', 't1', { listenerId: who, playId: playId(`${who}2`) }), START + 1),
      listOf(who),
    )
  const run = async () => {
    for (const each of running) await memory.runToEnd(each)
  }
  await run()
  const log = join(dataFolder, 'logs', 'recommend.log')
  mkdirSync(join(dataFolder, 'logs'))
  writeFileSync(log, `{"key":"${ann}"}\n{"key":"${bob}"}\n`)
  const documents = new Map<'plays' | 'profiles', readonly string[]>([['plays', [`${ann}/1`]], ['profiles', [ann]]]) // prettier-ignore
  const [lines, err]: [unknown[], string[]] = [[], []]
  const port: ForgetPort = {
    runtime: memory.connect(new AbortController().signal),
    documents: {
      mentioning: (listener) => Promise.resolve(new Map(listener === ann ? documents : [])),
      remove: (name) => Promise.resolve(void documents.delete(name as 'plays')),
    },
    isOwnBroker,
    isOwnStore: true,
    processors: running.map(({ name }) => name),
    output: {
      line: (text) => void lines.push(JSON.parse(text)),
      text: () => undefined,
      printable: () => Promise.resolve(),
      flush: () => Promise.resolve(),
    },
    streams: { err: (line) => void err.push(line) },
    withinMs: 0,
  }
  /** As with processors that run: what they have not read yet they read, and the command is given again. */
  const forget = async () => {
    for (let times = 0; times < 3; times += 1) {
      err.length = 0
      lines.length = 0
      const code = await forgetListener(port, ann, true)
      if (!err.some((line) => line.includes('has not read yet'))) return code
      await run()
    }
    throw new Error(`It does not come to an end: ${err.join(' ')}`)
  }
  const newest = async (topic: typeof opinions | typeof listenerProfiles | typeof keepOpinionsState) => {
    const records = await memory.read(topic as typeof opinions)
    return new Map(records.map(({ key, value }) => [key, value !== null]))
  }
  return { memory, port, dataFolder, log, documents, lines, err, forget, newest, run }
}

describe('a listener who is forgotten', () => {
  it('is first only said to be there, and where; nothing changes', async () => {
    const { port, memory, lines, err, dataFolder } = await service()
    const before = await memory.read(plays)
    expect(await forgetListener(port, ann, false)).toBe(0)
    expect(lines).toContainEqual({ found: 'records', topic: 'plays', records: 2, keys: 1 })
    expect(lines).toContainEqual({ found: 'documents', collection: 'plays', documents: 1 })
    expect(lines).toContainEqual({ found: 'file', path: 'logs/recommend.log', kind: 'log' })
    expect(err).toStrictEqual(['Nothing was removed. Add --execute to do it.'])
    expect([await memory.read(plays), forgottenListeners(dataFolder)]).toStrictEqual([before, []])
  })

  it('leaves no state, no opinion, no document, no snapshot and no line of a log; others keep theirs', async () => {
    const { forget, newest, memory, documents, dataFolder, log } = await service()
    expect(await forget()).toBe(0)
    for (const topic of [opinions, listenerProfiles, keepOpinionsState]) {
      const keys = [...(await newest(topic))]
      expect(keys.filter(([key, isLive]) => key.startsWith(ann) && isLive)).toStrictEqual([])
      expect(keys.filter(([key, isLive]) => key.startsWith(bob) && isLive)).toHaveLength(1)
    }
    const held = (await memory.read(monitorFeedbackState)).findLast(({ key }) => key === 'popular-1')?.value?.lists
    expect(held?.map((list) => list.listenerId)).toStrictEqual([bob])
    expect([documents.size, readFileSync(log, 'utf8')]).toStrictEqual([0, `{"key":"${'0'.repeat(32)}"}\n{"key":"${bob}"}\n`]) // prettier-ignore
    expect(existsSync(join(dataFolder, 'state'))).toBe(true)
  })

  it('has every record that is left told with the time that it goes, and the id kept until then', async () => {
    const { forget, lines, dataFolder } = await service()
    await forget()
    const topics = lines.filter((line) => typeof line === 'object' && line !== null && 'topic' in line)
    expect(topics).toContainEqual(expect.objectContaining({ left: 'records', topic: 'plays', expected: true, goes: expect.stringContaining('at the next "npm start"') as unknown })) // prettier-ignore
    expect(forgottenListeners(dataFolder)).toMatchObject([{ digest: listenerDigest(ann), listener: ann }])
  })

  it('fails the check on a Kafka of somebody else, which keeps plays for ever', async () => {
    const { forget, lines, dataFolder } = await service(false)
    expect(await forget()).toBe(5)
    const expected = (topic: string) => lines.find((line) => (line as { topic?: string }).topic === topic)
    expect(expected('plays')).toMatchObject({ expected: false, goes: expect.stringMatching(/^never:/) as unknown })
    expect(expected('recommendations')).toMatchObject({ expected: true, goes: expect.stringMatching(/^by \d{4}-/) as unknown }) // prettier-ignore
    expect(expected('opinions')).toMatchObject({ expected: true, goes: expect.stringContaining('compacts') as unknown })
    expect(forgottenListeners(dataFolder)).toMatchObject([{ digest: listenerDigest(ann), listener: null }])
  })

  it('is not taken out of the log before every processor has read it', async () => {
    const { port, err, dataFolder } = await service()
    expect(await forgetListener(port, ann, true)).toBe(5)
    expect(err.filter((line) => line.includes('has not read yet'))).toHaveLength(3)
    expect(forgottenListeners(dataFolder)).toMatchObject([{ listener: null }])
  })

  it('is taken out again when plays of an open session came behind', async () => {
    const { forget, newest, memory, run } = await service()
    await forget()
    await memory.write(
      record(plays, ann, playOf('liked', 't2', { listenerId: ann, playId: playId('late') }), START + 9),
    )
    await run()
    expect((await newest(listenerProfiles)).get(ann)).toBe(true)
    expect(await forget()).toBe(0)
    expect((await newest(listenerProfiles)).get(ann)).toBe(false)
  })
})

it('says that nobody has that id, and what an id is', async () => {
  const { port, err } = await service()
  expect(await forgetListener(port, listenerId('c'.repeat(32)), true)).toBe(3)
  expect(err).toStrictEqual([`Nothing mentions the listener ${'c'.repeat(32)}.`])
  expect(() => parseListener('ann')).toThrow(ConfigError)
})

it('says of a dead letter that it was removed, and not that its record was sent again', async () => {
  const { forget, memory, port } = await service()
  const key = 'recommend/plays/0/7'
  const letter = {
    ...{ topic: 'plays', partition: 0, offset: 7, processor: 'recommend', code: 'undecodable', message: '?' },
    ...{ attempts: 1, timestamp: START, key: Buffer.from(ann), value: Buffer.from('?'), headers: [] },
  }
  await memory.write(record(deadLetters, key, letter, START))
  await forget()
  const queue = await openDeadLetters(port.runtime)
  expect([(await queue.waiting().next()).done, queue.isRedriven(key), queue.isRemoved(key)]).toStrictEqual([true, false, true]) // prettier-ignore
  expect(absentLetter(queue, key)).toBe(`${key} was removed, because its listener was forgotten: it cannot be sent again.`) // prettier-ignore
  const sent = { isRedriven: () => true, isRemoved: () => false }
  expect(absentLetter(sent, key)).toBe(`${key} has been sent again already.`)
})
