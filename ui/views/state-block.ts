import type { TemplateResult } from 'lit'
import { html, nothing } from 'lit'

/** What a view says where it has nothing to show. */
export interface ViewState {
  /** A drawing; it says nothing that the title does not. */
  readonly picture: unknown
  readonly title: string
  /** One sentence: what is so. */
  readonly words: unknown
  /** What helps: links and buttons. */
  readonly act?: unknown
  /** Whether something went wrong, which is told at once. */
  readonly isProblem?: boolean
  /** Whether it is all that the view shows, and its title that of the view. */
  readonly isView?: boolean
}

/** A view without anything to show says so in the middle of its room, with what helps. */
export function stateBlock({
  picture,
  title,
  words,
  act,
  isProblem = false,
  isView = false,
}: ViewState): TemplateResult {
  return html`<div class="state ${isProblem ? 'failed' : ''}" role=${isProblem ? 'alert' : nothing}>
    <span class="picture" aria-hidden="true">${picture}</span>
    ${isView ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}
    <p>${words}</p>
    ${act === undefined ? nothing : html`<div class="acts">${act}</div>`}
  </div>`
}

/** Something that cannot be read, and is asked for again. */
export function problemBlock(state: Omit<ViewState, 'act' | 'isProblem'>, again: () => void): TemplateResult {
  const act = html`<button class="button main" @click=${again}>Try again</button>`
  return stateBlock({ ...state, act, isProblem: true })
}
