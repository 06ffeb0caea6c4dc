import { css } from 'lit'

export const nowViewStyles = css`
  :host {
    position: relative;
    min-height: 100%;
    padding: var(--space-4);
    background: color-mix(in srgb, var(--canvas) 88%, var(--tint, var(--canvas)));
  }
  .close {
    position: absolute;
    z-index: 1;
    inset: var(--space-2) auto auto var(--space-2);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 640px) minmax(260px, 420px);
    justify-content: center;
    gap: var(--space-5) 48px;
    padding-block-start: var(--space-5);
  }
  .song {
    text-align: center;
  }
  .large {
    --art-size: min(48vh, 640px, 100%);
    display: grid;
    place-items: center;
  }
  .large .art {
    width: min(48vh, 640px, 100%);
    height: auto;
    aspect-ratio: 1;
    border-radius: 16px;
    box-shadow: var(--shadow);
  }
  h1 {
    margin-block-start: var(--space-4);
    font-size: clamp(1.25rem, 1rem + 1.4vw, 1.9375rem);
    line-height: 1.15;
    letter-spacing: -0.015em;
    overflow-wrap: anywhere;
  }
  h1:focus {
    outline: none;
  }
  .song .names a {
    display: inline-block;
    padding-block: var(--space-1);
  }
  .names a {
    color: inherit;
    text-decoration: none;
  }
  .names a:hover {
    text-decoration: underline;
  }
  .names .live {
    color: var(--live);
  }
  .names p {
    overflow-wrap: anywhere;
  }
  slipstream-seek {
    --wave-height: 72px;
    margin-block-start: var(--space-4);
  }
  @media (max-height: 800px) {
    slipstream-seek {
      --wave-height: 48px;
    }
  }
  .keys {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    margin-block-start: var(--space-3);
  }
  .keys .icon-button[aria-pressed='true'] svg {
    fill: none;
  }
  .keys.small .icon-button[aria-pressed='true'] svg {
    fill: currentcolor;
  }
  slipstream-volume {
    display: inline-block;
    --volume-width: min(220px, 50vw);
    margin-block-start: var(--space-2);
  }
  .icon-button.main {
    width: 64px;
    height: 64px;
    color: var(--on-accent);
    background: var(--accent);
  }
  .icon-button.main:hover:enabled {
    background: var(--accent);
    filter: brightness(1.1);
  }
  .main .icon {
    width: 30px;
    height: 30px;
  }
  @media (forced-colors: active) {
    .icon-button.main {
      forced-color-adjust: none;
      color: HighlightText;
    }
  }
  .tabs {
    display: flex;
    gap: var(--space-1);
    border-bottom: 1px solid var(--line);
  }
  [role='tab'] {
    min-height: var(--target);
    padding-inline: var(--space-3);
    border-radius: 0;
    border-bottom: 3px solid transparent;
    color: var(--quiet);
  }
  [role='tab'][aria-selected='true'] {
    border-color: var(--accent);
    color: var(--text);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    [role='tab'][aria-selected='false'] {
      border-color: Canvas;
    }
    [role='tab'][aria-selected='true'] {
      border-color: Highlight;
    }
  }
  .panel {
    max-height: min(70vh, 760px);
    padding-block: var(--space-3);
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: 56px;
    padding: var(--space-1) var(--space-2);
  }
  .row .names {
    display: grid;
    min-width: 0;
  }
  .row .title {
    font-weight: 550;
  }
  .row:hover {
    background: var(--raised);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-2) var(--space-4);
    margin: 0;
  }
  dt {
    color: var(--quiet);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  a.icon-button {
    color: inherit;
  }
  @media (max-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 640px);
    }
    .panel {
      max-height: none;
    }
    .large .art {
      width: min(34vh, 100%);
    }
  }
`
