import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { similarityFigures } from '../../../../streams/app/evaluate/evaluate-figures.ts'
import { itemsInTable } from '../../../../streams/app/evaluate/evaluate-table.ts'
import { labelsIn } from '../../../../streams/app/evaluate/evaluate-tracks.ts'
import { readTable } from '../../../../streams/app/evaluate/tables.ts'
import { plainReport } from '../../../../streams/app/supervisor/terminal.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('table')
const fileOf = (name: string, text: string) => {
  const file = join(newFolder(), name)
  writeFileSync(file, text)
  return file
}
const GTZAN =
  'filename,length,mfcc1_mean,label\na.wav,661794,1.5,blues\nb.wav,661794,-2e1,"rock, hard"\nc.wav,1,2,blues\n'
const FMA =
  'feature,mfcc,mfcc,tonnetz\nstatistics,mean,mean,mean\nnumber,01,02,01\ntrack_id,,,\n2,1,2,3\n3,4,5,6\n5,7,8,9\n'
const FMA_TRACKS = ',track,track\n,genre_top,title\ntrack_id,,\n2,Hip-Hop,Food\n3,Hip-Hop,"A ""quoted""\nsong"\n5,,x\n'

describe('a table of features', () => {
  it('is read as GTZAN has it', async () => {
    const { items, views } = await itemsInTable(fileOf('gtzan.csv', GTZAN), 'label', '^mfcc')
    expect(items.map(({ id, labels }) => [id, labels.genre])).toStrictEqual([
      ['a.wav', 'blues'],
      ['b.wav', 'rock, hard'],
      ['c.wav', 'blues'],
    ])
    expect(views.map(({ points }) => points.map((point) => point.length))).toStrictEqual([[1, 1, 1], [1, 1, 1]]) // prettier-ignore
  })

  it('is read as FMA has it, with a header of several lines and labels in another table', async () => {
    const { columns } = await readTable(fileOf('features.csv', FMA))
    expect(columns).toStrictEqual(['track_id', 'mfcc.mean.01', 'mfcc.mean.02', 'tonnetz.mean.01'])
    const labels = fileOf('tracks.csv', FMA_TRACKS)
    const { items } = await itemsInTable(fileOf('features.csv', FMA), 'track.genre_top', '^mfcc', labels)
    expect(items.map(({ labels: { genre } }) => genre)).toStrictEqual(['Hip-Hop', 'Hip-Hop', null])
  })

  it.each([
    ['a cell that is no number', GTZAN.replace('-2e1', 'loud'), 'line 3, column "mfcc1_mean": "loud" is not a number'],
    ['an empty cell', GTZAN.replace('-2e1', ''), 'line 3, column "mfcc1_mean": "" is not a number'],
    ['a line that is too short', 'a,b\n1\n', 'line 2'],
    ['a quote that does not end', 'a,b\n"1,2\n', 'not a table'],
    ['no label column', 'a,b\n1,2\n', 'has no column "label". It has: a, b.'],
    ['nothing', '', 'is empty'],
  ])('with %s is refused by name', async (_, text, message) => {
    await expect(itemsInTable(fileOf('bad.csv', text), 'label', '^(mfcc|b$)')).rejects.toThrow(message)
  })

  it('without columns to compare by, or with a broken pattern, is refused', async () => {
    await expect(itemsInTable(fileOf('gtzan.csv', GTZAN), 'label', '^chroma')).rejects.toThrow('No column of')
    await expect(itemsInTable(fileOf('gtzan.csv', GTZAN), 'label', '(')).rejects.toThrow('--features')
  })
})

describe('a large table', () => {
  it('is thinned out to rows at equal steps, of which the wanted columns are kept', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `${i},${i * 2},x`)
    const file = fileOf('large.csv', `id,twice,rest\n${lines.join('\n')}\n`)
    const { columns, rows } = await readTable(file, { columns: () => [1], most: 100 })
    expect(columns).toStrictEqual(['id', 'twice'])
    expect(rows.map(({ cells }) => cells)).toStrictEqual(
      Array.from({ length: 63 }, (_, i) => [String(i * 16), String(i * 32)]),
    )
    expect(rows.at(-1)?.line).toBe(62 * 16 + 2)
  })

  it('shows how far the reading of a large table is, and says nothing of a small one', async () => {
    const lines: string[] = []
    const screen = plainReport({ write: (text) => lines.push(text.trim()) })
    await readTable(fileOf('large.csv', `a,b\n${`1,${'x'.repeat(100_000)}\n`.repeat(210)}`), {}, screen)
    expect(lines.at(0)).toBe('Reading large.csv: 0 of 21 MB')
    expect(lines.at(-1)).toBe('Reading large.csv: 21 of 21 MB')
    await readTable(fileOf('small.csv', 'a,b\n1,2\n'), {}, screen)
    expect(lines.filter((line) => line.includes('small'))).toStrictEqual([])
  })

  it('that is not there is said to be so', async () => {
    await expect(readTable('/no/such.csv')).rejects.toThrow('/no/such.csv cannot be read (ENOENT')
  })
})

describe('labels of files', () => {
  it('are taken from the columns that are there', async () => {
    const table = await readTable(fileOf('labels', 'file,track_key,artist,collection\na.ogg,t,,"B, C"\n'))
    expect(labelsIn(table).get('a.ogg')).toStrictEqual({ track: 't', genre: null, artist: null, album: 'B, C' })
    const other = await readTable(fileOf('labels', 'x,y\n1,2\n'))
    expect(() => labelsIn(other)).toThrow('has no column "file"')
  })
})

describe('figures', () => {
  const points = [0, 1, 10, 11, 30].map((x) => Float64Array.of(x))
  const labels = { genre: null, artist: null, album: null }
  const items = ['t', 't', 'u', 'u', null].map((track, i) => ({ id: String(i), labels: { ...labels, track } }))

  it('are those of the views and of chance, each beside its peer, the same each time', () => {
    const figures = similarityFigures(items, [{ subject: 'one', points }])
    expect(figures.find(({ subject, metric }) => subject === 'one' && metric === 'same-track hit@1')).toMatchObject({
      name: 'evaluate similarity',
      value: 1,
      queries: 4,
      peer: 'random',
    })
    expect(new Set(figures.map(({ subject }) => subject))).toStrictEqual(new Set(['one', 'random']))
    expect(similarityFigures(items, [{ subject: 'one', points }])).toStrictEqual(figures)
  })
})
