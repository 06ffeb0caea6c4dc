import { css } from 'lit'

export const tailStyles = css`
  :host {
    display: grid;
    gap: var(--space-3);
    padding: 0;
  }
  .lines {
    max-height: 420px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  li {
    display: grid;
    gap: var(--space-1);
    padding: var(--space-2) var(--space-3);
  }
  li + li {
    border-block-start: 1px solid var(--line);
  }
  code {
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
`
