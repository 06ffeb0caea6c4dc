import { css } from 'lit'

export const likesStyles = css`
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    margin-block-end: var(--space-4);
  }
  .chip {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
    padding-inline: var(--space-4);
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--surface);
  }
  .songs {
    margin-block: var(--space-5) var(--space-3);
  }
  .plain {
    padding-inline: var(--space-3);
    font-size: 0.875rem;
  }
`
