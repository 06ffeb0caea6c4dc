import type { TemplateResult } from 'lit'
import { html, nothing } from 'lit'
import { countOf } from '../data/cards.ts'
import type { LibraryProgress } from '../data/library.ts'
import type { WindowedList } from '../data/windowed-list.ts'
import { icons } from '../elements/icons.ts'
import type { ListedThings } from './slipstream-empty-list.ts'
import { problemBlock } from './state-block.ts'

/** The head of a view of a long list. @param thing what is counted */
export function headOfList(
  title: string,
  list: Pick<WindowedList<unknown>, 'length' | 'isKnown' | 'problem'>,
  thing: string,
  choices: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const isEmpty = list.length === 0 && (list.isKnown || list.problem !== null)
  return html`<div class="view-head">
    <h1>${title}</h1>
    ${isEmpty ? nothing : html`<p class="quiet">${list.isKnown ? countOf(list.length, thing) : ' '}</p>`}
    <div class="choices">${isEmpty ? nothing : choices}</div>
  </div>`
}

/** A list as it is read, of a library that is read too. */
export interface ReadList {
  readonly list: Pick<WindowedList<unknown>, 'length' | 'isKnown' | 'problem'>
  /** Null until it is known. */
  readonly progress: LibraryProgress | null
  again(): void
}

/** Why a long list shows nothing, or not all, and what helps. @param of what the list is restricted to */
export function stateOfList(read: ReadList, things: ListedThings, of?: string): TemplateResult | typeof nothing {
  const { list, progress } = read
  if (list.problem !== null) {
    return problemBlock({ picture: icons[things], title: `The ${things} cannot be shown`, words: list.problem }, () =>
      read.again(),
    )
  }
  if (!list.isKnown || list.length > 0) return nothing
  // Few ever see it.
  void import('./slipstream-empty-list.ts')
  return html`<slipstream-empty-list .things=${things} .of=${of} .progress=${progress}></slipstream-empty-list>`
}
