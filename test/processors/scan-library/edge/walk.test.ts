import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { comparePaths } from '../../../../processors/scan-library/library-path.ts'
import { NO_FOLDER_PICTURES } from '../../../../processors/scan-library/folder-art.ts'
import { walk, whyUnreadable } from '../../../../processors/scan-library/edge/walk.ts'
import { png } from '../../../support/pictures.ts'

let folder: string
let library: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-walk-'))
  library = join(folder, 'music')
  await mkdir(library)
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function put(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), /\.(?:png|jpe?g)$/i.test(path) ? png(1, 1) : path)
  }
}

async function walked() {
  const { files, unreadable, links } = await walk(library, new AbortController().signal)
  return {
    files: [...files].sort(comparePaths).map(({ path }) => path),
    unreadable: unreadable.map(({ path, why }) => [path, why.split(';')[0]]),
    links: links.map(({ path, why }) => [path, why.split(';')[0]]).sort(),
  }
}
const nothing = { files: [], unreadable: [], links: [] }

describe('a walk through a library folder', () => {
  it('finds music in every folder, and passes over what is hidden or no music', async () => {
    await put('music/a.mp3', 'music/x/y/z/b.flac', 'music/c.dsf', 'music/cover.jpg', 'music/.d.mp3', 'music/.x/e.mp3')
    expect(await walked()).toStrictEqual({ ...nothing, files: ['a.mp3', 'c.dsf', 'x/y/z/b.flac'] })
  })

  it('finds music under every name that a title can give, each file by itself', async () => {
    const composed = 'Ame\u0301lie'.normalize('NFC')
    const decomposed = composed.normalize('NFD')
    const names = [
      ...['...And Justice for All/...One.mp3', '...Dotfile.mp3', '.38 Special/1.mp3', '..Baby.mp3'],
      ...[
        'Endings.../Wait....mp3',
        'Spaces /  x .mp3',
        '🎸🤘🏽/👩‍🎤.flac',
        'line\nbreak\n.mp3',
        'it\'s, "so"; $HOME `x` *.mp3',
      ],
      ...[
        `${composed}.mp3`,
        `${decomposed}.mp3`,
        `${'ж'.repeat(125)}x.mp3`,
        `${'n'.repeat(251)}.mp3`,
        'Song.mp3',
        'song.MP3',
      ],
    ]
    await put(...names.map((name) => `music/${name}`))
    const { files } = await walked()
    expect([...files].sort()).toStrictEqual([...names].sort())
  })

  it('passes over what systems and other programs put beside the music, and tells of it', async () => {
    const folders = [
      ...['@eaDir', '#recycle', 'lost+found', '.stfolder', '.stversions', '.Trash-1000', '$RECYCLE.BIN'],
      ...['System Volume Information', '.AppleDouble', '@Recycle', '#snapshot', '__MACOSX'],
    ]
    await put(...folders.flatMap((name) => [`music/${name}/x.mp3`, `music/Album/${name}/deep/x.mp3`]))
    await put('music/Album/._a.mp3', 'music/Album/a.mp3', 'music/lost+found.mp3')
    const { files, skipped } = await walk(library, new AbortController().signal)
    expect([files.map(({ path }) => path).sort(), [...skipped].sort()]).toStrictEqual([
      ['Album/a.mp3', 'lost+found.mp3'],
      ['Album/._a.mp3', ...folders, ...folders.map((name) => `Album/${name}`)].sort(),
    ])
  })

  it('leaves out what ignore files name, each for its own folder and those below', async () => {
    await put('music/a/x.mp3', 'music/a/Live/y.mp3', 'music/b/x.mp3', 'music/b/Live/y.mp3', 'music/.kept/z.mp3')
    await writeFile(join(library, '.slipstreamignore'), '# mine\nLive/\n!.kept\n')
    await writeFile(join(library, 'b/.slipstreamignore'), '/x.mp3\n!Live/\n')
    expect(await walked()).toStrictEqual({ ...nothing, files: ['.kept/z.mp3', 'a/x.mp3', 'b/Live/y.mp3'] })
    const { skipped } = await walk(library, new AbortController().signal)
    expect([...skipped].sort()).toStrictEqual(['a/Live', 'b/x.mp3'])
  })

  it('says nothing about a folder whose ignore file is of no use, nor about what is below it', async () => {
    await put('music/a/x.mp3', 'music/a/b/y.mp3', 'music/c/z.mp3')
    await mkdir(join(library, 'a/.slipstreamignore'))
    const why = 'its .slipstreamignore is of no use: it is not a file'
    expect(await walked()).toStrictEqual({ ...nothing, files: ['c/z.mp3'], unreadable: [['a', why]] })
  })

  it('gives each file the lyrics that lie beside it', async () => {
    await put('music/a.mp3', 'music/a.lrc', 'music/x/a.mp3', 'music/x/a.LRC', 'music/b.mp3')
    const { files } = await walk(library, new AbortController().signal)
    const found = new Map(files.map(({ path, lyricsPath }) => [path, lyricsPath]))
    expect(['a.mp3', 'b.mp3', 'x/a.mp3'].map((path) => found.get(path))).toStrictEqual(['a.lrc', null, 'x/a.LRC'])
  })

  it('gives each file the cover that lies beside it, and the parts of an album that of the album', async () => {
    await put(
      'music/x/a.mp3',
      'music/x/COVER.JPG',
      'music/x/CD 1/b.mp3',
      'music/x/CD 2/c.mp3',
      'music/x/CD 2/front.png',
    )
    await put('music/x/live/d.mp3')
    const { files } = await walk(library, new AbortController().signal)
    expect([...files].sort(comparePaths).map(({ path, folderArt }) => [path, folderArt])).toStrictEqual([
      ['x/CD 1/b.mp3', 'x/COVER.JPG'],
      ['x/CD 2/c.mp3', 'x/CD 2/front.png'],
      ['x/a.mp3', 'x/COVER.JPG'],
      ['x/live/d.mp3', null],
    ])
  })

  it('tells which folders there are, and the topmost of those without music, whatever else is in them', async () => {
    await put('music/x/a.mp3', 'music/y/.stfolder/marker', 'music/y/z/cover.jpg', 'music/x/scans/1.png')
    const { folders, silentFolders } = await walk(library, new AbortController().signal)
    const real = await realpath(library)
    expect([[...folders].sort(), [...silentFolders].sort()]).toStrictEqual([
      [real, join(real, 'x'), join(real, 'x/scans'), join(real, 'y'), join(real, 'y/z')],
      ['x/scans', 'y'],
    ])
  })

  it('tells size and time of change', async () => {
    await put('music/a.mp3')
    await utimes(join(library, 'a.mp3'), 1, 1_234.5678)
    expect((await walk(library, new AbortController().signal)).files).toStrictEqual([
      { library, path: 'a.mp3', sizeBytes: 11, modifiedAt: 1_234_567, lyricsPath: null, ...NO_FOLDER_PICTURES },
    ])
  })

  it('takes a folder with the name of a file for a folder', async () => {
    await put('music/a.mp3/b.mp3')
    expect(await walked()).toStrictEqual({ ...nothing, files: ['a.mp3/b.mp3'] })
  })

  it('follows links within the library, ends where they form a loop, and finds each folder once', async () => {
    await put('music/x/a.mp3', 'music/.store/b.mp3')
    await symlink('..', join(library, 'x/up'))
    await symlink('.', join(library, 'here'))
    await symlink('x', join(library, 'a-link'))
    await symlink('../.store/b.mp3', join(library, 'x/linked.mp3'))
    await symlink('.store', join(library, 'store'))
    expect(await walked()).toStrictEqual({ ...nothing, files: ['store/b.mp3', 'x/a.mp3', 'x/linked.mp3'] })
  })

  it('does not follow links out of the library, nor to a folder whose name begins alike, and says so', async () => {
    await put('elsewhere/a.mp3', 'music-too/b.mp3')
    await symlink('../elsewhere', join(library, 'away'))
    await symlink('../music-too', join(library, 'too'))
    await symlink('../elsewhere/a.mp3', join(library, 'a.mp3'))
    await symlink('nowhere', join(library, 'dangling.mp3'))
    await symlink('nowhere', join(library, 'dangling'))
    const out = 'its target is outside the library folder'
    expect(await walked()).toStrictEqual({
      ...nothing,
      links: [
        ['a.mp3', out],
        ['away', out],
        ['dangling.mp3', 'its target is missing'],
        ['too', out],
      ],
    })
  })

  it('reads a library folder that is a link itself', async () => {
    await put('elsewhere/a.mp3')
    await rm(library, { recursive: true })
    await symlink('elsewhere', library)
    expect(await walked()).toStrictEqual({ ...nothing, files: ['a.mp3'] })
  })

  it('reports a library folder that does not exist', async () => {
    await rm(library, { recursive: true })
    expect(await walked()).toStrictEqual({ ...nothing, unreadable: [['', 'it does not exist']] })
  })

  it('tells of a library folder that is a file', async () => {
    await rm(library, { recursive: true })
    await put('music')
    expect(await walked()).toStrictEqual({ ...nothing, unreadable: [['', 'it is not a folder']] })
  })

  it.skipIf(process.getuid?.() === 0)('tells of a folder that may not be read, and goes on', async () => {
    await put('music/x/a.mp3', 'music/y/b.mp3')
    await chmod(join(library, 'x'), 0)
    const found = await walked()
    await chmod(join(library, 'x'), 0o700)
    expect(found).toStrictEqual({ ...nothing, files: ['y/b.mp3'], unreadable: [['x', 'permission denied']] })
  })

  it('tells why in words that name no path of the machine', () => {
    const error = Object.assign(new Error("ETIMEDOUT: connection timed out, stat '/secret/place'"), {
      code: 'ETIMEDOUT',
      errno: -constants.errno.ETIMEDOUT,
    })
    const strange = Object.assign(new Error("EWHAT: '/secret/place'"), { code: 'EWHAT' })
    expect([whyUnreadable(error), whyUnreadable(strange)]).toStrictEqual([
      'connection timed out (ETIMEDOUT); check the disk that it is on',
      'it cannot be read (EWHAT); check the disk that it is on',
    ])
  })

  it('stops when asked to', async () => {
    await expect(walk(library, AbortSignal.abort())).rejects.toThrow('aborted')
  })
})
