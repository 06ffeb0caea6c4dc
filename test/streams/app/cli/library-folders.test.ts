import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { libraryFolders } from '../../../../streams/app/cli/library-folders.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

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
