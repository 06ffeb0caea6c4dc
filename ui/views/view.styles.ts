import { css } from 'lit'
import { buttonStyles, stateStyles } from '../elements/state.styles.ts'

/** What the views of lists have in common: their heading, their sections, their buttons, rows of names and cards. */
export const viewStyles = [
  buttonStyles,
  stateStyles,
  css`
    :host {
      padding: var(--space-5) var(--space-4) 48px;
    }
    .view-head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-3);
      margin-block-end: var(--space-4);
    }
    h1 {
      margin-inline-end: auto;
      font-size: clamp(1.5625rem, 1.2rem + 1.6vw, 1.9375rem);
      line-height: 1.15;
      letter-spacing: -0.015em;
      overflow-wrap: anywhere;
      text-wrap: balance;
    }
    h1:focus,
    h2:focus {
      outline: none;
    }
    h2 {
      font-size: 1.25rem;
      line-height: 1.2;
    }
    .lead {
      max-width: 62ch;
    }
    section {
      margin-block-start: var(--space-5);
    }
    .section-head {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: var(--space-3);
      margin-block-end: var(--space-3);
    }
    /* Pressed in a field of the size of a finger, which moves nothing. */
    .section-head .link {
      padding: 11px var(--space-2);
      margin: -11px calc(-1 * var(--space-2));
    }
    /* Far from its heading nobody would look for it. */
    @media (min-width: 1600px) {
      .section-head {
        justify-content: start;
      }
    }
    @media (max-width: 599px), (max-height: 480px) {
      :host {
        padding-block-start: var(--space-4);
      }
    }
    /* On a phone the heading has its line; how many there are stands below it. */
    @media (max-width: 599px) {
      .view-head > .quiet {
        order: 1;
        flex-basis: 100%;
        margin-block-start: calc(-1 * var(--space-2));
      }
      .view-head .label,
      .view-head .spoken {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }
    @media (max-width: 480px) {
      .acts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
      }
    }
    a {
      color: inherit;
      text-decoration: none;
    }
    .link,
    p a:not(.button) {
      color: var(--accent);
      text-decoration: underline;
      text-underline-offset: 0.15em;
    }
    .problem {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-3);
      max-width: 62ch;
      padding: var(--space-3) var(--space-4);
      border-inline-start: 4px solid var(--warm);
      border-radius: var(--radius);
      background: var(--surface);
    }
    .field {
      min-height: var(--target);
      padding-inline: var(--space-3);
      border: 1px solid var(--edge);
      border-radius: var(--radius);
      background: var(--surface);
    }
    .names {
      display: grid;
      min-width: 0;
    }
    .title {
      font-weight: 550;
    }
    .rows {
      margin-inline: calc(-1 * var(--space-2));
    }
    .rows > li {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      border-radius: 0;
    }
    .rows > li + li {
      border-block-start: 1px solid var(--line);
    }
    .rows .row {
      display: flex;
      flex: 1;
      align-items: center;
      gap: var(--space-3);
      min-width: 0;
      min-height: 56px;
      padding: var(--space-1) var(--space-2);
      border-radius: var(--radius);
    }
    @media (hover: hover) {
      .rows > li:hover {
        background: var(--raised);
      }
    }
    .icon-tile {
      display: grid;
      place-items: center;
      flex: none;
      width: 44px;
      height: 44px;
      border-radius: var(--radius);
      color: var(--accent);
      background: var(--wash);
    }
    .chip[aria-current] {
      border-color: var(--accent);
      color: var(--accent);
      background: var(--wash);
      font-weight: 550;
    }
  `,
]
