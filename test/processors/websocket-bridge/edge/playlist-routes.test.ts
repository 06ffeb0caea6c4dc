import { describe, expect, it } from 'vitest'
import type {
  AnswerOf,
  addEntries,
  importPlaylist,
  listPlaylists,
  readPlaylist,
  searchLibrary,
} from '../../../../schemas/http.ts'
import { changeId, listenerId, playlistId } from '../../../../schemas/generated.ts'
import { playlistKey } from '../../../../schemas/keys.ts'
import { audioReferences, playlists, trackAliases } from '../../../../schemas/topics.ts'
import { memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { allTopics } from '../../../../schemas/topics.ts'
import { additions, changeOf } from '../../../../processors/websocket-bridge/playlist-changes.ts'
import { addTracks, startRig } from '../bridge-rig.ts'
import type { Rig } from '../bridge-rig.ts'
import { idOf, reference } from '../fixtures.ts'

type List = AnswerOf<typeof readPlaylist>

/** A bridge with some tracks, and one listener's way to ask. */
async function listener(rig?: Rig, cookie?: string) {
  const at = rig ?? (await startRig())
  if (rig === undefined)
    addTracks(at, ['a', 'b', 'c', 'd'].map((name) => reference(name, { path: `Band/Album/${name}.flac`, title: `Song ${name}`, artist: 'Band' }))) // prettier-ignore
  const who = cookie ?? (await at.session())
  const ask = (method: string, path: string, body?: object) =>
    at.ask(method, `/api/playlists${path}`, { cookie: who, origin: at.url }, body)
  const make = async (tracks: readonly string[] = []) => {
    const trackIds = tracks.length === 0 ? {} : { trackIds: tracks.map(idOf) }
    return (await ask('POST', '', { name: 'Rain', ...trackIds })).json() as List
  }
  const read = async (id: string, query = '') => (await ask('GET', `/${id}${query}`)).json() as List
  return { rig: at, cookie: who, ask, make, read }
}
const tracksOf = ({ items }: List) => items.map(({ trackId }) => trackId)
const codeOf = async (answer: Promise<{ json(): unknown }>) => ((await answer).json() as { readonly code: string }).code

describe('the playlists of a listener', () => {
  it('are made, named, filled, ordered, emptied and deleted', async () => {
    const { ask, make, read } = await listener()
    const { playlistId: id, ...made } = await make(['a', 'b'])
    expect(made).toMatchObject({ name: 'Rain', entries: 2, revision: 2 })
    const [first] = (await read(id)).items
    const added = (await ask('POST', `/${id}/entries`, { trackIds: [idOf('c'), idOf('a')], after: first?.entryId })).json() as AnswerOf<typeof addEntries> // prettier-ignore
    expect(tracksOf(await read(id))).toStrictEqual(['a', 'c', 'a', 'b'].map(idOf))
    await ask('POST', `/${id}/moves`, { entryIds: [added.entryIds[1], added.entryIds[0]], after: null })
    expect(tracksOf(await read(id))).toStrictEqual(['a', 'c', 'a', 'b'].map(idOf))
    await ask('POST', `/${id}/moves`, { entryIds: [first?.entryId] })
    expect(tracksOf(await read(id))).toStrictEqual(['a', 'c', 'b', 'a'].map(idOf))
    await ask('POST', `/${id}/removals`, { entryIds: [first?.entryId, 'nobody'] })
    await ask('PATCH', `/${id}`, { name: '  Sun ' })
    const now = await read(id)
    expect([now.name, tracksOf(now), now.items[0]?.track?.title]).toStrictEqual(['Sun', ['a', 'c', 'b'].map(idOf), 'Song a']) // prettier-ignore
    expect(((await ask('GET', '')).json() as AnswerOf<typeof listPlaylists>).items).toMatchObject([{ playlistId: id, name: 'Sun', entries: 3 }]) // prettier-ignore
    expect((await ask('DELETE', `/${id}`)).status).toBe(200)
    expect(await codeOf(ask('GET', `/${id}`))).toBe('unknown-playlist')
    expect((await ask('GET', '')).json()).toStrictEqual({ items: [], nextCursor: null })
  })

  it('are read in pages that what is added elsewhere does not move', async () => {
    const { ask, make, read } = await listener()
    const { playlistId: id } = await make(['a', 'b', 'c'])
    const first = await read(id, '?limit=2')
    await ask('POST', `/${id}/entries`, { trackIds: [idOf('d')], after: null })
    expect(tracksOf(await read(id, `?limit=2&cursor=${first.nextCursor}`))).toStrictEqual([idOf('c')])
    expect(await codeOf(ask('GET', `/${id}?cursor=x`))).toBe('bad-query')
  })

  it('show and export the track that stands for one of an earlier version', async () => {
    const { rig, ask, make, read } = await listener()
    const { playlistId: id } = await make(['a', 'b'])
    rig.log.send([
      record(trackAliases, idOf('a'), { trackId: idOf('c'), soundHash: null }, 2),
      record(audioReferences, idOf('a'), null, 2),
    ])
    expect((await read(id)).items.map(({ track }) => track?.trackId)).toStrictEqual([idOf('c'), idOf('b')])
    expect((await ask('GET', `/${id}/m3u`)).body.toString('utf8')).toContain('Song c')
  })

  it('are seen by another bridge, told to the other players, and nobody else’s', async () => {
    const log = memoryLog(allTopics)
    const one = await listener(await startRig({ log }))
    const player = await one.rig.connect({ cookie: one.cookie, origin: one.rig.url })
    await player.next('welcome')
    addTracks(one.rig, [reference('a')])
    const { playlistId: id } = (await one.ask('POST', '', { name: 'Rain', trackIds: [idOf('a')], deviceId: 'phone' })).json() as List // prettier-ignore
    expect(await player.next('playlists')).toStrictEqual({ type: 'playlists', playlistId: id, deviceId: 'phone' })
    const other = await listener(await startRig({ log, dataFolder: one.rig.dataFolder }), one.cookie)
    expect(tracksOf(await other.read(id))).toStrictEqual([idOf('a')])
    await other.ask('POST', `/${id}/entries`, { trackIds: [idOf('a')] })
    expect((await one.read(id)).entries).toBe(2)
    const stranger = await listener(one.rig)
    expect(await codeOf(stranger.ask('GET', `/${id}`))).toBe('unknown-playlist')
    expect(await codeOf(stranger.ask('DELETE', `/${id}`))).toBe('unknown-playlist')
  })

  it('are told to a player that reads slowly without the device, of several changes at a time', async () => {
    const { rig, cookie, make } = await listener()
    await make()
    const mine = listenerId(rig.log.read(playlists)[0]?.value?.listenerId ?? '')
    const player = await rig.connect({ cookie, origin: rig.url })
    await player.next('welcome')
    rig.log.send(
      ['phone', 'tablet', 'desk'].map((deviceId) => {
        const named = { listenerId: mine, playlistId: playlistId(deviceId), changeId: changeId(deviceId), deviceId, arrivedAt: 1 } // prettier-ignore
        return record(playlists, playlistKey(mine, named.playlistId), changeOf(named, 'created', { name: 'x' }), 1)
      }),
    )
    let told = await player.next('playlists')
    while (told['playlistId'] !== 'desk') told = await player.next('playlists')
    expect(told).toStrictEqual({ type: 'playlists', playlistId: 'desk', deviceId: null })
  })

  it('count a change once that is sent again', async () => {
    const { ask, read } = await listener()
    const make = async () => (await ask('POST', '', { name: 'Rain', changeId: 'c1' })).json() as List
    const { playlistId: id } = await make()
    expect((await make()).playlistId).toBe(id)
    for (let i = 0; i < 3; i += 1) await ask('POST', `/${id}/entries`, { trackIds: [idOf('a')], changeId: 'c2' })
    expect((await read(id)).entries).toBe(1)
  })

  it('keep what was added after what a deletion had seen', async () => {
    const { ask, make, read } = await listener()
    const { playlistId: id, revision } = await make(['a'])
    await ask('POST', `/${id}/entries`, { trackIds: [idOf('b')] })
    await ask('DELETE', `/${id}?revision=${revision}`)
    expect(tracksOf(await read(id))).toStrictEqual([idOf('b')])
  })

  it('tell what does not fit, and what is wrong', async () => {
    const { rig, ask, make } = await listener()
    const { playlistId: id } = await make(['a'])
    expect(await codeOf(ask('POST', `/${id}/entries`, { trackIds: ['nobody'] }))).toBe('unknown-track')
    expect(await codeOf(ask('POST', `/${id}/entries`, { trackIds: [] }))).toBe('bad-request')
    expect(await codeOf(ask('PATCH', `/${id}`, { name: ' ' }))).toBe('bad-request')
    expect(await codeOf(ask('PATCH', `/${id}`, { name: 'x'.repeat(201) }))).toBe('bad-request')
    const many = Array.from({ length: 500 }, () => idOf('a'))
    for (let i = 0; i < 19; i += 1) expect((await ask('POST', `/${id}/entries`, { trackIds: many })).status).toBe(200)
    expect(await codeOf(ask('POST', `/${id}/entries`, { trackIds: many }))).toBe('too-many-items')
    const mine = listenerId(rig.log.read(playlists)[0]?.value?.listenerId ?? '')
    rig.log.send(
      Array.from({ length: 499 }, (_, i) => {
        const named = { listenerId: mine, playlistId: playlistId(`p${i}`), changeId: changeId(`p${i}`), deviceId: null, arrivedAt: 1 } // prettier-ignore
        return record(playlists, playlistKey(mine, named.playlistId), changeOf(named, 'created', { name: 'x' }), 1)
      }),
    )
    expect(await codeOf(ask('POST', '', { name: 'one more' }))).toBe('too-many-items')
  })

  it('are changed by no page of another site, and only with a session', async () => {
    const { rig, cookie } = await listener()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/api/playlists', '/api/playlists/p', '/api/queue']) {
        const answer = await rig.ask(method, path, { cookie, origin: 'http://elsewhere.example' })
        expect([method, path, answer.status]).toStrictEqual([method, path, 403])
      }
    }
    expect((await rig.ask('GET', '/api/playlists')).status).toBe(401)
    expect((await rig.ask('POST', '/api/playlists', { origin: rig.url }, { name: 'x' })).status).toBe(401)
  })

  it('are found by a search of their listener, by nobody else, until they are deleted', async () => {
    const { rig, ask, make, cookie } = await listener()
    const { playlistId: id } = await make(['a'])
    const found = async (headers: object) =>
      ((await rig.ask('GET', '/api/search?q=rai', { ...headers })).json() as AnswerOf<typeof searchLibrary>).playlists
    expect(await found({ cookie })).toStrictEqual([{ playlistId: id, name: 'Rain', trackCount: 1 }])
    expect([await found({}), await found({ cookie: await rig.session() })]).toStrictEqual([[], []])
    await ask('DELETE', `/${id}`)
    expect(await found({ cookie })).toStrictEqual([])
  })

  it('say so when Kafka does not take a change', async () => {
    const { rig, ask } = await listener()
    rig.log.goAway()
    expect(await codeOf(ask('POST', '', { name: 'Rain' }))).toBe('not-stored')
    rig.log.comeBack()
    expect((await ask('POST', '', { name: 'Rain' })).status).toBe(200)
  })

  it('leave and enter as M3U, without a path of the server', async () => {
    const { rig, ask, make, read } = await listener()
    const { playlistId: id } = await make(['b', 'a'])
    const m3u = (await ask('GET', `/${id}/m3u`)).body.toString('utf8')
    expect(m3u.split('\n')[3]).toBe('Band/Album/b.flac')
    expect(m3u).not.toContain(rig.musicFolder)
    const text = `${m3u}C:\\Music\\Band\\Album\\c.flac\n#EXTINF:1,Band - Song d\nelsewhere.mp3\nnothing.mp3\n`
    const answer = (await ask('POST', '/import', { name: 'Back', m3u: text })).json() as AnswerOf<typeof importPlaylist>
    expect([answer.missing, answer.missingTotal]).toStrictEqual([['nothing.mp3'], 1])
    expect(tracksOf(await read(answer.playlistId))).toStrictEqual(['b', 'a', 'c', 'd'].map(idOf))
  })
})

