import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AudioReference } from '../../../schemas/generated.ts'
import { bytesVersion, fileVersion } from '../../../processors/shared/files/picture-version.ts'
import { pictureHeader } from '../../../processors/shared/pictures/picture-header.ts'
import { albums, artists } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { bmp, picture, png } from '../../support/pictures.ts'
import { addTracks, startRig, temporaryFolder } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { flacCover } from './flac-cover.ts'
import { albumOf, artistOf } from './entity-fixtures.ts'
import { idOf, reference } from './fixtures.ts'

const art = (query = '') => `/api/tracks/${idOf('a')}/art${query}`

/** The track `a`, as a scan finds it. */
function addFile(rig: Rig, bytes: Uint8Array, fields: Partial<AudioReference> = {}): void {
  const path = join(rig.musicFolder, 'a.flac')
  writeFileSync(path, bytes)
  const { mtimeMs } = statSync(path)
  const file = { path: 'a.flac', sizeBytes: bytes.length, modifiedAt: Math.floor(mtimeMs) }
  addTracks(rig, [reference('a', { ...file, ...fields })])
}

const embedding = (bytes: Buffer) => ({ hasArt: true, artVersion: bytesVersion(bytes) })

function versionOf(rig: Rig, name: string): string {
  const { size, mtimeMs } = statSync(join(rig.musicFolder, name), { bigint: true })
  return fileVersion(name, Number(size), Number(mtimeMs))
}

test('the picture in a file is served by what it is', async () => {
  const rig = await startRig()
  const red = png(200, 100)
  addFile(rig, flacCover(red, 'text/html'), embedding(red))
  const answer = await rig.ask('GET', art())
  expect([answer.status, answer.headers, answer.body]).toStrictEqual([
    200,
    expect.objectContaining({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    }) as unknown,
    red,
  ])
  const again = await rig.ask('GET', art(), { 'if-none-match': answer.headers.etag })
  expect([again.status, again.body.length]).toStrictEqual([304, 0])
})

test('in a size it is a small JPEG, and kept for ever under the address of its version', async () => {
  const rig = await startRig()
  const noise = png(1_250, 1_250, { noise: true })
  const { artVersion } = embedding(noise)
  addFile(rig, flacCover(noise, 'image/png'), embedding(noise))
  const answers = []
  for (const query of ['?size=44', `?size=44&v=${artVersion}`, '?size=44&v=another', `?size=500&v=${artVersion}`])
    answers.push(await rig.ask('GET', art(query)))
  expect(
    answers.map(({ status, headers, body }) => [status, headers['cache-control'], pictureHeader(body)?.width]),
  ).toStrictEqual([
    [200, 'private, no-cache', 64],
    [200, 'private, max-age=31536000, immutable', 64],
    [200, 'private, no-cache', 64],
    [200, 'private, max-age=31536000, immutable', 640],
  ])
  expect(answers[0]?.body.length).toBeLessThan(10_000)
})

test('a picture that is too large to be sent as it is comes as the largest cover', async () => {
  const rig = await startRig()
  const noise = png(1_400, 1_400, { noise: true })
  addFile(rig, flacCover(noise, 'image/png'), embedding(noise))
  const answer = await rig.ask('GET', art())
  expect([answer.status, pictureHeader(answer.body)]).toStrictEqual([
    200,
    { type: 'image/jpeg', width: 1_200, height: 1_200 },
  ])
})

test('a picture beside a file stands in for what it does not embed, and a replaced one is shown at once', async () => {
  const rig = await startRig()
  addFile(rig, Buffer.from('no music'), { folderArt: 'cover.jpg' })
  const before = await rig.ask('GET', art('?size=64'))
  const colours: string[] = []
  for (const colour of [
    [200, 0, 0],
    [0, 0, 200],
  ]) {
    writeFileSync(join(rig.musicFolder, 'cover.jpg'), png(90, 90, { colour }))
    const answer = await rig.ask('GET', art(`?size=64&v=${versionOf(rig, 'cover.jpg')}`))
    expect([answer.status, answer.headers['cache-control']?.includes('immutable')]).toStrictEqual([200, true])
    colours.push((await rig.ask('GET', art('/colour'))).body.toString())
    expect((await rig.ask('GET', art('?size=64'), { 'if-none-match': answer.headers.etag })).status).toBe(304)
  }
  rmSync(join(rig.musicFolder, 'cover.jpg'))
  const after = await rig.ask('GET', art('?size=64'))
  expect([before.status, colours, after.status]).toStrictEqual([
    404,
    ['{"colour":"#c80000"}', '{"colour":"#0000c8"}'],
    404,
  ])
})

test('the cover of a copy stands in for what a file neither embeds nor has beside it', async () => {
  const rig = await startRig()
  const [red, blue] = [png(90, 90, { colour: [200, 0, 0] }), png(90, 90, { colour: [0, 0, 200] })]
  writeFileSync(join(rig.musicFolder, 'copy.flac'), flacCover(red, 'image/png'))
  writeFileSync(join(rig.musicFolder, 'cover.png'), blue)
  const copy = { library: rig.musicFolder, path: 'copy.flac', isEmbedded: true }
  const answers: unknown[] = []
  for (const [coverFrom, artVersion] of [
    [copy, bytesVersion(red)],
    [{ ...copy, path: 'cover.png', isEmbedded: false }, versionOf(rig, 'cover.png')],
    [{ ...copy, path: 'gone.flac' }, 'gone'],
    [{ ...copy, library: '/elsewhere' }, 'elsewhere'],
  ] as const) {
    addFile(rig, Buffer.from('no music'), { coverFrom, artVersion })
    const { status, headers } = await rig.ask('GET', art(`?size=64&v=${artVersion}`))
    const track = (await rig.ask('GET', `/api/tracks/${idOf('a')}`)).json()
    answers.push([
      status,
      headers['cache-control']?.includes('immutable'),
      (await rig.ask('GET', art('/colour'))).status,
    ])
    expect(track).toMatchObject({ hasArt: true })
  }
  expect(answers).toMatchObject([
    [200, true, 200],
    [200, true, 200],
    [404, expect.anything(), 404],
    [404, expect.anything(), 404],
  ])
})

