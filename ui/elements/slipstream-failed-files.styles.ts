import { css } from 'lit'

export const failedFilesStyles = css`
  dialog {
    width: min(40rem, calc(100vw - 2 * var(--space-4)));
    max-height: min(80vh, 48rem);
    padding: var(--space-4) var(--space-5) var(--space-5);
    border: 1px solid var(--line);
    border-radius: 16px;
    color: var(--text);
    background: var(--surface);
    box-shadow: var(--shadow);
    overflow-y: auto;
  }
  dialog::backdrop {
    background: rgb(6 10 14 / 50%);
  }
  .top {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }
  h2 {
    font-size: 1.125rem;
  }
  ul {
    display: grid;
    gap: var(--space-3);
    margin: var(--space-3) 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    gap: var(--space-1);
    overflow-wrap: anywhere;
  }
  .path {
    font-weight: 600;
  }
`
