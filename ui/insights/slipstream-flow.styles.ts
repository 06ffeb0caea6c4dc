import { css } from 'lit'

export const flowStyles = css`
  .scroller {
    overflow-x: auto;
    padding-block: var(--space-2);
  }
  svg {
    display: block;
    width: 100%;
    min-width: 824px;
    max-width: 1300px;
    height: auto;
    font-size: 13px;
  }
  rect {
    fill: var(--surface);
    stroke: var(--edge);
  }
  .processor rect {
    fill: var(--wash);
    stroke: var(--accent);
  }
  text {
    fill: var(--text);
  }
  .edge {
    cursor: pointer;
  }
  path {
    fill: none;
  }
  .line {
    stroke: var(--edge);
    stroke-width: 1;
  }
  .table .line {
    stroke-dasharray: 3 4;
  }
  .flows .line {
    stroke: var(--accent);
    stroke-width: 2.5;
  }
  .waits .line {
    stroke: var(--warm);
    stroke-width: 2.5;
  }
  .reach {
    stroke: transparent;
    stroke-width: 12;
  }
  .edge:hover .line,
  .shown .line {
    stroke: var(--text);
    stroke-width: 3;
  }
  .label {
    font-size: 12px;
    pointer-events: none;
    paint-order: stroke;
    stroke: var(--canvas);
    stroke-width: 7;
    stroke-linejoin: round;
  }
  .label.waits {
    fill: var(--warm);
  }
`
