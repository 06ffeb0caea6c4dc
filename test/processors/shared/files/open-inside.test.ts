import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { isBelow, openInside } from '../../../../processors/shared/files/open-inside.ts'

let root: string
let library: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipstream-open-'))
  library = join(root, 'music')
  mkdirSync(library)
  writeFileSync(join(library, 'a.mp3'), 'sound')
  writeFileSync(join(root, 'secret'), 'secret')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The content of what was opened, or why it was not. */
async function opened(path: string, asksKernel?: boolean): Promise<string> {
  try {
    const { handle } = await openInside(library, path, asksKernel)
    try {
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const OUTSIDE = 'it leads out of its library folder'
const NO_FILE = 'it is not a file'

describe('a file of a library folder', () => {
  it('is opened by its path, through links that stay inside, and by a library that is a link', async () => {
    symlinkSync('a.mp3', join(library, 'link.mp3'))
    symlinkSync(library, join(root, 'shelf'))
    const { handle, realFolder, status } = await openInside(join(root, 'shelf'), 'a.mp3')
    await handle.close()
    expect([await opened('a.mp3'), await opened('link.mp3'), realFolder, status.size]).toStrictEqual([
      'sound',
      'sound',
      realpathSync(library),
      5n,
    ])
  })

  it('is not opened outside of it, by whatever way', async () => {
    symlinkSync('../secret', join(library, 'link.mp3'))
    symlinkSync(root, join(library, 'up'))
    const paths = ['../secret', 'link.mp3', 'up/secret', '../music-private/a.mp3']
    mkdirSync(join(root, 'music-private'))
    writeFileSync(join(root, 'music-private', 'a.mp3'), 'private')
    expect(await Promise.all(paths.map((path) => opened(path)))).toStrictEqual(paths.map(() => OUTSIDE))
  })

  it.skipIf(process.platform === 'win32')(
    'is not opened, and is not waited for, when it is a pipe, a socket, a device or a folder',
    async () => {
      execFileSync('mkfifo', [join(library, 'pipe.mp3')])
      mkdirSync(join(library, 'folder.mp3'))
      const server = createServer().listen(join(library, 'socket.mp3'))
      onTestFinished(() => void server.close())
      symlinkSync('/dev/zero', join(library, 'zero.mp3'))
      symlinkSync('/proc/self/status', join(library, 'proc.mp3'))
      const paths = ['pipe.mp3', 'folder.mp3', 'socket.mp3', 'zero.mp3', 'proc.mp3', '.']
      expect(await Promise.all(paths.map((path) => opened(path)))).toStrictEqual([
        NO_FILE,
        NO_FILE,
        NO_FILE,
        OUTSIDE,
        OUTSIDE,
        OUTSIDE,
      ])
    },
  )

  it.skipIf(process.platform === 'win32').each([true, false])(
    'is itself or nothing while a pipe and a link take turns in its place, by the word of the kernel: %s',
    async (asksKernel) => {
      execFileSync('mkfifo', [join(root, 'pipe')])
      symlinkSync('../secret', join(root, 'link'))
      const place = join(library, 'a.mp3')
      const seen = new Set<string>()
      for (let round = 0; round < 200; round += 1) {
        const opening = opened('a.mp3', asksKernel)
        const other = join(root, round % 2 === 0 ? 'pipe' : 'link')
        await new Promise(setImmediate)
        renameSync(place, join(root, 'kept'))
        renameSync(other, place)
        seen.add(await opening)
        renameSync(place, other)
        renameSync(join(root, 'kept'), place)
      }
      expect(
        [...seen].filter((text) => !['sound', OUTSIDE, NO_FILE].includes(text) && !text.startsWith('ENOENT')),
      ).toStrictEqual([])
    },
  )

  it.skipIf(process.platform === 'win32').each([true, false])(
    'is itself or nothing while its folder and a link out of the library take turns, by the word of the kernel: %s',
    async (asksKernel) => {
      mkdirSync(join(library, 'album'))
      writeFileSync(join(library, 'album', 'secret'), 'sound')
      symlinkSync(root, join(root, 'link'))
      const seen = new Set<string>()
      for (let round = 0; round < 200; round += 1) {
        const opening = opened('album/secret', asksKernel)
        for (let wait = 0; wait < round % 4; wait += 1) await new Promise(setImmediate)
        renameSync(join(library, 'album'), join(root, 'kept'))
        renameSync(join(root, 'link'), join(library, 'album'))
        seen.add(await opening)
        renameSync(join(library, 'album'), join(root, 'link'))
        renameSync(join(root, 'kept'), join(library, 'album'))
      }
      expect(
        [...seen].filter((text) => !['sound', OUTSIDE].includes(text) && !text.startsWith('ENOENT')),
      ).toStrictEqual([])
    },
  )

  it('tells a folder from one whose name begins alike', () => {
    expect(['/music/a', '/music-private/a', '/music'].map((path) => isBelow('/music', path))).toStrictEqual([true, false, false]) // prettier-ignore
  })
})
