import { css } from 'lit'

/** Buttons with words. */
export const buttonStyles = css`
  .button,
  a.button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding-inline: var(--space-4);
    border: 1px solid var(--edge);
    border-radius: 999px;
    color: var(--text);
    font-weight: 550;
    text-align: center;
    white-space: nowrap;
  }
  .button .icon {
    flex: none;
    width: 18px;
    height: 18px;
  }
  @media (max-width: 480px) {
    .button,
    a.button {
      padding-inline: var(--space-3);
    }
  }
  .button.main {
    border-color: transparent;
    color: var(--on-accent);
    background: var(--accent);
  }
  .button.plain {
    border-color: transparent;
    color: var(--accent);
  }
  @media (hover: hover) {
    .button:hover:enabled:not(.main),
    a.button:hover:not(.main) {
      background: var(--raised);
    }
  }
  @media (forced-colors: active) {
    .button.main {
      forced-color-adjust: none;
      border-color: ButtonText;
      color: ButtonText;
      background: ButtonFace;
    }
    .button.main:disabled {
      border-color: GrayText;
      color: GrayText;
      opacity: 1;
    }
  }
`

/** Where a view has nothing to show. */
export const stateStyles = css`
  /* In the middle of the room that the view has, where its list would be. */
  .state {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    max-width: 46ch;
    margin: clamp(var(--space-4), 9vh, 96px) auto;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .state h1,
  .state h2 {
    margin: 0;
    font-size: 1.5625rem;
    line-height: 1.2;
  }
  .state .picture {
    display: grid;
    place-items: center;
    width: 80px;
    height: 80px;
    border-radius: 50%;
    color: var(--accent);
    background: var(--wash);
  }
  .failed .picture {
    color: var(--warm);
    background: var(--raised);
  }
  .picture .icon {
    width: 36px;
    height: 36px;
  }
  .state p {
    color: var(--quiet);
  }
  .state .acts {
    display: flex;
    justify-content: center;
    margin-block-start: var(--space-1);
  }
`
