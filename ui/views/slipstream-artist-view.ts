import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { playerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { albumCard, artOf, artistCard, countOf } from '../data/cards.ts'
import type { DescribedArtist } from '../data/entities.ts'
import { fetchArtist, restOfTracks } from '../data/entities.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { WholeList } from '../data/windowed-list.ts'
import { art } from '../elements/art.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { actsOf } from './acts.ts'
import { libraryViewStyles } from './library.styles.ts'
import { stateOfThing } from './thing-parts.ts'
import { viewStyles } from './view.styles.ts'

const COVER_PIXELS = 480
/** Tracks that are shown before all are asked for. */
const FIRST_TRACKS = 10

/** What the page lists. */
interface Lists {
  readonly albums: WholeList<Card>
  readonly tracks: WholeList<ListedTrack>
  readonly appearsOn: WholeList<Card>
  readonly similar: WholeList<Card>
}

/** @summary One artist: albums, the first songs, what else names the artist, and who sounds alike. */
export class SlipstreamArtistView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #artist = new FetchedThing(
    this,
    () => this.#id,
    (signal) => fetchArtist(this.#id, signal),
  )
  #shown: DescribedArtist | null = null
  #lists: Lists | null = null

  get #id(): string {
    return this.place.parameters['id'] ?? ''
  }

  protected override willUpdate(): void {
    const { value } = this.#artist
    if (value === this.#shown) return
    this.#shown = value
    this.#lists = value === null ? null : listsOf(value)
    if (value !== null) emit(this, 'view-titled', { title: nameOf(value) })
  }

  protected override render(): TemplateResult {
    const artist = this.#artist.value
    if (artist === null || this.#lists === null) return stateOfThing(this.#artist, 'Artist')
    const source: QueueSource = { kind: 'artist', id: artist.artistId, name: nameOf(artist) }
    const { albums, tracks, appearsOn, similar } = this.#lists
    const rest = () => restOfTracks({ artistId: artist.artistId }, artist.tracks.length)
    return html`
      <div class="thing round">
        ${art(artOf(artist.artistId, artist.artTrackId, artist.artVersion), COVER_PIXELS)}
        <div class="about">
          <p class="kind">Artist</p>
          <h1>${nameOf(artist)}</h1>
          <p class="facts quiet">
            ${factsOf(artist)}${artist.genres.slice(0, 4).map((genre) => html` · <a href=${paths.genre(genre)}>${genre}</a>`)}
          </p>
          ${actsOf({ player: this.#player.store, tracks: artist.tracks, source, rest, radio: { radio: 'artist', genre: '' } })}
        </div>
      </div>
      ${section('Albums', albums, artist.albumsLeftOut === 0 ? '' : `${countOf(artist.albumsLeftOut, 'more album')} not shown`)}
      ${
        artist.tracks.length === 0
          ? nothing
          : html`<section aria-labelledby="songs">
              <div class="section-head">
                <h2 id="songs">Songs</h2>
                ${
                  artist.trackCount > FIRST_TRACKS
                    ? html`<a class="link" href="${paths.tracks}?${allOf(artist)}"
                        >All ${countOf(artist.trackCount, 'track')}</a
                      >`
                    : nothing
                }
              </div>
              <slipstream-track-rows
                .rows=${tracks}
                .queued=${artist.tracks}
                .rest=${rest}
                .source=${source}
                label="Songs"
              ></slipstream-track-rows>
            </section>`
      }
      ${section('Appears on', appearsOn)} ${section('Sounds alike', similar)}
    `
  }
}

function section(title: string, cards: WholeList<Card>, more = ''): TemplateResult | typeof nothing {
  if (cards.length === 0) return nothing
  const id = title.toLowerCase().replace(' ', '-')
  return html`<section aria-labelledby=${id}>
    <div class="section-head">
      <h2 id=${id}>${title}</h2>
      ${more === '' ? nothing : html`<span class="quiet">${more}</span>`}
    </div>
    <slipstream-cover-grid label=${title} .cards=${cards}></slipstream-cover-grid>
  </section>`
}

function listsOf({ albums, tracks, appearsOn, similar }: DescribedArtist): Lists {
  return {
    albums: new WholeList(albums.map((album) => albumCard(album, 'year'))),
    tracks: new WholeList(tracks.slice(0, FIRST_TRACKS)),
    appearsOn: new WholeList(appearsOn.map((album) => albumCard(album))),
    similar: new WholeList(similar.map(artistCard)),
  }
}

function allOf({ artistId, name }: DescribedArtist): string {
  return new URLSearchParams({ artistId, name }).toString()
}

function nameOf({ name }: Pick<DescribedArtist, 'name'>): string {
  return name === '' ? 'Unknown artist' : name
}

function factsOf({ albumCount, trackCount, featuredCount, composerCount }: DescribedArtist): string {
  const counts: readonly (readonly [number, string])[] = [
    [albumCount, countOf(albumCount, 'album')],
    [trackCount, countOf(trackCount, 'track')],
    [featuredCount, `guest on ${featuredCount}`],
    [composerCount, `composer of ${composerCount}`],
  ]
  return counts.flatMap(([count, words]) => (count === 0 ? [] : [words])).join(' · ')
}

customElements.define('slipstream-artist-view', SlipstreamArtistView)
