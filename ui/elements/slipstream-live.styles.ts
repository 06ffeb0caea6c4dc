import { css } from 'lit'

/** Amber is what the stream did, and nothing else. */
export const liveStyles = css`
  :host {
    position: relative;
  }
  .head h2 {
    color: var(--live);
  }
  .switch {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    min-height: 32px;
    padding-inline: var(--space-2);
    font-size: 0.8125rem;
    border: 1px solid var(--line);
    border-radius: 16px;
  }
  .switch[aria-pressed='true'],
  .switch[aria-checked='true'] {
    color: var(--accent);
    border-color: currentcolor;
    font-weight: 600;
  }
  /* Nothing moves while it is held, which must not be overlooked. */
  .switch[aria-pressed='true'] {
    color: var(--on-accent);
    border-color: transparent;
    background: var(--accent);
  }
  @media (pointer: coarse) {
    .switch,
    .waiting {
      min-height: var(--target);
      border-radius: 22px;
    }
    .reason {
      margin-block-start: -10px;
      padding-block: var(--space-2) var(--space-3);
    }
  }
  @media (forced-colors: active) {
    .switch[aria-pressed='true'] {
      forced-color-adjust: none;
      color: HighlightText;
      background: Highlight;
    }
  }
  .switch svg.icon {
    width: 16px;
    height: 16px;
  }
  .changed {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 32px;
    padding: 0 var(--space-2) var(--space-1);
    font-size: 0.8125rem;
    text-wrap: balance;
    color: var(--live);
  }
  .waiting {
    min-height: 32px;
    padding-inline: var(--space-3);
    border-radius: 16px;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--live);
    background: var(--live-wash);
  }
  li {
    flex-wrap: wrap;
    touch-action: manipulation;
  }
  li.fresh {
    box-shadow: inset 3px 0 0 var(--live);
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }
  li.played {
    opacity: 0.55;
  }
  .names {
    padding-block: 2px;
  }
  .reason {
    flex: 1 0 100%;
    padding: 0 var(--space-2) var(--space-1) calc(44px + var(--space-2) + var(--space-3));
    margin-block-start: -6px;
    min-height: 24px;
    font-size: 0.8125rem;
    line-height: 1.35;
    color: var(--live);
    outline-offset: -3px;
  }
  .reason span::after {
    content: ' ›';
  }
  .reason[aria-expanded='true'] span::after {
    content: ' ⌄';
  }
  slipstream-why {
    flex: 1 0 100%;
  }
  .leaving {
    position: absolute;
    inset: 0;
    pointer-events: none;
    overflow: hidden;
  }
  .leaving > * {
    position: absolute;
    margin: 0;
  }
  @media (forced-colors: active) {
    li.fresh {
      border-inline-start: 3px solid Highlight;
    }
  }
`
