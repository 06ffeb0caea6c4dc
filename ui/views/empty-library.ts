import type { TemplateResult } from 'lit'
import { html } from 'lit'

/** What is said where the library has no music yet; its code comes when it is first wanted. */
export function emptyLibrary(): TemplateResult {
  void import('../elements/slipstream-empty-library.ts')
  return html`<slipstream-empty-library></slipstream-empty-library>`
}
