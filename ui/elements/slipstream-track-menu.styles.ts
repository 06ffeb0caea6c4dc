import { css } from 'lit'

export const trackMenuStyles = css`
  :host {
    display: contents;
  }
  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    width: min(300px, calc(100vw - 16px));
    max-height: calc(100dvh - 16px);
    padding: var(--space-2);
    border: 1px solid var(--line);
    border-radius: 16px;
    color: var(--text);
    background: var(--surface);
    box-shadow: var(--shadow);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .head {
    padding: var(--space-1) var(--space-3) var(--space-2);
  }
  [role='menuitem'],
  [role='menuitemcheckbox'] {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: 40px;
    white-space: nowrap;
    padding-inline: var(--space-3);
    border-radius: var(--radius);
    color: inherit;
    text-decoration: none;
  }
  [role='menu'] .icon {
    flex: none;
    width: 20px;
    height: 20px;
    color: var(--quiet);
  }
  [aria-checked='true'] .icon {
    color: var(--accent);
  }
  [role='menuitemcheckbox']::after {
    content: '';
    flex: none;
    width: 14px;
    height: 8px;
    margin-inline-start: auto;
  }
  [aria-checked='true']::after {
    border: solid var(--accent);
    border-width: 0 0 2.5px 2.5px;
    transform: translateY(-2px) rotate(-45deg);
  }
  [role='menu'] :focus {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    background: var(--raised);
  }
  @media (hover: hover) {
    [role='menu'] > :hover:not(.head) {
      background: var(--raised);
    }
  }
  hr {
    margin: var(--space-2) 0;
    border: 0;
    border-block-start: 1px solid var(--line);
  }
  .toast {
    position: fixed;
    z-index: 6;
    inset-inline: 0;
    inset-block-end: 168px;
    display: grid;
    justify-items: center;
    pointer-events: none;
  }
  .toast span {
    max-width: min(44ch, calc(100vw - 32px));
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    color: var(--canvas);
    background: var(--text);
    box-shadow: var(--shadow);
  }
  @media (max-width: 599px) {
    [popover] {
      inset: auto 0 0 !important;
      width: 100%;
      max-height: 80dvh;
      padding-block-end: calc(var(--space-4) + env(safe-area-inset-bottom));
      border-radius: 16px 16px 0 0;
    }
    [role='menuitem'],
    [role='menuitemcheckbox'] {
      min-height: 48px;
    }
    [popover]::backdrop {
      background: rgb(6 10 14 / 50%);
    }
  }
`
