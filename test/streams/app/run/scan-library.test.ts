import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../streams/app/config.ts'
import { librariesOf } from '../../../../streams/app/run/scan-library.ts'

/** The libraries of a configuration, without what can only be compared by reading a data set. */
const librariesIn = (env: Readonly<Record<string, string>>) =>
  librariesOf(parseConfig({ SLIPSTREAM_DATA: '/data', ...env })).map(({ folder, origin, dataSet }) => ({
    folder,
    origin,
    hasDataSet: dataSet !== undefined,
  }))

const demo = join('/data', 'demo-library')

describe('the libraries that are scanned', () => {
  it('are the demo library alone when no music is configured', () => {
    expect(librariesIn({})).toStrictEqual([{ folder: demo, origin: 'demo', hasDataSet: false }])
  })

  it('are the configured folders, of which the demo folder keeps its origin', () => {
    expect(librariesIn({ SLIPSTREAM_MUSIC: `/music/a:${demo}` })).toStrictEqual([
      { folder: '/music/a', origin: 'folder', hasDataSet: false },
      { folder: demo, origin: 'demo', hasDataSet: false },
    ])
  })

  it('are the data set alone, or after the configured folders', () => {
    const fma = { folder: '/fma', origin: 'fma', hasDataSet: true }
    expect([
      librariesIn({ SLIPSTREAM_FMA: '/fma' }),
      librariesIn({ SLIPSTREAM_FMA: '/fma', SLIPSTREAM_MUSIC: '/music' }),
    ]).toStrictEqual([[fma], [{ folder: '/music', origin: 'folder', hasDataSet: false }, fma]])
  })
})
