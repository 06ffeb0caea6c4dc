import type { CSSResult } from 'lit'
import { css, unsafeCSS } from 'lit'

/**
 * A drawing of an icon as an image that a mask is made of: in rows an icon is no node of its own but a part of the style.
 * @param fill as of an SVG: `#000` for a filled icon
 */
export function maskOf(shapes: string, fill = 'none'): CSSResult {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${fill}" stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</svg>`
  return unsafeCSS(`url("data:image/svg+xml,${encodeURIComponent(drawn)}")`)
}

/** Shows the mask `--icon` of the element before its content, in the colour of its text. */
export const iconMaskStyles = css`
  /* Forced colours would take the background away, which here is the icon. */
  .masked {
    forced-color-adjust: none;
  }
  @media (forced-colors: active) {
    .icon-button:not([aria-pressed='true']) {
      color: ButtonText;
    }
  }
  .masked::before {
    content: '';
    width: var(--icon-size, 22px);
    height: var(--icon-size, 22px);
    background: currentcolor;
    mask: var(--icon);
  }
`
