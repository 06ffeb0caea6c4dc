import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TrackId } from '../../../schemas/generated.ts'
import type { HeldReference } from '../catalogue.ts'
import { readAlbumArt, readArt, readArtColour, readArtistArt } from '../../../schemas/http.ts'
import type { QueryOf } from '../../../schemas/http.ts'
import { hexColour } from '../cover-colour.ts'
import { coverSize } from '../cover-size.ts'
import { Problem, unknownAlbum, unknownArtist } from '../problem.ts'
import { isKnown } from '../range.ts'
import { coverSources, portraitSources } from './picture-sources.ts'
import type { PictureSource } from './picture-sources.ts'
import type { Cover, PictureReader } from './pictures.ts'
import type { LibraryReader } from './library.ts'
import { entryOf } from './library.ts'
import { parsedQuery, serve } from './routes.ts'
import type { PathParameters } from './routes.ts'

/** A picture whose version stands in its address is another one under another address. */
const FOR_EVER = 'private, max-age=31536000, immutable'
const REVALIDATED = 'private, no-cache'
/** Of the cover that a colour is taken from. */
const COLOUR_SIZE = 64

type PictureRoute = typeof readArt | typeof readAlbumArt | typeof readArtistArt
type ArtQuery = QueryOf<typeof readArt>
type Shown = Omit<Cover, 'colour'> & { readonly source: PictureSource }

/** Covers and pictures of artists, by the id of a track, album or artist: never by a path that a client names. */
export function artRoutes(
  app: FastifyInstance,
  library: LibraryReader,
  pictures: PictureReader,
  folders: readonly string[],
): void {
  const content = () => library().catalogue.content
  const referenceOf = (id: string): HeldReference => entryOf(content(), id).reference
  const knownOf = (id: TrackId | null): HeldReference | null =>
    id === null ? null : (content().entries.get(id)?.reference ?? null)

  function pictureRoute({ path, query: shape }: PictureRoute, sourcesOf: (id: string) => AsyncIterable<PictureSource>) {
    app.get<PathParameters>(path, async (request, reply) => {
      const query = parsedQuery(shape, request.query)
      return send(request, reply, query, await shownOf(sourcesOf(request.params.id), query))
    })
  }

  pictureRoute(readArt, (id) => coverSources(referenceOf(id), folders))
  pictureRoute(readAlbumArt, (id) => {
    const album = content().entities.albums.find(id)
    if (album === null) throw unknownAlbum()
    const cover = knownOf(album.artTrackId)
    if (cover === null) throw noArt()
    return coverSources(cover, folders)
  })
  pictureRoute(readArtistArt, (id) => {
    const artist = content().entities.artists.find(id)
    if (artist === null) throw unknownArtist()
    return portraitSources(knownOf(artist.portraitTrackId), knownOf(artist.artTrackId), folders)
  })

  serve(app, readArtColour, async (_query, { params }) => {
    for await (const source of coverSources(referenceOf(params.id), folders)) {
      const cover = await pictures.cover(source, COLOUR_SIZE)
      if (cover !== null) return { colour: hexColour(cover.colour) }
    }
    throw noArt()
  })

  /** Without a size the picture as it is, or where that is too large to be sent, the largest that is made of it. */
  async function shownOf(sources: AsyncIterable<PictureSource>, { size }: ArtQuery): Promise<Shown> {
    for await (const source of sources) {
      const original = size === undefined ? await pictures.original(source) : null
      const shown = original ?? (await pictures.cover(source, coverSize(size ?? Infinity)))
      if (shown !== null) return { ...shown, source }
    }
    throw noArt()
  }
}

function send(request: FastifyRequest, reply: FastifyReply, query: ArtQuery, shown: Shown): FastifyReply {
  const { bytes, type, source } = shown
  const etag = `"${source.version}-${query.size === undefined ? 'original' : coverSize(query.size)}"`
  const caching = query.v === source.version ? FOR_EVER : REVALIDATED
  void reply.headers({ etag, 'cache-control': caching, 'content-type': type })
  return isKnown(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(bytes)
}

function noArt(): Problem {
  return new Problem(
    'no-art',
    'There is no picture that can be shown: JPEG, PNG, GIF, WebP or BMP of at most 25 megapixels.',
  )
}
