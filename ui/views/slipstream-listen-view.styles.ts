import { css } from 'lit'

export const listenStyles = css`
  /* The tabs of a phone do not lead there. */
  .settings {
    display: none;
    margin-block: calc(-1 * var(--space-2));
  }
  @media (max-width: 599px) {
    .settings {
      display: grid;
    }
  }
  h2.section-head {
    margin-block-end: var(--space-3);
  }
  .import {
    display: grid;
    gap: var(--space-2);
    margin-block-end: var(--space-4);
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    font-variant-numeric: tabular-nums;
  }
  progress {
    width: 100%;
    height: 8px;
    accent-color: var(--accent);
  }
  .welcome {
    display: grid;
    justify-items: start;
    gap: var(--space-3);
    padding: clamp(16px, 5vw, 48px);
    border-radius: 24px;
    background: var(--wash);
  }
  .large {
    font-size: clamp(1.5625rem, 1rem + 3vw, 2.4375rem);
    line-height: 1.15;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  .acts {
    margin-block-start: var(--space-2);
  }
  .acts .button {
    min-height: 56px;
  }
  .start {
    grid-column: 1 / -1;
    padding-inline: var(--space-5);
    font-size: 1.125rem;
  }
  .continue {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3) var(--space-4);
    padding: var(--space-3);
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
    --art-size: 88px;
  }
  .continue .names {
    flex: 1 1 9rem;
  }
  .continue .title {
    font-size: 1.25rem;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .live {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(210px, 100%), 1fr));
    gap: var(--space-3);
    --art-size: 64px;
  }
  .live li {
    display: flex;
    align-items: center;
    min-width: 0;
    padding: var(--space-2);
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--live, var(--edge));
    border-radius: var(--radius);
    background: var(--surface);
  }
  .live li {
    position: relative;
  }
  /* The reason has the whole width below, and is read to its end. */
  .card-play {
    display: grid;
    flex: 1;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    align-content: start;
    align-self: stretch;
    gap: var(--space-2) var(--space-3);
    min-width: 0;
  }
  .card-play .names {
    padding-inline-end: 40px;
  }
  .live .icon-button {
    position: absolute;
    inset: var(--space-1) var(--space-1) auto auto;
  }
  .live .title {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: normal;
    overflow-wrap: anywhere;
    line-height: 1.25;
  }
  .reason {
    grid-column: 1 / -1;
    font-size: 0.875rem;
    line-height: 1.3;
    color: var(--live, var(--quiet));
  }
  .radios {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(190px, 100%), 1fr));
    gap: var(--space-3);
  }
  .radio {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: 64px;
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--line);
    background: var(--surface);
  }
  .radio .icon {
    flex: none;
    color: var(--accent);
  }
  @media (hover: hover) {
    .radio:hover:enabled,
    .live li:hover {
      border-color: var(--edge);
      background: var(--raised);
    }
  }
  @media (max-width: 480px) {
    .radios {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .radio {
      padding-inline: var(--space-3);
    }
  }
`
