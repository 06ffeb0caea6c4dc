import { css } from 'lit'

export const settingsStyles = css`
  form {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr));
    align-items: start;
    gap: var(--space-4);
  }
  fieldset {
    display: grid;
    gap: var(--space-3);
    min-width: 0;
    margin: 0;
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
  }
  legend {
    float: inline-start;
    width: 100%;
    padding: 0;
    font-size: 1.25rem;
    font-weight: 700;
  }
  legend + * {
    clear: both;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: var(--target);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    column-gap: var(--space-5);
  }
  input[type='checkbox'],
  input[type='radio'] {
    flex: none;
    width: 22px;
    height: 22px;
    margin: 0;
    accent-color: var(--accent);
  }
  .range {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    column-gap: var(--space-3);
  }
  .range > span:first-child {
    grid-column: 1 / -1;
  }
  input[type='range'] {
    width: 100%;
    min-height: var(--target);
    accent-color: var(--accent);
  }
  output {
    min-width: 6ch;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-1) var(--space-4);
    margin: 0;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`
