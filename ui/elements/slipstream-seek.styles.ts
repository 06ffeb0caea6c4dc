import { css } from 'lit'

export const seekStyles = css`
  :host {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    /* Time runs from left to right, whatever the text does. */
    direction: ltr;
  }
  .time {
    min-width: 2.6em;
    font-size: 0.8125rem;
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
  }
  .time:first-child {
    text-align: end;
  }
  .wave {
    position: relative;
    flex: 1;
    min-width: 0;
    height: var(--wave-height, 36px);
  }
  .hover {
    position: absolute;
    z-index: 1;
    bottom: 100%;
    padding: 0 var(--space-1);
    border-radius: 4px;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    color: var(--surface);
    background: var(--text);
    transform: translateX(-50%);
    pointer-events: none;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    background: none;
    appearance: none;
    cursor: pointer;
    border-radius: 6px;
  }
  input:disabled {
    cursor: default;
  }
  input::-webkit-slider-runnable-track {
    height: 100%;
    background: none;
  }
  input::-moz-range-track {
    height: 100%;
    background: none;
  }
  input::-webkit-slider-thumb {
    appearance: none;
    width: 4px;
    height: 100%;
    border: 0;
    border-radius: 2px;
    background: var(--text);
  }
  input::-moz-range-thumb {
    width: 4px;
    height: 100%;
    border: 0;
    border-radius: 2px;
    background: var(--text);
  }
  input:disabled::-webkit-slider-thumb {
    visibility: hidden;
  }
  @media (forced-colors: active) {
    input::-webkit-slider-thumb {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`
