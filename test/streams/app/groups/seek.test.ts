import { existsSync } from 'node:fs'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { keepOpinions } from '../../../../processors/keep-opinions/keep-opinions.ts'
import { recommendWith } from '../../../../processors/recommend/recommend.ts'
import { models } from '../../../../processors/recommend/models.ts'
import { listenerId, playId } from '../../../../schemas/generated.ts'
import type { ListenerProfile } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, listenerProfiles, plays } from '../../../../schemas/topics.ts'
import { seekGroup } from '../../../../streams/app/groups/seek.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { snapshotPath } from '../../../../streams/engine/runtime/snapshots.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { idleMember } from '../../../support/idle-member.ts'

const newFolder = temporaryFolders('seek')
const earliest = { to: { kind: 'earliest' }, execute: true, withState: false } as const
const recommend = recommendWith(models['neighbours-5'])
const rows = { rows: () => Promise.resolve() }

function outputs() {
  const err: string[] = []
  return { err, streams: { err: (line: string) => void err.push(line) } }
}

async function played() {
  const dataFolder = newFolder()
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder, log: pino({ level: 'silent' }) })
  const alice = listenerId('a'.repeat(32))
  const events = ['started', 'finished', 'liked'] as const
  await memory.write(
    ...events.map((event, i) =>
      record(plays, alice, playOf(event, 't1', { playId: playId(`play-${i}`) }), 1_000 * (i + 1)),
    ),
  )
  const runtime = memory.connect(new AbortController().signal)
  const profileOf = async (): Promise<ListenerProfile | null> =>
    (await memory.read(listenerProfiles)).findLast(({ key }) => key === alice)?.value ?? null
  return { memory, runtime, dataFolder, profileOf }
}

it('with its state a processor makes the same state again, and counts no record twice', async () => {
  const { memory, runtime, dataFolder, profileOf } = await played()
  await memory.runToEnd(recommend)
  const before = await profileOf()
  const { streams } = outputs()
  expect(before).not.toBeNull()
  expect(await seekGroup(runtime, 'recommend', { ...earliest, withState: true }, rows, streams)).toBe(0)
  expect([await profileOf(), existsSync(snapshotPath(dataFolder, 'recommend', 0))]).toStrictEqual([null, false])
  await memory.runToEnd(recommend)
  expect(await profileOf()).toStrictEqual(before)
})

it('with its state a processor goes on from the end with none', async () => {
  const { memory, runtime, profileOf } = await played()
  await memory.runToEnd(recommend)
  const { streams } = outputs()
  const seek = { to: { kind: 'latest' }, execute: true, withState: true } as const
  expect(await seekGroup(runtime, 'recommend', seek, rows, streams)).toBe(0)
  await memory.runToEnd(recommend)
  expect(await profileOf()).toBeNull()
})

it('without its state a processor that has one is refused, and nothing is moved', async () => {
  const { memory, runtime } = await played()
  await memory.runToEnd(recommend)
  const admin = await runtime.kafka.admin()
  const before = await admin.describeGroup('recommend')
  const { streams } = outputs()
  await expect(seekGroup(runtime, 'recommend', earliest, rows, streams)).rejects.toThrow(ConfigError)
  expect(await admin.describeGroup('recommend')).toStrictEqual(before)
})

it('is refused while members are active, and names them', async () => {
  const { runtime } = await played()
  const { err, streams } = outputs()
  const member = await idleMember(runtime.kafka, keepOpinions.name)
  expect(await seekGroup(runtime, keepOpinions.name, { ...earliest, withState: true }, rows, streams)).toBe(1)
  expect(err).toStrictEqual([expect.stringContaining('has an active member: memory (127.0.0.1).')])
  await member.stop()
})

it('without --execute it only says what it would do; an unknown group is told with the nearest name', async () => {
  const { runtime } = await played()
  const admin = await runtime.kafka.admin()
  await admin.setOffsets('notebook', [{ topic: 'plays', partition: 0, next: 1 }])
  const { err, streams } = outputs()
  expect(await seekGroup(runtime, 'notebook', { ...earliest, execute: false }, rows, streams)).toBe(0)
  expect((await admin.describeGroup('notebook')).committed).toStrictEqual([{ topic: 'plays', partition: 0, next: 1 }])
  expect(await seekGroup(runtime, 'notebok', earliest, rows, streams)).toBe(3)
  expect(await seekGroup(runtime, 'notebook', earliest, rows, streams)).toBe(0)
  expect((await admin.describeGroup('notebook')).committed[0]).toStrictEqual({ topic: 'plays', partition: 0, next: 0 })
  expect(err[0]).toBe('notebook would be moved; nothing was done. Add --execute to do it.')
})
