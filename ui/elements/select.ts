import type { TemplateResult } from 'lit'
import { html } from 'lit'

/** A labelled choice of one of several. @param options value and words */
export function select(
  label: string,
  options: Readonly<Record<string, string>>,
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<label>
    <span class="label">${label}</span>
    <select
      @change=${({ currentTarget }: Event) => currentTarget instanceof HTMLSelectElement && choose(currentTarget.value)}
    >
      ${Object.entries(options).map(
        ([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`,
      )}
    </select>
  </label>`
}
