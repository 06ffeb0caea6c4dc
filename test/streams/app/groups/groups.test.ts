import { pino } from 'pino'
import { expect, it } from 'vitest'
import { allTopics, deadLetters } from '../../../../schemas/topics.ts'
import { describeGroup, listGroups } from '../../../../streams/app/groups/groups.ts'
import { COUNTED_RECORDS, countUnread } from '../../../../streams/engine/runtime/count-unread.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { rowOutput } from '../../../support/row-output.ts'
import { idleMember } from '../../../support/idle-member.ts'

const newFolder = temporaryFolders('groups')
const HOUR_MS = 3_600_000

/** Two committed transactions in `plays`, of which a group has read the first. */
async function running() {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  const writer = await runtime.kafka.transactionalWriter('test', 'test', { topics: ['plays'] })
  const record = (key: string, timestamp: number) => ({ topic: 'plays', partition: 0, key: Buffer.from(key), value: null, headers: {}, timestamp }) // prettier-ignore
  await writer.send([record('a', 1), record('b', 2)])
  await writer.commit([])
  await writer.send([record('c', Date.now() - HOUR_MS)])
  await writer.commit([])
  const admin = await runtime.kafka.admin()
  const commit = (next: number) => admin.setOffsets('notebook', [{ topic: 'plays', partition: 0, next }])
  return { runtime, admin, commit, kafka: memory.kafka }
}

it('has a lag of 0 at rest, although transaction markers stand behind what was read', async () => {
  const { runtime, admin, commit } = await running()
  await commit(4) // behind the last record: its marker is offset 4
  const { lines, err, rows, streams } = rowOutput()
  expect(await listGroups(runtime, { maxLag: 0 }, rows, streams)).toBe(0)
  expect([lines, err, (await admin.logBounds(['plays']))[0]?.end]).toStrictEqual([
    [{ group: 'notebook', state: 'inactive', members: 0, lagRecords: 0, lagSeconds: 0, exact: true }],
    [],
    5,
  ])
})

it('counts the records that were not read, and their age; more than allowed is a check that failed', async () => {
  const { runtime, commit } = await running()
  await commit(1)
  const { lines, err, rows, streams } = rowOutput()
  expect(await describeGroup(runtime, 'notebook', { maxLag: 1 }, rows, streams)).toBe(5)
  expect(lines[0]).toMatchObject({ partition: 0, committed: 1, end: 5, lagRecords: 2, exact: true, member: null })
  expect(err).toStrictEqual([expect.stringMatching(/^notebook has not read 2 records, more than 1; the oldest is \d+ s old\.$/)]) // prettier-ignore
  expect(await describeGroup(runtime, 'notebook', { maxLag: 2 }, rows, streams)).toBe(0)
})

it('reads so many records and no more: the rest is counted by offsets, and said to be no exact count', async () => {
  const { runtime, admin } = await running()
  const bounds = await admin.logBounds(['plays'])
  const [lag] = await countUnread(runtime, bounds, [], 1)
  // Three records were read in one go; the marker behind them may be one, as far as is known.
  expect([lag?.records, lag?.isExact, COUNTED_RECORDS]).toStrictEqual([3 + 1, false, 100_000])
})

it('names the member that holds a partition, and the nearest name of a group that is not there', async () => {
  const { runtime, commit } = await running()
  await commit(4)
  const member = await idleMember(runtime.kafka, 'notebook')
  const { lines, err, rows, streams } = rowOutput()
  expect(await describeGroup(runtime, 'notebook', {}, rows, streams)).toBe(0)
  expect(lines[0]).toMatchObject({ member: { clientId: 'memory', host: '/127.0.0.1' } })
  expect(await describeGroup(runtime, 'notebok', {}, rows, streams)).toBe(3)
  expect(err[0]).toContain('Did you mean notebook?')
  await member.stop()
})

it('says that Kafka does not answer, as other commands do', async () => {
  const { runtime, kafka } = await running()
  kafka.setAway(true)
  const { rows, streams } = rowOutput()
  await expect(listGroups(runtime, {}, rows, streams)).rejects.toMatchObject({ code: 'kafka-unavailable', retriable: true }) // prettier-ignore
})
