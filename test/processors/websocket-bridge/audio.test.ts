import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AudioReference } from '../../../schemas/generated.ts'
import { byteRange } from '../../../processors/websocket-bridge/range.ts'
import { addTracks, startRig, temporaryFolder } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))
const audio = (name: string) => `/api/tracks/${idOf(name)}/audio`
const art = (name: string) => `/api/tracks/${idOf(name)}/art`

/** A track whose file holds some bytes. */
function addFile(rig: Rig, name: string, bytes: Uint8Array, fields: Partial<AudioReference> = {}): void {
  const path = join(rig.musicFolder, fields.path ?? `${name}.ogg`)
  writeFileSync(path, bytes)
  const { mtimeMs } = statSync(path)
  addTracks(rig, [reference(name, { sizeBytes: bytes.length, modifiedAt: Math.floor(mtimeMs), ...fields })])
}

describe('audio', () => {
  const etag = `"${idOf('a')}${idOf('a')}"`
  const whole = { 'content-length': '1000', 'accept-ranges': 'bytes', 'content-type': 'audio/ogg', etag }

  test.each<[string, string, object, number, object, Buffer]>([
    ['whole', 'GET', {}, 200, whole, BYTES],
    ['without a body', 'HEAD', {}, 200, whole, Buffer.alloc(0)],
    ['HEAD knows no ranges', 'HEAD', { range: 'bytes=0-1' }, 200, whole, Buffer.alloc(0)],
    [
      'the first bytes',
      'GET',
      { range: 'bytes=0-9' },
      206,
      { 'content-range': 'bytes 0-9/1000', 'content-length': '10', etag },
      BYTES.subarray(0, 10),
    ],
    [
      'the last bytes',
      'GET',
      { range: 'bytes=-5' },
      206,
      { 'content-range': 'bytes 995-999/1000', 'content-length': '5' },
      BYTES.subarray(995),
    ],
    [
      'from the middle on',
      'GET',
      { range: 'bytes=500-', 'if-range': etag },
      206,
      { 'content-range': 'bytes 500-999/1000' },
      BYTES.subarray(500),
    ],
    ['a part of other content', 'GET', { range: 'bytes=500-', 'if-range': '"other"' }, 200, whole, BYTES],
    ['several ranges', 'GET', { range: 'bytes=0-1,3-4' }, 200, whole, BYTES],
    ['known already', 'GET', { 'if-none-match': etag }, 304, { etag }, Buffer.alloc(0)],
    ['other content was known', 'GET', { 'if-none-match': '"other"' }, 200, whole, BYTES],
  ])('%s', async (_, method, headers, status, expected, body) => {
    const rig = await startRig()
    addFile(rig, 'a', BYTES)
    const answer = await rig.ask(method, audio('a'), { ...headers })
    expect([answer.status, answer.headers, answer.body]).toStrictEqual([
      status,
      expect.objectContaining({
        ...expected,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
      }) as unknown,
      body,
    ])
  })

  test('a range behind the end is a problem that tells the size', async () => {
    const rig = await startRig()
    addFile(rig, 'a', BYTES)
    const answer = await rig.ask('GET', audio('a'), { range: 'bytes=1000-' })
    expect([answer.status, answer.headers['content-range'], answer.json()]).toStrictEqual([
      416,
      'bytes */1000',
      expect.objectContaining({ code: 'range-not-satisfiable' }) as unknown,
    ])
  })

  test('an empty file is no bytes', async () => {
    const rig = await startRig()
    addFile(rig, 'a', Buffer.alloc(0))
    const answer = await rig.ask('GET', audio('a'))
    expect([answer.status, answer.headers['content-length'], answer.body.length]).toStrictEqual([200, '0', 0])
  })

  test('any range gives the bytes that it names', async () => {
    const rig = await startRig()
    addFile(rig, 'a', BYTES)
    const bound = fc.option(fc.nat(1100), { nil: '' as const })
    await fc.assert(
      fc.asyncProperty(bound, bound, async (first, last) => {
        const header = `bytes=${first}-${last}`
        const answer = await rig.ask('GET', audio('a'), { range: header })
        const range = byteRange(header, 1000)
        if (range.kind === 'unsatisfiable') expect(answer.status).toBe(416)
        else if (range.kind === 'whole') expect([answer.status, answer.body]).toStrictEqual([200, BYTES])
        else expect([answer.status, answer.body]).toStrictEqual([206, BYTES.subarray(range.first, range.last + 1)])
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  test('a file that was changed since it was scanned has another tag', async () => {
    const rig = await startRig()
    addFile(rig, 'a', BYTES, { sizeBytes: 999 })
    const answer = await rig.ask('GET', audio('a'), { 'if-none-match': etag })
    expect([answer.status, answer.headers.etag === etag]).toStrictEqual([200, false])
  })
})

describe('what lies outside of the library is not there', () => {
  const outside = () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'secret.ogg'), 'secret')
    return folder
  }

  const ways: Readonly<Record<string, (rig: Rig, secret: string) => Partial<AudioReference>>> = {
    'a path that climbs': (rig, secret) => ({
      path: `../${secret.split('/').at(-1) ?? ''}/secret.ogg`,
      library: rig.musicFolder,
    }),
    'a path that climbs past the root': (rig, secret) => ({
      path: `${'../'.repeat(20)}${secret.slice(1)}/secret.ogg`,
      library: rig.musicFolder,
    }),
    'a link to a file': (rig, secret) => {
      symlinkSync(join(secret, 'secret.ogg'), join(rig.musicFolder, 'link.ogg'))
      return { path: 'link.ogg' }
    },
    'a link to a folder': (rig, secret) => {
      symlinkSync(secret, join(rig.musicFolder, 'link'))
      return { path: 'link/secret.ogg' }
    },
    'a sibling whose name begins alike': (rig) => {
      mkdirSync(`${rig.musicFolder}-private`)
      onTestFinished(() => rmSync(`${rig.musicFolder}-private`, { recursive: true }))
      writeFileSync(join(`${rig.musicFolder}-private`, 'secret.ogg'), 'secret')
      return { path: `../${rig.musicFolder.split('/').at(-1) ?? ''}-private/secret.ogg` }
    },
    'a library that the player was not given': (_rig, secret) => ({ library: secret, path: 'secret.ogg' }),
    'a folder': (rig) => {
      mkdirSync(join(rig.musicFolder, 'folder.ogg'))
      return { path: 'folder.ogg' }
    },
    'a named pipe': (rig) => {
      execFileSync('mkfifo', [join(rig.musicFolder, 'pipe.ogg')])
      return { path: 'pipe.ogg' }
    },
    'a path with a zero byte': () => ({ path: 'secret.ogg\u0000.ogg' }),
    'a file that was deleted': () => ({ path: 'gone.ogg' }),
  }

  test.each(Object.entries(ways))('%s', async (_, way) => {
    const rig = await startRig()
    const fields = way(rig, outside())
    const { log } = rig
    const file = reference('a', { library: rig.musicFolder, hasArt: true, ...fields })
    addTracks({ ...rig, log, musicFolder: file.library }, [file])
    for (const path of [audio('a'), art('a')]) {
      const answer = await rig.ask('GET', path)
      expect([answer.status, answer.json()]).toStrictEqual([
        404,
        expect.objectContaining({ code: 'file-gone' }) as unknown,
      ])
      expect(answer.body.toString()).not.toContain(rig.musicFolder)
    }
  })

  test('a link inside of the library is served', async () => {
    const rig = await startRig()
    writeFileSync(join(rig.musicFolder, 'real.ogg'), BYTES)
    symlinkSync(join(rig.musicFolder, 'real.ogg'), join(rig.musicFolder, 'a.ogg'))
    addTracks(rig, [reference('a')])
    expect((await rig.ask('GET', audio('a'))).body).toStrictEqual(BYTES)
  })
})
