import { expect, it } from 'vitest'
import { clockFinding, crashFinding, groupFinding, letterFinding, nodeFinding, findingRow, settingsFindings, topicsFinding, wrong } from '../../../../streams/app/doctor/findings.ts' // prettier-ignore

const difference = { topic: 'plays', setting: 'retention.ms', found: '1', wanted: '-1' }
const group = { processor: 'recommend', members: 1, lagRecords: 3, isPaused: false }

it.each([
  ['an old Node', nodeFinding('20.18.9'), false, /20\.19/],
  ['a new Node', nodeFinding('24.0.0'), true, null],
  ['a topic that is missing', topicsFinding(['plays'], []), false, /provision/],
  ['a setting that loses records', topicsFinding([], [{ ...difference, isFault: true }]), false, /provision/],
  ['a setting that is only slower', topicsFinding([], [{ ...difference, isFault: false }]), true, /provision/],
  ['topics as declared', topicsFinding([], []), true, null],
  ['a processor at work', groupFinding(group), true, null],
  ['one that does not run', groupFinding({ ...group, members: 0 }), false, /logs\/recommend\.log/],
  ['one that was paused', groupFinding({ ...group, members: 0, isPaused: true }), true, /resume recommend/],
  ['one that is far behind', groupFinding({ ...group, lagRecords: 1_001 }), false, /group describe/],
  ['crashes that are over', crashFinding([{ processor: 'recommend', crashesInRow: 1, lastError: 'x' }]), true, null],
  [
    'a crash loop',
    crashFinding([{ processor: 'recommend', crashesInRow: 9, lastError: 'x' }]),
    false,
    /logs\/recommend/,
  ],
  ['dead letters', letterFinding(2), true, /dead-letters list/],
  ['none', letterFinding(0), true, null],
  ['a clock that is behind', clockFinding(200_000, 100_000), false, /NTP/],
  ['one that is not', clockFinding(100_000, 150_000), true, null],
  ['one that cannot be compared', clockFinding(null, 0), true, null],
])('%s', (_, { ok, next }, isOk, then) => {
  expect([ok, next]).toStrictEqual([isOk, then === null ? null : expect.stringMatching(then)])
})

it('names each setting that is wrong, and is a line and a row', () => {
  expect(settingsFindings('A: b\nC: d').map(({ ok, detail }) => [ok, detail])).toStrictEqual([[false, 'A: b'], [false, 'C: d']]) // prettier-ignore
  expect(settingsFindings(null).map(({ ok }) => ok)).toStrictEqual([true])
  const finding = wrong('a', 'b', 'c')
  expect(findingRow(finding)).toStrictEqual({ line: finding, cells: ['FAILED', 'a', 'b', 'c'] })
})
