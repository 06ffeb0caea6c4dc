import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { evaluateHistory, evaluatePlays } from '../../../../streams/app/evaluate/evaluate-history.ts'
import { EXIT } from '../../../../streams/app/output/exit-codes.ts'
import { ranksOf, rankSummary } from '../../../../streams/app/evaluate/ranked.ts'
import { histories } from '../../../support/histories.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-histories-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function evaluated(itemsText: string, negativesText: string) {
  const [items, negatives] = [join(folder, 'items'), join(folder, 'negatives')]
  writeFileSync(items, itemsText)
  writeFileSync(negatives, negativesText)
  const [out, err]: [string[], string[]] = [[], []]
  const code = evaluateHistory({ items, negatives, json: true }, { out: (line) => out.push(line), err: (line) => err.push(line) }) // prettier-ignore
  return { code, out, err }
}

describe('slipstream evaluate history', () => {
  it('prints each figure beside item-item cosine, the same whatever stands between the ids', () => {
    const { lists, negatives } = histories(80, 100, 20260203)
    const text = (rows: readonly (readonly number[])[], between: string) => rows.map((row, u) => [`u${u}`, ...row.map((item) => `i${item}`)].join(between)).join('\n') // prettier-ignore
    const spaced = evaluated(text(lists, ' '), text(negatives, '\t'))
    const commas = evaluated(`${text(lists, ',')}\n`, text(negatives, ', '))
    expect(commas).toStrictEqual(spaced)
    expect({ code: spaced.code, err: spaced.err, lines: spaced.out.length }).toStrictEqual({
      code: 0,
      err: [],
      lines: 12,
    })
    const first = JSON.parse(spaced.out[0] ?? '') as Record<string, unknown>
    expect(Object.keys(first)).toStrictEqual([
      'name',
      'subject',
      'metric',
      'unit',
      'value',
      'n',
      'interval',
      'peer',
      'ratio',
    ])
    expect([first['name'], first['subject'], first['metric'], first['peer']]).toStrictEqual(['evaluate history', 'co-listening', 'hr@10', 'cosine']) // prettier-ignore
  })

  it('leaves out who cannot be ranked, and says so', () => {
    expect(evaluated('a 1 2 3\nb 1\nc 1 2', 'a 4 5').err).toStrictEqual(['2 users have fewer than two items or no negatives; they are left out.']) // prettier-ignore
  })

  it('fails, as no wrong usage, when there is too little in its files', () => {
    const files = evaluated('a 1 2', 'b 3 4')
    const err: string[] = []
    const plays = evaluatePlays(
      [],
      'plays.csv',
      { isJson: true },
      { out: () => undefined, err: (line) => err.push(line) },
    )
    expect([files.code, files.err, plays, err]).toStrictEqual([
      EXIT.failure,
      [expect.stringContaining('the same in both')],
      EXIT.failure,
      [expect.stringContaining('plays.csv has too few finished or liked plays')],
    ])
  })

  it('refuses an option that has no effect', () => {
    const quiet = { out: () => undefined, err: () => undefined }
    expect(() => evaluateHistory({ plays: 'p', from: '2030-01-01' }, quiet)).toThrow('--from has no effect here: it bounds the plays that were recorded') // prettier-ignore
    expect(() => evaluateHistory({ plays: 'p', items: 'i' }, quiet)).toThrow('--items has no effect here')
    expect(() => evaluateHistory({ items: 'i', negatives: 'n', to: 'x' }, quiet)).toThrow('--to has no effect here')
  })

  it('says what is wrong with its files', () => {
    expect(() => evaluateHistory({ items: join(folder, 'none'), negatives: 'x' }, { out: () => undefined, err: () => undefined })).toThrow('cannot be read') // prettier-ignore
  })
})

describe('ranks', () => {
  it('put half of those that tie before', () => {
    const scores = Float32Array.from([5, 5, 5, 5, 5, 1, 2, 0])
    expect(ranksOf(scores, Int32Array.from([0, 5, 5, 8]))).toStrictEqual([3, 2])
  })

  it('are summed up as hits, gains and reciprocals', () => {
    const { 'hr@10': hits, 'ndcg@10': gain, mrr } = rankSummary([1, 3, 11])
    expect([hits.value, gain.value, mrr.value]).toStrictEqual([2 / 3, 1.5 / 3, (1 + 1 / 3 + 1 / 11) / 3])
  })
})
