import type { TemplateResult } from 'lit'
import { html } from 'lit'
import { paths } from '../data/paths.ts'
import type { FetchedThing } from '../elements/fetched.ts'
import { icons } from '../elements/icons.ts'
import { problemBlock, stateBlock } from './state-block.ts'

/** Where all of its kind are. */
const ALL = { Album: 'albums', Artist: 'artists', Genre: 'genres', Track: 'tracks' } as const

/** What a view of one thing shows while it is not there. @param kind as of "Album" */
export function stateOfThing(
  fetched: Pick<FetchedThing<unknown>, 'problem' | 'isUnknown' | 'read'>,
  kind: keyof typeof ALL,
): TemplateResult {
  const all = ALL[kind]
  const picture = icons[all]
  const { problem, isUnknown } = fetched
  if (isUnknown)
    return stateBlock({
      picture,
      title: `${kind} not found`,
      words: 'It is no longer in the library, or the link is wrong.',
      act: html`<a class="button main" href=${paths[all]}>All ${all}</a>`,
      isView: true,
    })
  if (problem === null)
    return html`<h1>${kind}</h1>
      <p class="unseen" role="status">Loading</p>`
  const title = `The ${kind.toLowerCase()} cannot be shown`
  return problemBlock({ picture, title, words: problem, isView: true }, () => fetched.read())
}
