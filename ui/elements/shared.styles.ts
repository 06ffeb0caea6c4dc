import { css } from 'lit'

/** What every element looks like: boxes, buttons, focus. */
export const sharedStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
    color: var(--text);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
    border-radius: var(--radius);
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
    opacity: 0.45;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  svg.icon {
    display: block;
    width: 22px;
    height: 22px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    pointer-events: none;
  }
  .icon-button {
    display: grid;
    place-items: center;
    flex: none;
    width: var(--target);
    height: var(--target);
    border-radius: 50%;
  }
  .icon-button[aria-pressed='true'] {
    color: var(--accent);
  }
  .icon-button[aria-pressed='true'] svg {
    fill: currentcolor;
  }
  @media (hover: hover) {
    .icon-button:hover:enabled {
      background: var(--raised);
    }
  }
  @media (forced-colors: active) {
    .icon-button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .clipped {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    /* What is too long loses its end, also in Arabic or Hebrew, and stands where it stood. */
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .quiet {
    color: var(--quiet);
    font-size: 0.875rem;
  }
  .art {
    display: block;
    flex: none;
    width: var(--art-size, 44px);
    height: var(--art-size, 44px);
    border-radius: 7px;
    position: relative;
    background: var(--raised);
    overflow: hidden;
  }
  .art > * {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .art > .failed {
    visibility: hidden;
  }
`
