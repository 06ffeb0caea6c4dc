import { css } from 'lit'

export const whyStyles = css`
  :host {
    display: grid;
    gap: var(--space-2);
    padding: 0 var(--space-3) var(--space-3) calc(44px + var(--space-2) + var(--space-3));
    font-size: 0.875rem;
    cursor: auto;
  }
  h3 {
    margin: 0;
    font-size: 0.8125rem;
    color: var(--quiet);
  }
  .bars {
    display: grid;
    grid-template-columns: max-content minmax(60px, 1fr);
    align-items: center;
    gap: 2px var(--space-3);
  }
  .bars svg {
    display: block;
    width: 100%;
    height: 12px;
  }
  .seed {
    fill: var(--edge);
    background: var(--edge);
  }
  .this {
    fill: var(--live);
    background: var(--live);
  }
  .key {
    grid-column: 1 / -1;
    overflow-wrap: anywhere;
  }
  .key i {
    display: inline-block;
    width: 12px;
    height: 4px;
    border-radius: 1px;
    vertical-align: middle;
    forced-color-adjust: none;
  }
  li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
  }
  .record {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .plain {
    flex: none;
    min-height: 32px;
    color: var(--accent);
    font-weight: 600;
  }
  summary {
    min-height: 32px;
    align-content: center;
    cursor: pointer;
    color: var(--quiet);
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 2px var(--space-3);
    margin: 0;
  }
  dt {
    color: var(--quiet);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    user-select: all;
    overflow-wrap: anywhere;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1);
  }
  .acts button {
    min-height: 32px;
    padding-inline: var(--space-3);
    border: 1px solid var(--line);
    border-radius: 16px;
    font-size: 0.8125rem;
    color: var(--accent);
  }
`
