import { css } from 'lit'

export const appStyles = css`
  :host {
    display: grid;
    grid-template: 'top' auto 'troubles' auto 'nav' auto 'main' minmax(0, 1fr) 'bar' auto / minmax(0, 1fr);
    height: 100dvh;
  }
  header {
    grid-area: top;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-2) var(--space-4);
  }
  h1 {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: 1.125rem;
    letter-spacing: -0.01em;
  }
  .mark {
    width: 28px;
    height: 28px;
  }
  .away {
    flex: 1;
    font-size: 0.875rem;
    color: var(--warm);
    text-align: end;
  }
  slipstream-troubles {
    grid-area: troubles;
  }
  .log-out {
    flex: none;
    min-height: var(--target);
    padding-inline: var(--space-3);
    font-size: 0.875rem;
    color: var(--quiet);
  }
  @media (hover: hover) {
    .log-out:hover {
      background: var(--raised);
    }
  }
  nav {
    display: none;
  }
  main {
    grid-area: main;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(300px, 380px);
    width: 100%;
    min-height: 0;
    max-width: 1440px;
    margin: 0 auto;
  }
  main > section {
    min-width: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding-inline: var(--space-2);
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  .bar {
    grid-area: bar;
    min-width: 0;
  }
  @media (max-width: 760px) {
    main {
      grid-template-columns: minmax(0, 1fr);
    }
    main.up-next .library,
    main.library .up-next {
      display: none;
    }
    nav {
      grid-area: nav;
      display: grid;
      grid-template-columns: 1fr 1fr;
      margin: 0 var(--space-4);
      padding: 3px;
      border-radius: 23px;
      background: var(--raised);
    }
    nav button {
      min-height: 40px;
      border-radius: 20px;
      text-align: center;
      color: var(--quiet);
      font-weight: 550;
    }
    nav button[aria-current] {
      color: var(--text);
      background: var(--surface);
    }
  }
  @media (max-height: 480px) {
    header {
      padding-block: 0;
    }
  }
  /* Where little is seen at once, as under a high zoom, all of it scrolls, and the bar comes first. */
  @media (max-height: 340px) {
    :host {
      grid-template: 'top' auto 'troubles' auto 'bar' auto 'nav' auto 'main' auto / minmax(0, 1fr);
      height: auto;
      min-height: 100dvh;
    }
    main > section {
      overflow: visible;
    }
    nav {
      margin-top: var(--space-3);
    }
  }
  @media (forced-colors: active) {
    nav button[aria-current] {
      outline: 2px solid Highlight;
    }
  }
`
