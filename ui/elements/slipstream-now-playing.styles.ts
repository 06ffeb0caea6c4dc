import { css } from 'lit'

/** Of the whole bar by its own width: a phone's, a tablet's, a desktop's. */
export const nowPlayingStyles = css`
  :host {
    --art-size: 56px;
    background: var(--surface);
    border-top: 1px solid var(--line);
    container-type: inline-size;
  }
  .bar {
    display: grid;
    grid-template-columns: minmax(280px, 1.1fr) minmax(0, 2fr) minmax(0, auto);
    align-items: center;
    gap: var(--space-5);
    min-height: 80px;
    padding: var(--space-2) var(--space-4) max(var(--space-2), env(safe-area-inset-bottom));
  }
  .what,
  .opinions,
  .keys,
  .sides {
    display: flex;
    align-items: center;
  }
  .what {
    gap: var(--space-3);
    min-width: 0;
  }
  .cover {
    flex: none;
    border-radius: 7px;
  }
  .names {
    flex: 1;
    min-width: 0;
  }
  .names a {
    color: inherit;
    text-decoration: none;
  }
  .names a:hover {
    text-decoration: underline;
  }
  .title {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    font-weight: 600;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .middle {
    min-width: 0;
  }
  .keys {
    justify-content: center;
    gap: var(--space-1);
  }
  a.icon-button,
  .keys .icon-button,
  .opinions .icon-button,
  .sides .icon-button {
    color: var(--quiet);
  }
  .icon-button[aria-pressed='true'] {
    color: var(--accent);
  }
  .keys .icon-button[aria-pressed='true'] svg,
  .sides .icon-button[aria-pressed='true'] svg {
    fill: none;
  }
  .icon-button.main {
    width: 44px;
    height: 44px;
    margin: 0 var(--space-1);
    color: var(--on-accent);
    background: var(--accent);
  }
  .main .icon {
    width: 24px;
    height: 24px;
  }
  @media (hover: hover) {
    .icon-button.main:hover:enabled {
      color: var(--on-accent);
      background: var(--accent);
      filter: brightness(1.1);
    }
  }
  @media (forced-colors: active) {
    .icon-button.main {
      forced-color-adjust: none;
      color: HighlightText;
    }
  }
  slipstream-seek {
    --wave-height: 26px;
  }
  /* The code of these comes behind the first list, into the room that they need. */
  slipstream-seek:not(:defined) {
    display: block;
    height: var(--wave-height);
  }
  slipstream-volume:not(:defined),
  slipstream-sleep:not(:defined) {
    flex: none;
    width: var(--target);
  }
  slipstream-volume:not(:defined) {
    width: calc(var(--target) + var(--volume-width, 92px) + 4px);
  }
  .problem,
  .undo {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding: var(--space-1) var(--space-4) 0;
    font-size: 0.875rem;
  }
  .problem {
    color: var(--warm);
  }
  .problem button,
  .undo button {
    flex: none;
    min-height: 32px;
    padding-inline: var(--space-3);
    border: 1px solid var(--edge);
    color: var(--text);
  }
  .mini {
    display: none;
  }
  @container (max-width: 1100px) {
    slipstream-volume {
      --volume-width: 64px;
    }
  }
  @container (max-width: 1023px) {
    .bar {
      grid-template-columns: minmax(200px, 1fr) minmax(0, 1.4fr) auto;
      gap: var(--space-3);
      min-height: 72px;
    }
    .bar .art {
      --art-size: 48px;
    }
    .more,
    .opinions button:nth-child(2),
    .idle .opinions {
      display: none;
    }
    slipstream-volume {
      --volume-here: none;
      --volume-opens: inline-flex;
    }
    slipstream-volume:not(:defined) {
      width: var(--target);
    }
  }
  @container (max-width: 760px) {
    .sides slipstream-volume,
    .sides slipstream-sleep {
      display: none;
    }
  }
  @container (max-width: 599px) {
    .bar {
      display: none;
    }
    .mini {
      --art-size: 44px;
      position: relative;
      display: flex;
      align-items: center;
      gap: var(--space-1);
      min-height: 60px;
      padding-inline: var(--space-2);
    }
    .mini slipstream-progress {
      position: absolute;
      inset: -1px 0 auto;
    }
    .open {
      flex: 1;
      display: flex;
      align-items: center;
      gap: var(--space-3);
      min-width: 0;
      min-height: 56px;
      color: inherit;
      text-decoration: none;
      touch-action: pan-x;
    }
    .open .names > * {
      display: block;
    }
    .name {
      font-weight: 600;
    }
  }
`
