import { expect, it } from 'vitest'
import { monitorFeedback } from '../../../../processors/monitor-feedback/monitor-feedback.ts'
import { plays } from '../../../../schemas/topics.ts'
import { printTrace } from '../../../../streams/app/trace/trace.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import { START } from '../../../support/builders.ts'
import { alive } from '../../../support/collected.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { emptyLog, nthPlay, portOf, recordedLog, writeOutsideLists } from '../replay/recorded-log.ts'

const newFolder = temporaryFolders('trace')

it('prints a play and all that it caused, also what a program outside made of it', async () => {
  const memory = await recordedLog(newFolder(), 8)
  await memory.runToEnd(monitorFeedback)
  await writeOutsideLists(memory, 'popular-1')
  const { port, printed, err } = portOf(memory)
  expect(await printTrace(port, 'play-5')).toBe(0)
  const lines = printed().trim().split('\n').map((line) => JSON.parse(line) as { topic: string; partition: number; offset: number; headers: Record<string, string>; value: { model?: string } }) // prettier-ignore
  const [play] = lines
  const position = `plays/${play?.partition}/${play?.offset}`
  const found = lines.map(({ topic, value }) => [topic, value.model].filter((each) => each !== undefined).join(' '))
  // How many records of feedback there are depends on the pace: of those that wait to be committed the newest is written.
  expect(found.filter((each) => !each.startsWith('feedback ')).toSorted()).toStrictEqual([
    'listener-profiles',
    'plays',
    'recommendations neighbours-5',
    'recommendations popular-1',
  ])
  expect(found[0]).toBe('plays')
  const derived = lines.slice(1).filter(({ value }) => value.model !== 'popular-1')
  expect(new Set(derived.map(({ headers }) => headers['trace-id']))).toStrictEqual(new Set([position]))
  expect(err).toStrictEqual([`${lines.length - 1} records were caused by ${position}.`])
})

it('prints the lines of consume: repeated headers in order, bytes that are no text, and values that cannot be decoded', async () => {
  const memory = await recordedLog(newFolder(), 1)
  const { port, printed } = portOf(memory)
  const [play] = await memory.read(plays)
  const producer = await memory.connect(new AbortController().signal).kafka.producer()
  const note = [Buffer.from('first'), Buffer.from('second')]
  const headers = { 'caused-by': `plays/${play?.partition}/${play?.offset}`, note }
  const value = frame(999, Buffer.alloc(1))
  await producer.send([
    { topic: 'feedback', partition: 0, key: Buffer.from([0xff]), value, headers, timestamp: START * 2 },
  ])
  await producer.close()
  expect(await printTrace(port, 'play-0')).toBe(0)
  expect(JSON.parse(printed().trim().split('\n').at(-1) ?? '')).toMatchObject({
    topic: 'feedback',
    key: { base64: '/w==' },
    headers: { note: ['first', 'second'] },
    schemaId: 999,
    error: { code: 'schema-unknown' },
    raw: value.toString('base64'),
  })
})

it('holds what it found, not all that has the bytes of an id somewhere', async () => {
  const memory = emptyLog(newFolder())
  await memory.write(...Array.from({ length: 3_000 }, (_, n) => nthPlay(n, {}, 1)))
  const { port, printed } = portOf(memory)
  const { codec } = port.runtime
  const decoded: WeakRef<object>[] = []
  let most = 0
  const decode: typeof codec.decode = async (...args) => {
    if (decoded.length % 500 === 0) most = Math.max(most, await alive(decoded))
    const records = await codec.decode(...args)
    decoded.push(...records.map((each) => new WeakRef(each.ok ? each.record : each)))
    return records
  }
  const runtime = { ...port.runtime, codec: { ...codec, decode } }
  expect(await printTrace({ ...port, runtime }, 'play-1')).toBe(0)
  expect(JSON.parse(printed())).toMatchObject({ topic: 'plays', value: { playId: 'play-1' } })
  expect([decoded.length > 1_000, most < 600]).toStrictEqual([true, true])
})

it('says that there is no such play', async () => {
  const { port, err } = portOf(await recordedLog(newFolder(), 1))
  expect(await printTrace(port, 'play-9')).toBe(3)
  expect(err).toStrictEqual(['There is no play play-9 in the topic plays.'])
})
