import { css } from 'lit'

export const playlistsStyles = css`
  .new {
    display: flex;
    gap: var(--space-2);
    max-width: 560px;
    margin-block-end: var(--space-4);
  }
  .new .field {
    flex: 1;
    min-width: 0;
  }
  .rows {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr));
    gap: 0 var(--space-5);
  }
  .rows > li,
  .rows > li + li {
    border-block-start: 0;
    border-block-end: 1px solid var(--line);
  }
  .undo,
  .result {
    max-width: 62ch;
    margin-block-end: var(--space-3);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .result {
    padding-block: var(--space-3);
  }
  .missing {
    max-height: 30vh;
    margin-block-start: var(--space-2);
    overflow-y: auto;
    overflow-wrap: anywhere;
  }
  .drop {
    position: fixed;
    inset: 0;
    z-index: 4;
    display: grid;
    place-items: center;
    border: 3px dashed var(--accent);
    font-size: 1.5625rem;
    background: color-mix(in srgb, var(--canvas) 88%, transparent);
    pointer-events: none;
  }
`
