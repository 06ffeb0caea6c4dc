import { css } from 'lit'

export const nowPlayingStyles = css`
  :host {
    --art-size: 56px;
    background: var(--surface);
    border-top: 1px solid var(--line);
    padding: var(--space-2) var(--space-4) max(var(--space-2), env(safe-area-inset-bottom));
    container-type: inline-size;
  }
  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1.3fr) auto minmax(0, 2.2fr) auto;
    align-items: center;
    gap: var(--space-4);
    min-height: 64px;
  }
  .what,
  .ratings,
  .keys,
  .volume {
    display: flex;
    align-items: center;
  }
  .what {
    gap: var(--space-3);
    min-width: 0;
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  .title {
    font-weight: 600;
  }
  .main {
    width: 52px;
    height: 52px;
    margin: 0 var(--space-1);
    color: var(--on-accent);
    background: var(--accent);
  }
  .main .icon {
    width: 26px;
    height: 26px;
  }
  @media (hover: hover) {
    .main:hover:enabled {
      color: var(--on-accent);
      background: var(--accent);
      filter: brightness(1.1);
    }
  }
  @media (forced-colors: active) {
    .main {
      forced-color-adjust: none;
      color: HighlightText;
    }
  }
  .volume input {
    width: 92px;
    height: 24px;
    accent-color: var(--accent);
  }
  .problem {
    padding: var(--space-1) 0 var(--space-2);
    color: var(--warm);
    font-size: 0.875rem;
  }
  @container (max-width: 860px) {
    .bar {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: var(--space-1) var(--space-3);
    }
    slipstream-seek {
      --wave-height: 30px;
      grid-column: 1 / -1;
      grid-row: 1;
    }
    .what {
      grid-row: 2;
    }
    .volume {
      display: none;
    }
  }
  @container (max-width: 560px) {
    .bar {
      grid-template-columns: minmax(0, 1fr);
    }
    .what {
      --art-size: 44px;
      grid-row: 1;
    }
    slipstream-seek {
      grid-row: 2;
    }
    .keys {
      grid-row: 3;
      justify-content: center;
      gap: var(--space-5);
    }
  }
`
