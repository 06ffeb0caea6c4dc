import { css } from 'lit'

/** Rows of the queue: 3.5 rem, art, names, and buttons that are seen where the pointer or the focus is. */
export const queueStyles = css`
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
    min-height: var(--target);
    padding-inline: var(--space-2);
  }
  .head h2 {
    margin-inline-end: auto;
  }
  .plain {
    min-height: 32px;
    padding-inline: var(--space-2);
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--accent);
  }
  li {
    position: relative;
    display: flex;
    align-items: center;
    min-height: 3.5rem;
    border-radius: var(--radius);
  }
  .row {
    display: flex;
    flex: 1;
    align-items: center;
    gap: var(--space-3);
    min-width: 0;
    min-height: 3.5rem;
    padding: var(--space-1) var(--space-2);
    outline-offset: -3px;
    --art-size: 44px;
  }
  .names {
    display: grid;
    flex: 1;
    min-width: 0;
  }
  .title {
    font-weight: 550;
  }
  .names .quiet {
    font-size: 0.8125rem;
  }
  .does {
    display: flex;
    flex: none;
  }
  .does .icon-button {
    width: 36px;
    height: 44px;
    outline-offset: -3px;
  }
  .does svg.icon {
    width: 20px;
    height: 20px;
  }
  @media (hover: hover) {
    li:hover {
      background: var(--raised);
    }
    li:not(:hover, :focus-within) .does {
      position: absolute;
      inset-inline-end: 0;
      opacity: 0;
      pointer-events: none;
    }
  }
  @media (pointer: coarse) {
    .plain {
      min-height: var(--target);
    }
    .does .icon-button {
      width: var(--target);
    }
  }
  @media (hover: none) {
    .fine {
      display: none;
    }
  }
  .more {
    width: 100%;
    min-height: var(--target);
    padding-inline: var(--space-2);
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--accent);
    outline-offset: -3px;
  }
  .empty {
    padding: 0 var(--space-2) var(--space-3);
    font-size: 0.875rem;
  }
`