test('what a file embeds and cannot be shown leaves its place to the picture beside it', async () => {
  const rig = await startRig()
  const damaged = Buffer.concat([png(24, 16).subarray(0, 40), Buffer.alloc(400)])
  writeFileSync(join(rig.musicFolder, 'cover.jpg'), picture('jpeg'))
  addFile(rig, flacCover(damaged, 'image/png'), { ...embedding(damaged), folderArt: 'cover.jpg' })
  const answer = await rig.ask('GET', art(`?size=64&v=${bytesVersion(damaged)}`))
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toStrictEqual([
    200,
    'image/jpeg',
    'private, no-cache',
  ])
})

test('a cover that leads out of the library is not served', async () => {
  const rig = await startRig()
  const secret = join(temporaryFolder(), 'secret.png')
  writeFileSync(secret, png(1, 1))
  symlinkSync(secret, join(rig.musicFolder, 'cover.png'))
  addFile(rig, Buffer.from('no music'), { folderArt: 'cover.png' })
  expect((await rig.ask('GET', art())).status).toBe(404)
})

/** A JPEG up to its pixels (the marker FF DA), and zeros in their place. */
const headersOf = (jpeg: Buffer) =>
  Buffer.concat([jpeg.subarray(0, jpeg.indexOf('ffda', 'hex') + 14), Buffer.alloc(5_000)])

test.each<[string, Buffer, boolean]>([
  ['a drawing that can carry a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), true],
  ['a JPEG of a header and zeros', Buffer.concat([picture('jpeg').subarray(0, 20), Buffer.alloc(5_000)]), true],
  ['a JPEG of all its headers and zeros', headersOf(picture('jpeg')), true],
  ['nothing', Buffer.alloc(0), true],
  ['a picture that the file is said to lack', png(2, 2), false],
])('%s is no art, in no size', async (_, bytes, hasArt) => {
  const rig = await startRig()
  addFile(rig, flacCover(bytes, 'image/png'), { hasArt })
  for (const path of [art(), art('?size=64'), art('/colour')]) {
    const answer = await rig.ask('GET', path)
    expect([answer.status, answer.json()]).toStrictEqual([404, expect.objectContaining({ code: 'no-art' }) as unknown])
  }
})

test.each<[string, Buffer, string]>([
  ['BMP', bmp(20, 20), 'image/bmp'],
  ['CMYK JPEG', picture('cmykJpeg'), 'image/jpeg'],
  ['WebP', picture('webp'), 'image/webp'],
])('a %s is shown', async (_, bytes, type) => {
  const rig = await startRig()
  addFile(rig, flacCover(bytes, 'image/png'), embedding(bytes))
  const [whole, small] = [await rig.ask('GET', art()), await rig.ask('GET', art('?size=64'))]
  expect([whole.status, whole.headers['content-type'], small.status, small.headers['content-type']]).toStrictEqual([
    ...[200, type],
    ...[200, 'image/jpeg'],
  ])
})

test.each(['size=0', 'size=x', 'size=1e9'])('%s is refused', async (query) => {
  const rig = await startRig()
  addFile(rig, Buffer.from('no music'))
  expect((await rig.ask('GET', art(`?${query}`))).json()).toMatchObject({ code: 'bad-query' })
})

test('an album shows the cover of one of its tracks, an artist the picture in their folder before it', async () => {
  const rig = await startRig()
  writeFileSync(join(rig.musicFolder, 'cover.jpg'), png(90, 90, { colour: [200, 0, 0] }))
  writeFileSync(join(rig.musicFolder, 'artist.png'), png(80, 40))
  addFile(rig, Buffer.from('no music'), { folderArt: 'cover.jpg', artistArt: 'artist.png' })
  const track = reference('a')
  const shown = { artTrackId: track.trackId }
  const [album, bare] = [albumOf([track], shown), albumOf([reference('b', { album: 'Bare', artist: 'B' })])]
  const artist = artistOf([track], { ...shown, portraitTrackId: track.trackId })
  rig.log.send([
    record(albums, album.albumId, album, 0),
    record(albums, bare.albumId, bare, 0),
    record(artists, artist.artistId, artist, 0),
  ])
  const widthOf = async (path: string) => {
    const { status, body } = await rig.ask('GET', path)
    return status === 200 ? pictureHeader(body)?.width : status
  }
  expect(await widthOf(`/api/albums/${album.albumId}/art`)).toBe(90)
  expect(await widthOf(`/api/artists/${artist.artistId}/art`)).toBe(80)
  expect(await widthOf(`/api/albums/${bare.albumId}/art`)).toBe(404)
  expect(await widthOf('/api/artists/nobody/art')).toBe(404)
  rmSync(join(rig.musicFolder, 'artist.png'))
  expect(await widthOf(`/api/artists/${artist.artistId}/art`)).toBe(90)
})
