import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../../processors/shared/random.ts'
import { groupOfColumn } from '../../../../../streams/app/evaluate/tune/samples.ts'
import { evaluateTune } from '../../../../../streams/app/evaluate/tune/tune.ts'
import type { TuneOptions } from '../../../../../streams/app/evaluate/tune/tune.ts'
import type { TuningReport } from '../../../../../streams/app/evaluate/tune/report/report.ts'
import { parseConfig } from '../../../../../streams/app/config.ts'
import { silentReport } from '../../../../../streams/app/supervisor/terminal.ts'
import { temporaryFolders } from '../../../../support/temporary.ts'

const newFolder = temporaryFolders('tune')

const HOSTILE = '<script>alert("&")</script>\'\u0000'

/** Two genres that one group tells apart; the other group says nothing. */
function tableOf(rows: number): string {
  const random = mulberry32(1)
  const lines = Array.from({ length: rows }, (_, i) => {
    const genre = i % 2 === 0 ? 'blues' : HOSTILE.replaceAll('"', '""')
    const numbers = [(i % 2) * 4 + random(), (i % 2) * 3 + random(), random(), random()]
    return `t${i},"${genre}",artist ${Math.floor(i / 4)},${numbers.join(',')}`
  })
  return `id,genre,artist,mfcc1_mean,mfcc2_var,chroma_stft_mean,chroma_stft_var\n${lines.join('\n')}\n`
}

async function tuned(given: Partial<TuneOptions> = {}, rows = 40) {
  const folder = newFolder()
  const table = join(folder, 'features.csv')
  writeFileSync(table, tableOf(rows))
  const options = { music: [], table, label: 'genre', artist: 'artist', features: '_(mean|var)$', out: folder, drawn: '5', seed: '1' } // prettier-ignore
  const said: string[] = []
  const streams = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) }
  const run = (more: Partial<TuneOptions> = {}) =>
    evaluateTune(parseConfig({ SLIPSTREAM_DATA: folder }), { ...options, ...given, ...more }, streams, silentReport)
  const code = await run()
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { code, said, run, read, report: JSON.parse(read('report.json')) as TuningReport }
}

describe('evaluate tune', () => {
  it('says by held-out artists what a group is worth', async () => {
    const { code, report, said } = await tuned()
    expect(code).toBe(0)
    expect([report.tracks, report.artists, report.folds]).toStrictEqual([40, 10, 10])
    expect(report.groups).toStrictEqual([
      { name: 'mfcc', dimensions: 2, weight: 1 },
      { name: 'chroma_stft', dimensions: 2, weight: 1 },
    ])
    const scoreOf = (name: string) => report.trials.find((trial) => trial.name === name)?.score ?? 0
    expect(scoreOf('mfcc alone')).toBeGreaterThan(scoreOf('today'))
    expect(scoreOf('without mfcc')).toBeLessThan(scoreOf('today'))
    expect(report.chosen.score).toBeGreaterThan(report.today.score)
    expect(said).toContainEqual(expect.stringMatching(/^held-out genre hit@1 +[01](\.\d{3})? +[01](\.\d{3})?$/))
  })

  it('goes on where it was ended, to the same report', async () => {
    const { run, read, said } = await tuned()
    const [whole, tried] = [read('report.html'), read('tried.ndjson').split('\n')]
    await run()
    expect(said).toContainEqual(`Going on: ${tried.length - 2} results are there from before.`)
    expect(read('report.html')).toBe(whole)
    expect(read('tried.ndjson').split('\n')).toStrictEqual(tried)
    await run({ seed: '2' })
    expect(read('report.html')).not.toBe(whole)
  })

  it('writes one document in which names are text, each plot is told in words, and nothing else is asked for', async () => {
    const { read } = await tuned()
    const text = read('report.html')
    expect(text).not.toContain('<script')
    expect(text).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;&#39;\ufffd')
    expect(text.match(/(src|href)=|url\(|@import/g)).toBeNull()
    const plots = [...text.matchAll(/<svg[^>]*aria-labelledby="(\S+) (\S+)"[^>]*>\s*<title id="(\S+)">[^<]+<\/title>\s*<desc id="(\S+)">[^<]+</g)] // prettier-ignore
    expect(plots).toHaveLength(text.match(/<svg/g)?.length ?? 0)
    expect(plots.map((plot) => plot[3])).toStrictEqual(['without', 'alone', 'weights', 'recall', 'map-genre', 'map-artist', 'map-cell'].map((id) => `${id}-title`)) // prettier-ignore
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
  })

  it.each([
    ['a table without what it is about', { label: undefined }, 'give --label COLUMN and --features REGEX'],
    ['columns without a table', { table: undefined }, '--label, --artist and --features go with --table'],
    ['two sources', { music: ['/tmp'] }, 'either --music or --table'],
    ['a seed that is none', { seed: 'x' }, '--seed is a whole number from 0 to 100000, not "x"'],
    ['labels that nothing shares', { artist: 'mfcc1_mean', label: 'id' }, 'nothing to find'],
  ])('refuses %s', async (_, given, message) => {
    await expect(tuned(given as Partial<TuneOptions>)).rejects.toThrow(message)
  })

  it('refuses too few tracks', async () => {
    await expect(tuned({}, 5)).rejects.toThrow('There are 5 tracks')
  })
})

describe('the group of a column', () => {
  it.each([
    ['mfcc12_var', 'mfcc'],
    ['chroma_stft_mean', 'chroma_stft'],
    ['mfcc.kurtosis.01', 'mfcc'],
    ['tempo', 'tempo'],
    ['12', '12'],
  ])('%s is %s', (column, group) => {
    expect(groupOfColumn(column)).toBe(group)
  })
})
