import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { allRoutes, listLikes, readHistory, readRatedTracks } from '../../../schemas/http.ts'
import type { ProblemCode, Route } from '../../../schemas/http.ts'
import {
  albums,
  analysisFailures,
  artists,
  audioFeatures,
  feedback,
  genres,
  libraryScans,
  opinions,
  works,
} from '../../../schemas/topics.ts'
import { listenerId } from '../../../schemas/generated.ts'
import { opinionKey, SCANNER_KEY } from '../../../schemas/keys.ts'
import { record } from '../../../streams/engine/topic.ts'
import { recommendationsMessage } from '../../../processors/websocket-bridge/messages.ts'
import { contractSuite, nothingIsLeftOut } from '../../support/bridge-contract.ts'
import type { Contracted } from '../../support/bridge-contract.ts'
import { feedbackOf } from '../../support/builders.ts'
import { servedRoutes, startMusicServer } from '../../ui/support/music-server.ts'
import { libraryOf } from '../../ui/support/tone.ts'
import { addTracks, startRig, temporaryFolder } from './bridge-rig.ts'
import { albumOf, artistOf, genreOf, workOf } from './entity-fixtures.ts'
import { catalogueOf, failure, features, idOf, libraryScan, recommendation, reference } from './fixtures.ts'
import { suggest } from './listening.ts'

const bridge: Contracted = {
  name: 'the bridge',
  async start() {
    const rig = await startRig({ open: false })
    writeFileSync(join(rig.musicFolder, 'a.ogg'), 'sound')
    addTracks(
      rig,
      ['a', 'b', 'seed'].map((name) => reference(name)),
    )
    const track = reference('a', { work: 'A work' })
    const merged = [{ id: 'f'.repeat(32), name: 'Other', reason: 'spelling', tracks: 1 } as const]
    const [album, artist] = [albumOf([track], { merged }), artistOf([track], { merged })]
    const work = workOf(track)
    const problems = [{ library: rig.musicFolder, path: 'z.mp3', why: 'permission denied' }]
    rig.log.send([
      record(libraryScans, SCANNER_KEY, libraryScan({ failed: 1, problems }), 0),
      record(audioFeatures, idOf('a'), features('a'), 0),
      record(analysisFailures, idOf('b'), failure('b'), 0),
      record(albums, album.albumId, album, 0),
      record(artists, artist.artistId, artist, 0),
      record(genres, genreOf('Ambient').genreId, genreOf('Ambient'), 0),
      record(works, work.workId, work, 0),
      record(feedback, 'neighbours-5', feedbackOf({}), Date.now()),
    ])
    await rig.open()
    return {
      url: rig.url,
      analysed: idOf('a'),
      failed: idOf('b'),
      entities: { albums: album.albumId, artists: artist.artistId, works: work.workId },
      changeLibrary: () => addTracks(rig, [reference('c')]),
      recommend(listener) {
        suggest(rig, listenerId(listener), 1, ['a', 'b'])
        rig.log.send([record(opinions, opinionKey(listenerId(listener), 'track', idOf('a')), null, Date.now())])
      },
    }
  },
  routes: allRoutes,
  always: new Map<Route, ProblemCode>([
    [readHistory, 'database-unavailable'],
    [readRatedTracks, 'database-unavailable'],
    [listLikes, 'database-unavailable'],
  ]),
  sends: ['welcome', 'library', 'library-changed', 'feedback', 'troubles', 'recommendations', 'playlists', 'queue', 'sittings', 'opinions', 'ack', 'error'], // prettier-ignore
}

const fakeServer: Contracted = {
  name: 'the fake server of the page tests',
  async start() {
    const tracks = libraryOf(3, 100)
    const server = await startMusicServer(temporaryFolder(), tracks)
    onTestFinished(() => server.stop())
    return {
      url: server.url,
      analysed: tracks[0]?.trackId ?? '',
      failed: tracks[2]?.trackId ?? '',
      recommend(listener) {
        server.recommend(recommendationsMessage(catalogueOf([]), recommendation(listenerId(listener), 1, []), 0))
      },
    }
  },
  routes: servedRoutes,
  always: new Map(),
  sends: ['welcome', 'library', 'recommendations', 'ack', 'error'],
}

contractSuite(bridge)
contractSuite(fakeServer)
nothingIsLeftOut([bridge, fakeServer])
