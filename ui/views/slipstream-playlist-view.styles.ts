import { css } from 'lit'

export const playlistStyles = css`
  .view-head {
    margin-block-end: var(--space-1);
  }
  .acts {
    margin-block: var(--space-3) var(--space-4);
  }
  .rename {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    width: min(100%, 640px);
  }
  .rename .field {
    flex: 1 1 12rem;
    min-width: 0;
    font-size: 1.25rem;
  }
  .undo {
    max-width: 62ch;
    margin-block-end: var(--space-3);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--surface);
  }
`
