import { describe, expect, it } from 'vitest'
import { playlistId } from '../../../schemas/generated.ts'
import type { AnswerOf, listPlaylists, readPlaylist, searchLibrary } from '../../../schemas/http.ts'
import { libraryPlaylists } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

const id = playlistId('1'.repeat(32))
const named = (name: string, line: number) => ({ line, trackId: idOf(name), text: '' })

async function started() {
  const rig = await startRig()
  addTracks(
    rig,
    ['a', 'b'].map((name) => reference(name, { path: `${name}.flac`, title: `Song ${name}` })),
  )
  const entries = [named('a', 0), { line: 1, trackId: null, text: 'Someone - Else' }, named('b', 2), named('gone', 3)]
  const file = { name: 'Rain', library: rig.musicFolder, path: 'Lists/rain.m3u', version: 'v', modifiedAt: 7 }
  rig.log.send([record(libraryPlaylists, id, { playlistId: id, ...file, entries, scannedBy: null }, 1)])
  const cookie = await rig.session()
  const ask = (method: string, path: string, body?: object) =>
    rig.ask(method, `/api${path}`, { cookie, origin: rig.url }, body)
  return { rig, ask }
}

describe('a playlist of the library', () => {
  it('is listed, read in pages and exported beside those of each listener', async () => {
    const { rig, ask } = await started()
    const { items } = (await ask('GET', '/playlists')).json() as AnswerOf<typeof listPlaylists>
    expect(items).toStrictEqual([
      { playlistId: id, name: 'Rain', entries: 4, revision: 7, createdAt: 7, updatedAt: 7, source: 'library' },
    ])
    const first = (await ask('GET', `/playlists/${id}?limit=2`)).json() as AnswerOf<typeof readPlaylist>
    expect(first).toMatchObject({
      source: 'library',
      items: [
        { trackId: idOf('a'), track: { title: 'Song a' } },
        { trackId: '', track: null, text: 'Someone - Else' },
      ],
    })
    const second = (await ask('GET', `/playlists/${id}?limit=2&cursor=${first.nextCursor}`)).json() as AnswerOf<
      typeof readPlaylist
    >
    expect([second.items.map(({ track }) => track?.title ?? null), second.nextCursor]).toStrictEqual([
      ['Song b', null],
      null,
    ])
    expect((await ask('GET', `/playlists/${id}?cursor=x`)).json()).toMatchObject({ code: 'bad-query' })
    const m3u = (await ask('GET', `/playlists/${id}/m3u`)).body.toString('utf8')
    expect(m3u.split('\n').filter((line) => !line.startsWith('#'))).toStrictEqual(['a.flac', 'b.flac', ''])
    expect([JSON.stringify(items), m3u].join('')).not.toContain(rig.musicFolder)
    const search = (await ask('GET', '/search?q=rain')).json() as AnswerOf<typeof searchLibrary>
    expect(JSON.stringify(search)).toContain(id)
  })

  it('is copied, and is changed by nobody', async () => {
    const { rig, ask } = await started()
    const copy = (
      await ask('POST', '/playlists', { name: 'Mine', copyOf: id, trackIds: [idOf('a')] })
    ).json() as AnswerOf<typeof readPlaylist>
    const { items } = (await ask('GET', `/playlists/${copy.playlistId}`)).json() as AnswerOf<typeof readPlaylist>
    expect(items.map(({ trackId }) => trackId)).toStrictEqual(['a', 'b', 'gone', 'a'].map(idOf))
    const again = (await ask('POST', '/playlists', { name: 'Mine too', copyOf: copy.playlistId })).json()
    expect(again).toMatchObject({ entries: 4 })
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'Sun' }],
      ['DELETE', '', undefined],
      ['POST', '/entries', { trackIds: [idOf('a')] }],
    ] as const)
      expect((await ask(method, `/playlists/${id}${path}`, body)).json()).toMatchObject({
        code: 'read-only-playlist',
        status: 409,
      })
    expect((await ask('POST', '/playlists', { name: 'x', copyOf: 'nothing' })).json()).toMatchObject({
      code: 'unknown-playlist',
    })
    rig.log.send([record(libraryPlaylists, id, null, 2)])
    expect((await ask('GET', `/playlists/${id}`)).json()).toMatchObject({ code: 'unknown-playlist' })
  })
})
