import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diedLine, libraryFolders, playerUrl } from '../../../../streams/app/cli/start.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { parseConfig } from '../../../../streams/app/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the library folders', () => {
  it('are those of the command, then those of the environment, each once', () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    mkdirSync(a)
    mkdirSync(b)
    expect(libraryFolders(parseConfig({ SLIPSTREAM_MUSIC: [b, a].join(delimiter) }), [a])).toStrictEqual([a, b])
  })

  it('that cannot be one are refused, all at once', () => {
    const missing = join(folder, 'missing')
    const file = join(folder, 'song.mp3')
    const colon = join(folder, `a${delimiter}b`)
    writeFileSync(file, '')
    mkdirSync(colon)
    expect(() => libraryFolders(parseConfig({}), [missing, file, colon])).toThrow(
      new ConfigError(
        [
          `The library folder ${missing} does not exist: give another one with --music.`,
          `${file} is no folder: give the folder that it is in with --music.`,
          `The library folder ${colon} has "${delimiter}" in its name: rename it.`,
        ].join('\n'),
      ),
    )
  })
})

describe('a processor that died', () => {
  it('is named with what it said last and where the rest is', () => {
    const log = '/data/logs/recommend.log'
    expect([
      diedLine('recommend', { code: 1, signal: null, lastError: 'No broker.' }, 400, log),
      diedLine('recommend', { code: 1, signal: null, lastError: '' }, 30_000, log),
      diedLine('recommend', { code: null, signal: 'SIGKILL', lastError: 'State was restored.' }, 100, log),
    ]).toStrictEqual([
      `recommend ended with code 1 ("No broker."): it is started again in 0.4 s. Its log: ${log}`,
      `recommend ended with code 1: it is started again in 30 s. Its log: ${log}`,
      `recommend was ended by SIGKILL: it is started again in 0.1 s. Its log: ${log}`,
    ])
  })
})

it('prints an address that a browser on this machine can open', () => {
  const urls = ['127.0.0.1', '0.0.0.0', '::', '::1', 'music.local'].map((host) =>
    playerUrl(parseConfig({ SLIPSTREAM_HOST: host })),
  )
  expect(urls).toStrictEqual([
    'http://127.0.0.1:4600',
    'http://127.0.0.1:4600',
    'http://[::1]:4600',
    'http://[::1]:4600',
    'http://music.local:4600',
  ])
})
