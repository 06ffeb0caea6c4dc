import { describe, expect, it } from 'vitest'
import { allTopics } from '../../../../schemas/topics.ts'
import { cleaningOf, going, mentionCount, stateOfModels, toBeRemoved } from '../../../../streams/app/forget/mentions.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'

const ann = 'a'.repeat(32)
const of = (
  offset: number,
  key: string | null,
  value: string | null,
  headers: LogRecord['headers'] = {},
): LogRecord => ({
  offset,
  timestamp: 100 + offset,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers,
})

function counted(topic: string, ...records: readonly LogRecord[]) {
  const count = mentionCount(topic, ann)
  for (const each of records) count.add(0, each)
  return count.result()
}

describe('the records that mention a listener', () => {
  it('are found by key, value and header; a key is live until a tombstone, or a value that says nothing of them', () => {
    const found = counted(
      'monitor-feedback-state',
      of(0, 'popular-1', `lists of ${ann}`),
      of(1, 'drawn-1', `lists of ${ann}`),
      of(2, 'popular-1', 'lists of bob'),
      of(3, 'bob', 'x', { note: Buffer.from(ann) }),
      of(4, 'bob', null),
      of(5, null, ann),
    )
    expect(found).toMatchObject({ records: 4, newestMs: 105, ends: [{ topic: 'monitor-feedback-state', partition: 0, next: 6 }] }) // prettier-ignore
    expect(found?.live.map(({ key }) => key.toString())).toStrictEqual(['drawn-1'])
    expect(found === null ? [] : stateOfModels([found])).toStrictEqual(['drawn-1'])
    expect(counted('plays', of(0, 'bob', 'x'))).toBeNull()
  })

  it('are removed by tombstones, but for the state of models and, at first, for what processors drop themselves', () => {
    const ours = new Map(allTopics.map((topic) => [topic.name, topic]))
    const topics = ['plays', 'listener-profiles', 'monitor-feedback-state', 'my-plays']
    const found = topics.flatMap((topic) => counted(topic, of(0, ann, 'x')) ?? [])
    const removed = (round: number) =>
      toBeRemoved(found, ours, new Set(['listener-profiles']), round).map(({ topic }) => topic)
    expect([removed(0), removed(1)]).toStrictEqual([['plays'], ['plays', 'listener-profiles']])
  })
})

describe('when what is left goes', () => {
  const live = counted('plays', of(0, ann, 'x')) ?? expect.unreachable()
  const gone = counted('plays', of(0, ann, 'x'), of(1, ann, null)) ?? expect.unreachable()
  const keptFor = cleaningOf(new Map([['cleanup.policy', 'delete'], ['retention.ms', '86400000'], ['segment.ms', '1000']])) // prettier-ignore
  const forEver = cleaningOf(new Map([['retention.ms', '-1']]))
  const compacted = cleaningOf(new Map([['cleanup.policy', 'compact']]))
  const own = { isOwnBroker: true, isOurs: true }
  const foreign = { isOwnBroker: false, isOurs: true }

  it.each([
    ['a newest record of ours is to be removed', going(live, forEver, own), false, /give the command again/],
    ['from our own broker at the next start', going(gone, forEver, own), true, /next "npm start"/],
    ['a copy of somebody on it, too', going(live, forEver, { ...own, isOurs: false }), true, /next "npm start"/],
    ['by retention', going(gone, keptFor, foreign), true, /^by 1970-01-02T00:00:01/],
    ['by compaction', going(gone, compacted, foreign), true, /compacts the topic: it may begin 8 days/],
    ['never, where it is kept for ever', going(gone, forEver, foreign), false, /^never/],
    ['never, in a topic of another program', going(live, keptFor, { ...foreign, isOurs: false }), false, /of another program/], // prettier-ignore
  ])('%s', (_, { isExpected, goes }, expected, words) => {
    expect([isExpected, goes]).toStrictEqual([expected, expect.stringMatching(words)])
  })
})
