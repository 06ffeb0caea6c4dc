import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { foldersSeenBefore, libraryFolders, rememberFolders } from '../../../../streams/app/cli/library-folders.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the library folders', () => {
  it('are those of the command, then those of the environment, each once', () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    mkdirSync(a)
    mkdirSync(b)
    expect(libraryFolders(parseConfig({ SLIPSTREAM_MUSIC: [b, a].join(delimiter) }), [a])).toStrictEqual({
      folders: [a, b],
      away: [],
    })
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
          `The library folder ${missing} does not exist or cannot be reached: give another one with --music.`,
          `${file} is no folder: give the folder that it is in with --music.`,
          `The library folder ${colon} has "${delimiter}" in its name: rename it.`,
        ].join('\n'),
      ),
    )
  })

  it('may be away when an earlier start had them', () => {
    const [usb, file] = [join(folder, 'usb'), join(folder, 'file')]
    const fma = join(folder, 'fma')
    const data = join(folder, 'data')
    mkdirSync(data)
    writeFileSync(file, '')
    expect(foldersSeenBefore(data)).toStrictEqual(new Set())
    rememberFolders(data, [usb])
    rememberFolders(data, [fma, file])
    const seen = foldersSeenBefore(data)
    const config = parseConfig({ SLIPSTREAM_FMA: fma })
    expect([[...seen], libraryFolders(config, [usb], seen)]).toStrictEqual([
      [usb, fma, file],
      { folders: [usb], away: [usb, fma] },
    ])
    expect(() => libraryFolders(config, [file], seen)).toThrow('is no folder')
    expect(() => libraryFolders(config, [join(folder, 'other')], seen)).toThrow('does not exist')
  })

  it('are remembered as well as it goes', () => {
    const broken = join(folder, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'library-folders.json'), 'no JSON')
    const before = foldersSeenBefore(broken)
    rememberFolders(join(folder, 'no-such-folder'), ['/a'])
    expect(before).toStrictEqual(new Set())
  })
})
