import type { TemplateResult } from 'lit'
import { html, nothing } from 'lit'
import { countOf } from '../data/cards.ts'
import type { WindowedList } from '../data/windowed-list.ts'

/** The head of a view of a long list. @param thing what is counted */
export function headOfList(
  title: string,
  list: Pick<WindowedList<unknown>, 'length' | 'isKnown'>,
  thing: string,
  choices: TemplateResult | typeof nothing = nothing,
  shape: 'covers' | 'text-list' = 'covers',
): TemplateResult {
  return html`<div class="view-head ${shape}">
    <h1>${title}</h1>
    <p class="quiet">${list.isKnown ? countOf(list.length, thing) : ' '}</p>
    <div class="choices">${choices}</div>
  </div>`
}

/** Why a long list shows nothing, or not all. */
export function stateOfList(
  list: Pick<WindowedList<unknown>, 'length' | 'isKnown' | 'problem'>,
  empty: string,
): TemplateResult | typeof nothing {
  if (list.problem !== null) return html`<p class="problem" role="alert">${list.problem}</p>`
  return list.isKnown && list.length === 0 ? html`<p class="nothing">${empty}</p>` : nothing
}
