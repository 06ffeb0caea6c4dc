import { css } from 'lit'

export const libraryStyles = css`
  :host {
    container-type: inline-size;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 1;
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: baseline;
    gap: var(--space-2) var(--space-3);
    padding: var(--space-4) var(--space-3) var(--space-3);
    background: var(--canvas);
  }
  h1 {
    font-size: 1.25rem;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    justify-self: end;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .useless {
    min-height: 24px;
    padding: 0 var(--space-1);
    border: 0;
    color: inherit;
    background: none;
    font: inherit;
    text-decoration: underline;
    cursor: pointer;
  }
  .going-on {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    align-items: center;
    gap: var(--space-1) var(--space-2);
  }
  progress {
    width: 7rem;
    height: 8px;
    appearance: none;
    border: 0;
    border-radius: 4px;
    overflow: hidden;
    background: var(--unplayed);
    accent-color: var(--accent);
  }
  progress::-webkit-progress-bar {
    background: var(--unplayed);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    transition: inline-size 300ms;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  form {
    grid-column: 1 / -1;
  }
  @container (max-width: 480px) {
    header {
      padding-block: var(--space-3) var(--space-2);
      gap: var(--space-1) 0;
    }
    h1 {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .counts {
      grid-column: 1 / -1;
      justify-self: start;
      justify-content: start;
      padding-inline-start: var(--space-1);
    }
    kbd {
      display: none;
    }
  }
  @media (max-height: 480px) {
    header {
      position: static;
    }
  }
  form label {
    position: relative;
    display: flex;
    align-items: center;
  }
  form .icon {
    position: absolute;
    inset-inline-start: var(--space-3);
    color: var(--quiet);
  }
  input {
    flex: 1;
    min-width: 0;
    height: 46px;
    padding-inline: 44px;
    border: 1px solid var(--edge);
    border-radius: 23px;
    background: var(--surface);
    appearance: none;
  }
  input::placeholder {
    color: var(--quiet);
    opacity: 1;
  }
  kbd {
    position: absolute;
    inset-inline-end: var(--space-4);
    padding: 0 7px;
    border: 1px solid var(--line);
    border-radius: 5px;
    font: inherit;
    font-size: 0.8rem;
    color: var(--quiet);
    pointer-events: none;
  }
  @media (hover: none) {
    kbd {
      display: none;
    }
  }
  input:focus + kbd,
  input:not(:placeholder-shown) + kbd {
    display: none;
  }
  .tracks {
    padding: 0 var(--space-1) var(--space-5);
  }
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 60px;
  }
  .row {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr) auto 3.2em;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: 60px;
    padding: var(--space-2);
    outline-offset: -3px;
    /* Scrolled to by the keyboard, a row does not end below the sticky search. */
    scroll-margin-top: 124px;
  }
  .row[aria-disabled] {
    cursor: default;
  }
  .album {
    display: none;
  }
  @container (min-width: 620px) {
    .row {
      grid-template-columns: 44px minmax(0, 3fr) minmax(0, 2fr) auto 3.2em;
    }
    .album {
      display: block;
    }
  }
  .names {
    display: grid;
    position: relative;
  }
  .title {
    font-weight: 550;
  }
  .time {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .cover {
    position: relative;
  }
  .over {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    border-radius: 7px;
    color: #fff;
    background: rgb(8 14 18 / 58%);
    opacity: 0;
  }
  .row[aria-current] .over,
  .row:focus-visible .over {
    opacity: 1;
  }
  @media (hover: hover) {
    .row:hover {
      background: var(--raised);
    }
    .row:hover .over {
      opacity: 1;
    }
  }
  /* Not here now: no sign of a button; the words stay in a colour that can be read. */
  .row[aria-disabled]:not([aria-current]) {
    background: none;
  }
  .row[aria-disabled] .title {
    color: var(--quiet);
    font-weight: inherit;
  }
  .row[aria-disabled] .art {
    filter: grayscale(1);
    opacity: 0.5;
  }
  .row[aria-disabled] .over {
    display: none;
  }
  .row[aria-current] {
    background: var(--wash);
  }
  .row[aria-current] .title {
    color: var(--accent);
  }
  .liked {
    width: 18px;
    position: relative;
    color: var(--accent);
  }
  .liked .icon {
    width: 18px;
    height: 18px;
    fill: currentcolor;
  }
  .waits {
    font-size: 0.8125rem;
    font-style: italic;
    color: var(--quiet);
  }
  .waiting .art {
    opacity: 0.6;
  }
  .reason,
  .problem {
    color: var(--warm);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .problem,
  .empty {
    padding: var(--space-3);
  }
  .more {
    display: block;
    min-height: var(--target);
    margin: 0 auto var(--space-5);
    padding: 0 var(--space-5);
    border: 1px solid var(--edge);
    border-radius: 22px;
  }
`
