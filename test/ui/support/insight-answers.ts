import type { Flow, InsightCounts } from '../../../ui/data/insights.ts'

/** What the server may answer about its insights. */

const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 0, 1)

export const noInsights: InsightCounts = {
  from: START,
  to: START + HOUR_MS,
  reading: false,
  records: 0,
  scores: { rows: [], sql: 'select 1 as scores' },
  explored: { rows: [], sql: 'select 1 as explored' },
  waits: { rows: [], sql: 'select 1 as waits' },
  index: { rows: [], sql: 'select 1 as index' },
  deadLetters: { rows: [], sql: 'select 1 as letters' },
}

const model = (name: string, judged: number, score: number, skipped: number) => ({
  model: name,
  lists: judged + 10,
  judged,
  score,
  low: score - 0.04,
  high: score + 0.05,
  started: 3 * skipped,
  finished: 2 * skipped,
  skipped,
  skipRate: skipped === 0 ? null : 1 / 3,
  skipLow: skipped === 0 ? null : 0.21,
  skipHigh: skipped === 0 ? null : 0.47,
})

const ranked = (rank: number, explored: boolean, finished: number, skipped: number) => ({
  rank,
  explored,
  offered: 400,
  started: finished + skipped + 2,
  finished,
  skipped,
  finishedShare: finished + skipped === 0 ? null : finished / (finished + skipped),
  low: finished + skipped === 0 ? null : 0.2,
  high: finished + skipped === 0 ? null : 0.8,
})

export const someInsights: InsightCounts = {
  ...noInsights,
  to: START + 26 * HOUR_MS,
  records: 12_345,
  scores: {
    rows: [model('drawn-1', 1_128, 0.03, 0), model('neighbours-5', 1_128, 0.214, 40), model('typical-1', 0, 0, 0)],
    sql: "select 'scores' as scores",
  },
  explored: { rows: [ranked(1, false, 9, 3), ranked(6, false, 151, 227), ranked(6, true, 10, 12), ranked(7, false, 0, 0)], sql: 'select 2' }, // prettier-ignore
  waits: { rows: [{ upToMs: 100, lists: 30 }, { upToMs: 200, lists: 900 }, { upToMs: 1_000, lists: 68 }, { upToMs: null, lists: 2 }], sql: 'select 3' }, // prettier-ignore
  index: { rows: [1, 2, 3, 4].map((version) => ({ version, cells: 4 * version, probes: 2, recall: 0.95 + version / 100, recallGoal: 0.95, tracks: 40 * version })), sql: 'select 4' }, // prettier-ignore
  deadLetters: {
    rows: [
      { code: 'undecodable', processor: 'recommend', letters: 4 },
      { code: 'needs-ffmpeg', processor: 'extract-features', letters: 3 },
      { code: 'needs-ffmpeg', processor: 'group-tracks', letters: 3 },
    ],
    sql: 'select 5',
  },
}

const edge = (from: string, to: string, kind: Flow['edges'][number]['kind'], recordsPerSecond: number | null = null, lag: number | null = null) => ({ from, to, kind, recordsPerSecond, lag }) // prettier-ignore

export const someFlow: Flow = {
  processors: [
    { name: 'recommend', instances: 1 },
    { name: 'monitor-feedback', instances: 1 },
    { name: 'mongo-sink', instances: 0 },
  ],
  topics: [
    { name: 'plays', recordsPerSecond: 2.14 },
    { name: 'artists', recordsPerSecond: 0 },
    { name: 'recommendations', recordsPerSecond: 3.2 },
    { name: 'feedback', recordsPerSecond: 0.04 },
  ],
  edges: [
    edge('artists', 'recommend', 'table'),
    edge('plays', 'recommend', 'input', 2.14, 3),
    edge('recommend', 'recommendations', 'output', 3.2),
    edge('recommendations', 'monitor-feedback', 'input', 3.2, 0),
    edge('monitor-feedback', 'feedback', 'output', 0.04),
    edge('plays', 'mongo-sink', 'input', 2.14, 1),
  ],
  inputs: { rows: [], sql: 'select 6' },
}
