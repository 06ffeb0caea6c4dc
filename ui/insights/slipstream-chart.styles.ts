import { css } from 'lit'

export const chartStyles = css`
  :host {
    min-width: 0;
  }
  .title {
    font-size: 0.875rem;
    font-weight: 550;
  }
  .plot {
    min-height: 220px;
    overflow: hidden;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    font-size: 0.875rem;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: var(--space-2);
  }
  .legend span {
    width: 10px;
    height: 10px;
    background: var(--accent);
    forced-color-adjust: none;
  }
  .legend .series-1 span {
    background: var(--text);
  }
  .legend .dot {
    border-radius: 50%;
  }
  .ink {
    display: none;
  }
`
