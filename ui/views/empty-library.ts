import type { TemplateResult } from 'lit'
import { html } from 'lit'

/** What is said where the library has no music yet: the way in. */
export function emptyLibrary(): TemplateResult {
  return html`<div class="nothing">
    <p>There is no music yet. Slipstream watches its library folders: what is put there appears here by itself.</p>
    <p>To give it a folder of yours, start it with</p>
    <pre tabindex="0" aria-label="Command">npm start -- --music ~/Music</pre>
    <p>To make it look at its folders now:</p>
    <pre tabindex="0" aria-label="Command">npx slipstream library rescan</pre>
    <button class="button" @click=${() => location.reload()}>Reload this page</button>
  </div>`
}
