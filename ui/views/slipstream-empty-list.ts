import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { countOf } from '../data/cards.ts'
import { importLine, importPhase } from '../data/import-progress.ts'
import type { LibraryProgress } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import { icons } from '../elements/icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { stateBlock } from './state-block.ts'
import { buttonStyles, stateStyles } from '../elements/state.styles.ts'

/** What the tags of tracks name. */
const TAGS = { albums: 'names its album', artists: 'names its artist', genres: 'names a genre', tracks: '' } as const

export type ListedThings = keyof typeof TAGS

/** @summary Why a list of the library has nothing in it, and what helps. */
export class SlipstreamEmptyList extends LitElement {
  static override styles = [sharedStyles, buttonStyles, stateStyles]
  static override properties = { things: {}, of: {}, progress: { attribute: false } }

  declare things: ListedThings
  /** What the list is restricted to; undefined: nothing. */
  declare of: string | undefined
  /** Of the library; null until it is known. */
  declare progress: LibraryProgress | null

  protected override render(): TemplateResult {
    const { things, of, progress } = this
    const picture = icons[things]
    const link = (href: string, words: string) => html`<a class="button main" href=${href}>${words}</a>`
    if (of !== undefined) {
      const act = link(paths[things], `All ${things}`)
      return stateBlock({ picture, title: `No ${things} of ${of}`, words: 'None is in the library now.', act })
    }
    const count = progress?.tracks ?? 0
    if (count > 0 && TAGS[things] !== '') {
      const words = `Not one of your ${countOf(count, 'track')} ${TAGS[things]} in its tags.`
      const act = link(paths.tracks, `All ${countOf(count, 'track')}`)
      return stateBlock({ picture, title: `No ${things}`, words, act })
    }
    const phase = importPhase(progress)
    if (progress !== null && (phase === 'found' || phase === 'analysing')) {
      const words = `${importLine(progress)}: the ${things} appear here by themselves.`
      return stateBlock({
        picture,
        title: 'Your music is on its way',
        words,
        act: link(paths.import, 'See the import'),
      })
    }
    const words = 'Slipstream found nothing to play in its library folders.'
    return stateBlock({ picture, title: 'No music yet', words, act: link(paths.import, 'How to add music') })
  }
}

customElements.define('slipstream-empty-list', SlipstreamEmptyList)
