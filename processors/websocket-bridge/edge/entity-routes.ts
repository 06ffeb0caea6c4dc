import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  listAlbumLetters,
  listAlbums,
  listArtistLetters,
  listArtists,
  listGenreLetters,
  listGenres,
  listRecent,
  listWorks,
  readAlbum,
  readArtist,
  readWork,
  searchLibrary,
} from '../../../schemas/http.ts'
import {
  albumPage,
  artistPage,
  lettersOfAlbums,
  lettersOfArtists,
  lettersOfGenres,
  pageOfAlbums,
  pageOfArtists,
  pageOfGenres,
  pageOfWorks,
  recentOf,
  workPage,
} from '../entity-pages.ts'
import { unknownAlbum, unknownArtist, unknownWork } from '../problem.ts'
import { searchGroups } from '../search-groups.ts'
import type { NamedPlaylist } from '../search-groups.ts'
import type { LibraryReader } from './library.ts'
import { serve } from './routes.ts'

/** Albums, artists, genres, works, what came last, and the search of them all. @param playlistsOf of who asks; none without a session. */
export function entityRoutes(
  app: FastifyInstance,
  library: LibraryReader,
  playlistsOf: (request: FastifyRequest) => readonly NamedPlaylist[],
): void {
  const content = () => library().catalogue.content
  const codebook = () => library().index.content.codebook

  serve(app, listAlbums, (query) => pageOfAlbums(content(), query))
  serve(app, listArtists, (query) => pageOfArtists(content(), query))
  serve(app, listGenres, (query) => pageOfGenres(content(), query))
  serve(app, listAlbumLetters, (query) => lettersOfAlbums(content(), query))
  serve(app, listArtistLetters, (query) => lettersOfArtists(content(), query))
  serve(app, listGenreLetters, () => lettersOfGenres(content()))
  serve(app, listWorks, (query) => pageOfWorks(content(), query))
  serve(app, listRecent, (query) => recentOf(content(), query))
  serve(app, searchLibrary, (query, request) => searchGroups(content(), query, playlistsOf(request)))

  serve(app, readAlbum, (_query, { params }) => {
    const page = albumPage(content(), params.id, codebook())
    if (page === null) throw unknownAlbum()
    return page
  })
  serve(app, readArtist, (_query, { params }) => {
    const page = artistPage(content(), params.id, codebook())
    if (page === null) throw unknownArtist()
    return page
  })
  serve(app, readWork, (_query, { params }) => {
    const page = workPage(content(), params.id)
    if (page === null) throw unknownWork()
    return page
  })
}
