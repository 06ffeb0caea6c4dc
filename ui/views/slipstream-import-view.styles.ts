import { css } from 'lit'

export const importStyles = css`
  .card {
    display: grid;
    gap: var(--space-3);
    max-width: 760px;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
  }
  .going-on {
    display: grid;
    gap: var(--space-2);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--space-1) var(--space-4);
    font-variant-numeric: tabular-nums;
  }
  progress {
    width: 100%;
    height: 10px;
    border: 1px solid var(--edge);
    border-radius: 999px;
    background: var(--raised);
    appearance: none;
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--raised);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  .current {
    overflow-wrap: anywhere;
  }
  .files {
    display: grid;
    max-width: 1100px;
    gap: var(--space-3);
    margin-block-start: var(--space-3);
  }
  .files li {
    display: grid;
    overflow-wrap: anywhere;
  }
`
