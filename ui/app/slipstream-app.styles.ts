import { css } from 'lit'

/** The regions of the shell, by its layout. The bar spans the whole width; only the view and the queue scroll. */
export const appStyles = css`
  :host {
    display: grid;
    grid-template:
      'side strip strip' auto 'side main queue' minmax(0, 1fr) 'bar bar bar' auto / 216px minmax(0, 1fr)
      auto;
    height: 100dvh;
    background: var(--canvas);
  }
  :host([layout='tablet']) {
    grid-template-columns: 72px minmax(0, 1fr) auto;
  }
  :host([layout='phone']) {
    grid-template: 'account' auto 'strip' auto 'main' minmax(0, 1fr) 'bar' auto 'tabs' auto / minmax(0, 1fr);
  }
  @media (min-width: 1600px) {
    :host([layout='desktop']) {
      grid-template-columns: 240px minmax(0, 1fr) auto;
    }
  }
  .skips {
    position: absolute;
    z-index: 5;
  }
  .skips button {
    position: absolute;
    inset-block-start: var(--space-2);
    inset-inline-start: var(--space-2);
    min-height: var(--target);
    padding-inline: var(--space-4);
    color: var(--on-accent);
    background: var(--accent);
    white-space: nowrap;
    transform: translateY(-200%);
  }
  .skips button:focus {
    transform: none;
  }
  .account {
    grid-area: account;
    display: flex;
    justify-content: end;
    padding-inline: var(--space-2);
  }
  .side {
    grid-area: side;
    display: flex;
    flex-direction: column;
    gap: var(--space-3);
    min-height: 0;
    padding: var(--space-3) var(--space-2) var(--space-2);
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  .side slipstream-nav {
    flex: 1 0 auto;
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding-inline: var(--space-3);
    font-weight: 700;
    font-size: 1.125rem;
    letter-spacing: -0.01em;
    color: inherit;
    text-decoration: none;
  }
  .mark {
    flex: none;
    width: 28px;
    height: 28px;
  }
  /* Stays in sight when there are more playlists than room, but not where it would cover what there is. */
  @media (min-height: 600px) {
    .foot {
      position: sticky;
      inset-block-end: calc(-1 * var(--space-2));
      z-index: 1;
      background: var(--canvas);
    }
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: end;
    flex-wrap: wrap;
  }
  :host([layout='tablet']) .side {
    padding-inline: var(--space-1);
  }
  :host([layout='tablet']) .brand {
    justify-content: center;
    padding: 0;
  }
  :host([layout='tablet']) .brand span {
    display: none;
  }
  :host([layout='tablet']) .foot {
    flex-direction: column;
  }
  @media (hover: none) {
    .keyboard {
      display: none;
    }
  }
  .strip {
    grid-area: strip;
    min-width: 0;
  }
  /* Not in the colour of a fault: it goes on. */
  .away:not(:empty) {
    width: fit-content;
    margin: var(--space-2) auto;
    padding: var(--space-1) var(--space-4);
    border: 1px solid var(--line);
    border-radius: 999px;
    font-size: 0.875rem;
    color: var(--quiet);
    background: var(--raised);
  }
  .log-out {
    flex: none;
    min-height: var(--target);
    padding-inline: var(--space-3);
    font-size: 0.875rem;
    color: var(--quiet);
  }
  :host([layout='tablet']) .log-out {
    padding-inline: var(--space-1);
    font-size: 0.75rem;
  }
  @media (hover: hover) {
    .log-out:hover {
      background: var(--raised);
    }
  }
  main,
  .queue {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
  }
  main {
    grid-area: main;
  }
  main:focus,
  .queue:focus,
  .bar:focus {
    outline: none;
  }
  main:focus-visible,
  .queue:focus-visible,
  .bar:focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: -3px;
  }
  .lacking {
    padding: var(--space-4);
  }
  .lacking button {
    min-height: var(--target);
    text-decoration: underline;
    color: var(--accent);
  }
  .scroller {
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding-inline: var(--space-2);
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  /* Also before its code is there. */
  slipstream-resizer {
    position: absolute;
  }
  .queue {
    grid-area: queue;
    position: relative;
    width: 360px;
    border-inline-start: 1px solid var(--line);
  }
  @media (min-width: 1600px) {
    .queue {
      width: 420px;
    }
  }
  :host([layout='tablet']) .queue {
    grid-area: main;
    z-index: 3;
    justify-self: end;
    width: min(400px, 100%);
    background: var(--canvas);
    box-shadow: var(--shadow);
  }
  .bar {
    grid-area: bar;
    min-width: 0;
  }
  .tabs {
    grid-area: tabs;
    border-top: 1px solid var(--line);
    background: var(--surface);
    padding-bottom: env(safe-area-inset-bottom);
  }
`
