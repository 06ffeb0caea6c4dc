import { css } from 'lit'

/** One list of links: a sidebar, a rail of icons over their words, tabs at the bottom, or chips above a view; the shell says which by `shape`. */
export const navStyles = css`
  :host {
    min-width: 0;
    min-height: 0;
  }
  nav {
    display: flex;
    flex-direction: column;
    gap: var(--space-1);
    height: 100%;
  }
  a,
  button {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: var(--target);
    padding-inline: var(--space-3);
    border-radius: var(--radius);
    color: var(--quiet);
    font-weight: 550;
    text-decoration: none;
  }
  a:focus-visible,
  button:focus-visible {
    outline-offset: -3px;
  }
  a[aria-current],
  button[aria-expanded='true'] {
    color: var(--accent);
    background: var(--wash);
  }
  @media (hover: hover) {
    a:hover:not([aria-current]),
    button:hover {
      color: var(--text);
      background: var(--raised);
    }
  }
  @media (forced-colors: active) {
    a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  :host([shape='rail']) a,
  :host([shape='rail']) button,
  :host([shape='tabs']) a {
    flex-direction: column;
    justify-content: center;
    gap: 2px;
    padding-inline: 0;
    font-size: 0.75rem;
    text-align: center;
  }
  :host([shape='rail']) nav {
    gap: 2px;
  }
  :host([shape='rail']) a,
  :host([shape='rail']) button {
    min-height: 56px;
  }
  :host([shape='tabs']) nav {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: 0;
  }
  :host([shape='tabs']) a {
    min-height: 56px;
    border-radius: 0;
    /* Four words stand beside each other, however large a browser is set to show them. */
    font-size: min(0.75rem, 4.2vw);
  }
  :host([shape='chips']) nav {
    position: relative;
    flex-direction: row;
    overflow-x: auto;
    scrollbar-width: none;
    padding: var(--space-2) var(--space-4) 0;
  }
  :host([shape='chips']) a {
    flex: none;
    min-height: 40px;
    padding-inline: var(--space-4);
    border: 1px solid var(--line);
    border-radius: 20px;
    background: var(--surface);
  }
  @media (pointer: coarse) {
    :host([shape='chips']) a {
      min-height: var(--target);
      border-radius: 22px;
    }
  }
  :host([shape='chips']) a[aria-current] {
    border-color: transparent;
    color: var(--on-accent);
    background: var(--accent);
  }
  :host([shape='tabs']) a[aria-current] {
    background: none;
    box-shadow: inset 0 2px var(--accent);
  }
`
