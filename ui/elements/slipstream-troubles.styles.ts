import { css } from 'lit'

export const troublesStyles = css`
  p {
    margin: 0 var(--space-4) var(--space-2);
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--warm);
    border-radius: var(--radius);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  span {
    color: var(--quiet);
  }
`
