import { css } from 'lit'

export const searchStyles = css`
  .own {
    max-width: 640px;
    margin-block-end: var(--space-3);
  }
  /* The sidebar has the field. */
  @media (min-width: 1024px) and (min-height: 420px) {
    .own {
      display: none;
    }
  }
  .rooms {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .chip {
    display: grid;
    place-items: center;
    min-height: 36px;
    padding-inline: var(--space-4);
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--surface);
  }
  @media (hover: hover) {
    .chip:hover:not([aria-current]) {
      background: var(--raised);
    }
  }
  @media (pointer: coarse) {
    .chip {
      min-height: var(--target);
    }
  }
  .meant {
    margin-block-start: var(--space-4);
  }
  .top {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    max-width: 640px;
    padding: var(--space-3);
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
    --art-size: 104px;
  }
  .top-link {
    display: flex;
    flex: 1;
    align-items: center;
    gap: var(--space-4);
    min-width: 0;
    border-radius: var(--radius);
  }
  .top.round .art {
    border-radius: 50%;
  }
  .top .title {
    font-size: 1.25rem;
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  .icon-tile.large {
    width: 104px;
    height: 104px;
  }
  @media (max-width: 480px) {
    .top {
      --art-size: 72px;
    }
    .icon-tile.large {
      width: 72px;
      height: 72px;
    }
  }
`
