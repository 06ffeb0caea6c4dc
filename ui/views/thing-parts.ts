import type { TemplateResult } from 'lit'
import { html } from 'lit'
import { paths } from '../data/paths.ts'
import type { FetchedThing } from '../elements/fetched.ts'

/** Where all of its kind are. */
const ALL = { Album: paths.albums, Artist: paths.artists, Genre: paths.genres, Track: paths.tracks } as const

/** What a view of one thing shows while it is not there. @param kind as of "Album" */
export function stateOfThing(
  fetched: Pick<FetchedThing<unknown>, 'problem' | 'isUnknown' | 'read'>,
  kind: keyof typeof ALL,
): TemplateResult {
  const all = ALL[kind]
  return html`<h1>${fetched.isUnknown ? `${kind} not found` : kind}</h1>
    ${
      fetched.isUnknown
        ? html`<p class="nothing">
            It is no longer in the library, or the link is wrong.
            <a class="link" href=${all}>See all ${kind.toLowerCase()}s</a>
          </p>`
        : fetched.problem !== null
          ? html`<p class="problem" role="alert">
              ${fetched.problem} <button class="button" @click=${() => fetched.read()}>Try again</button>
            </p>`
          : html`<p class="unseen" role="status">Loading</p>`
    }`
}