describe('what is refused', () => {
  const detailOf = async (answer: Promise<{ json(): unknown }>) => ((await answer).json() as { readonly detail: string }).detail // prettier-ignore

  it('is a text that names no track of the library: no playlist is made of it', async () => {
    const { ask } = await listener()
    expect(await detailOf(ask('POST', '/import', { name: 'x', m3u: 'Dear Sir,\n\nas agreed\n' }))).toBe(
      'None of the 2 lines names a track of the library. No playlist was made: choose an M3U file of music that is here.',
    )
    expect(await detailOf(ask('POST', '/import', { name: 'x', m3u: '#EXTM3U\n' }))).toMatch(
      /^The text names no file\. /,
    )
    expect((await ask('GET', '')).json()).toMatchObject({ items: [] })
  })

  it('is said in plain words, with the name of the field', async () => {
    const { ask } = await listener()
    expect(await detailOf(ask('POST', '', {}))).toBe('name is missing: it has to be a text.')
    expect(await detailOf(ask('POST', '', { name: '\u202e\u2066' }))).toBe(
      'name has to have a letter that can be seen.',
    )
  })

  it('is not a mark that turns the direction of writing: it is left out of a name', async () => {
    const { ask } = await listener()
    expect((await ask('POST', '', { name: 'My\u202e  3pm\u0007.exe' })).json()).toMatchObject({ name: 'My 3pm.exe' })
  })

  it('is more than a listener may have in all playlists together', async () => {
    const { rig, cookie, ask } = await listener()
    const { listenerId: who } = (await rig.ask('POST', '/api/session', { cookie, origin: rig.url })).json() as { readonly listenerId: string } // prettier-ignore
    const ids = Array.from({ length: 10 }, (_, n) => playlistId(String(n).repeat(32)))
    for (const id of ids) {
      const asked = {
        listenerId: listenerId(who),
        playlistId: id,
        changeId: changeId(id),
        deviceId: null,
        arrivedAt: 1,
      }
      const made = [changeOf(asked, 'created', { name: 'x' }), ...additions({ ...asked, changeId: changeId(`${id}+`) }, [], Array.from({ length: 10_000 }, () => idOf('a')), undefined)] // prettier-ignore
      rig.log.send(made.map((each) => record(playlists, playlistKey(asked.listenerId, id), each, 1)))
    }
    expect(await codeOf(ask('POST', '', { name: 'One more', trackIds: [idOf('a')] }))).toBe('too-many-items')
    expect((await ask('POST', '', { name: 'An empty one' })).status).toBe(200)
  })

  it('is no change that was stored, and is sent again when there is no more room', async () => {
    const { ask, make, read } = await listener()
    const { playlistId: id } = await make(['a'])
    const many = Array.from({ length: 500 }, () => idOf('a'))
    for (let i = 0; i < 19; i += 1) await ask('POST', `/${id}/entries`, { trackIds: many })
    const last = () => ask('POST', `/${id}/entries`, { trackIds: many.slice(1), changeId: 'last' })
    expect([(await last()).status, (await last()).status, (await read(id)).entries]).toStrictEqual([200, 200, 10_000])
    for (let i = 0; i < 8; i += 1) await ask('POST', '', { name: 'Copy', copyOf: id })
    const copy = () => ask('POST', '', { name: 'Copy', copyOf: id, changeId: 'copy' })
    expect([(await copy()).status, (await copy()).status]).toStrictEqual([200, 200])
    expect(await codeOf(ask('POST', '', { name: 'Copy', copyOf: id }))).toBe('too-many-items')
  })
})
