import { css } from 'lit'

export const insightsStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    align-content: start;
  }
  h3 {
    margin: 0;
    font-size: 1rem;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr));
    gap: var(--space-5);
    max-width: 2000px;
  }
  .figures > section {
    margin: 0;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
    gap: var(--space-3);
  }
  .table {
    /* What is for screen readers alone stays in it. */
    position: relative;
    max-height: 320px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--raised);
  }
  th,
  td {
    padding: var(--space-1) var(--space-3);
    text-align: end;
    white-space: nowrap;
  }
  th:first-child {
    text-align: start;
  }
  tbody th {
    font-weight: 550;
  }
  tbody tr + tr > * {
    border-block-start: 1px solid var(--line);
  }
  .table .link {
    min-height: 24px;
    padding-inline: var(--space-1);
  }
  .range {
    display: grid;
    gap: var(--space-3);
    min-width: 0;
    margin: var(--space-5) 0 var(--space-4);
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-size: 1.25rem;
    font-weight: 700;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-5);
  }
  .choice {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--target);
  }
  .choice input {
    flex: none;
    width: 22px;
    height: 22px;
    margin: 0;
    accent-color: var(--accent);
  }
  .moment,
  .token label,
  .sql {
    display: grid;
    gap: var(--space-1);
  }
  .token {
    display: grid;
    justify-items: start;
    gap: var(--space-3);
    max-width: 62ch;
  }
  textarea {
    width: 100%;
    font: 0.8125rem monospace;
    color: var(--text);
    background: var(--raised);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
  }
`
