import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { playerContext } from '../context.ts'
import type { SimilarTrack } from '../data/entities.ts'
import { fetchSimilar } from '../data/entities.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { clockTime, spokenTime } from '../data/time-words.ts'
import type { DescribedTrack } from '../data/tracks.ts'
import { artistOf, fetchTrack, isHere } from '../data/tracks.ts'
import { WholeList } from '../data/windowed-list.ts'
import { art } from '../elements/art.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { icons } from '../elements/icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import './slipstream-lyrics.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { libraryViewStyles } from './library.styles.ts'
import { stateOfThing } from './thing-parts.ts'
import { viewStyles } from './view.styles.ts'

const COVER_PIXELS = 480

interface DescribedPage {
  readonly track: DescribedTrack
  readonly similar: WholeList<SimilarTrack>
}

const WITH_ALBUM = ['cover', 'album'] as const

/** @summary One track: what it is, what sounds like it, its lyrics. */
export class SlipstreamTrackView extends LitElement {
  static override styles = [
    sharedStyles,
    viewStyles,
    libraryViewStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-2) var(--space-4);
        margin: 0;
        max-width: 62ch;
      }
      dd a {
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 0.15em;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
    `,
  ]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #player = new FromContext(this, playerContext, ({ now, paused }) => `${now?.track.trackId} ${paused}`)
  readonly #page = new FetchedThing<DescribedPage>(
    this,
    () => this.#id,
    async (signal) => {
      const [track, similar] = await Promise.all([fetchTrack(this.#id, signal), fetchSimilar(this.#id, signal)])
      return { track, similar: new WholeList(similar) }
    },
  )
  #shown: DescribedPage | null = null

  get #id(): string {
    return this.place.parameters['id'] ?? ''
  }

  protected override willUpdate(): void {
    const { value } = this.#page
    if (value === this.#shown) return
    this.#shown = value
    if (value !== null) emit(this, 'view-titled', { title: `${value.track.title} by ${artistOf(value.track)}` })
  }

  protected override render(): TemplateResult {
    const page = this.#page.value
    if (page === null) return stateOfThing(this.#page, 'Track')
    const { track, similar } = page
    const [artistId] = track.artistIds
    const source: QueueSource = { kind: 'track', id: track.trackId, name: track.title }
    return html`
      <div class="thing">
        ${art(track, COVER_PIXELS)}
        <div class="about">
          <p class="kind">Track</p>
          <h1>${track.title}</h1>
          <p class="by">
            ${artistId === undefined ? artistOf(track) : html`<a href=${paths.artist(artistId)}>${artistOf(track)}</a>`}
          </p>
          ${this.#acts(track, source)}
        </div>
      </div>
      <div class="halves">
        <div>
          <div>
            <section aria-labelledby="about">
              <h2 id="about" class="day">What it is</h2>
              ${facts(track)}
            </section>
            ${
              track.lyrics === undefined
                ? nothing
                : html`<section aria-labelledby="lyrics">
                    <h2 id="lyrics" class="day">Lyrics</h2>
                    <slipstream-lyrics .trackId=${track.trackId}></slipstream-lyrics>
                  </section>`
            }
          </div>
          <section aria-labelledby="similar">
            <h2 id="similar" class="day">Sounds like it</h2>
            ${
              similar.length === 0
                ? html`<p class="quiet">Nothing yet: the track, or the rest of the library, is not analysed.</p>`
                : html`<slipstream-track-rows
                    .rows=${similar}
                    .source=${{ ...source, kind: 'radio' }}
                    .columns=${WITH_ALBUM}
                    label="Tracks that sound like it"
                  ></slipstream-track-rows>`
            }
          </section>
        </div>
      </div>
    `
  }

  #acts(track: DescribedTrack, source: QueueSource): TemplateResult {
    const { store: player } = this.#player
    const isAway = !isHere(track)
    const isNow = player.now?.track.trackId === track.trackId
    return html`<div class="acts">
      <button
        class="button main"
        ?disabled=${isAway}
        @click=${() => (isNow ? player.toggle() : player.playOne(track, source))}
      >
        ${isNow && !player.paused ? html`${icons.pause} Pause` : html`${icons.play} Play`}
      </button>
      <button class="button" ?disabled=${isAway} @click=${() => player.playNext([track], source)}>
        ${icons.playNext} Play next
      </button>
      <button class="button" ?disabled=${isAway} @click=${() => player.addLast([track], source)}>
        ${icons.add} Add to queue
      </button>
      <button
        class="button"
        ?disabled=${isAway}
        @click=${() => {
          player.playList([track], 0, source)
          player.wish({ ...player.intent, radio: 'track', genre: '' })
        }}
      >
        ${icons.radio} Radio
      </button>
    </div>`
  }
}

function facts(track: DescribedTrack): TemplateResult {
  const { album, albumId, durationMs, year, genres, trackNumber, discNumber, features, path, mediaType } = track
  const place = [
    ...(discNumber === null ? [] : [`disc ${discNumber}`]),
    ...(trackNumber === null ? [] : [`track ${trackNumber}`]),
  ].join(', ')
  const rows: readonly (readonly [string, TemplateResult | string | null])[] = [
    ['Album', album === '' ? null : albumId === null ? album : html`<a href=${paths.album(albumId)}>${album}</a>`],
    ['Place', place === '' ? null : place],
    [
      'Length',
      durationMs === null
        ? null
        : html`<span aria-hidden="true">${clockTime(durationMs)}</span
            ><span class="unseen">${spokenTime(durationMs)}</span>`,
    ],
    ['Year', year === null ? null : String(year)],
    [
      'Genres',
      genres.length === 0
        ? null
        : html`${genres.map((genre, index) => html`${index === 0 ? '' : ', '}<a href=${paths.genre(genre)}>${genre}</a>`)}`,
    ],
    ['Sound', soundOf(track)],
    ['Kind of file', mediaType ?? null],
    ['File', path],
    ['Analysed', features === null ? (track.problem?.message ?? 'not yet') : null],
  ]
  return html`<dl class="facts">
    ${rows.map(([name, value]) =>
      value === null
        ? nothing
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`
}

function soundOf({ features }: DescribedTrack): string | null {
  if (features === null) return null
  const channels =
    features.channels === 1 ? 'mono' : features.channels === 2 ? 'stereo' : `${features.channels} channels`
  return `${features.sampleRateHz / 1000} kHz, ${channels}, ${features.loudnessDb.toFixed(1)} dB`
}

customElements.define('slipstream-track-view', SlipstreamTrackView)
