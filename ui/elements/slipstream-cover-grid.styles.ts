import { css } from 'lit'

export const coverGridStyles = css`
  :host {
    --gap: 16px;
    /* The covers stand where the heading begins. */
    margin-inline: calc(-1 * var(--space-2));
  }
  .body {
    position: relative;
  }
  .line {
    position: absolute;
    inset: 0 0 auto;
    display: grid;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    gap: var(--gap);
  }
  .card {
    position: relative;
    display: block;
    padding: var(--space-2);
    border-radius: var(--radius-large);
  }
  .card .art {
    width: 100%;
    height: auto;
    aspect-ratio: 1;
    border-radius: var(--radius);
  }
  .card.round .art {
    border-radius: 50%;
  }
  .card.round {
    text-align: center;
  }
  .card.absent .art {
    filter: grayscale(1);
    opacity: 0.5;
  }
  .title {
    display: block;
    margin-top: var(--space-2);
    font-weight: 600;
    color: inherit;
    text-decoration: none;
  }
  /* The whole card is the link. */
  .title::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: var(--radius-large);
  }
  .title:focus-visible {
    outline: none;
  }
  .title:focus-visible::after {
    outline: 3px solid var(--accent);
    outline-offset: -2px;
  }
  .below {
    position: relative;
    display: block;
    line-height: 1.3;
  }
  span.below {
    pointer-events: none;
  }
  a.below {
    color: var(--quiet);
    text-decoration: none;
  }
  /* On the corner of the cover, which is as high as the card is wide. */
  .over {
    position: absolute;
    inset: var(--space-2) var(--space-2) auto;
    aspect-ratio: 1;
    display: flex;
    justify-content: space-between;
    align-items: flex-end;
    padding: var(--space-1);
    pointer-events: none;
    opacity: 0;
  }
  .over button {
    pointer-events: auto;
    border-radius: 50%;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 1px 4px rgb(0 0 0 / 0.3);
  }
  .card:focus-within .over {
    opacity: 1;
  }
  @media (hover: none) {
    .over {
      display: none;
    }
  }
  @media (hover: hover) {
    .card:hover .over {
      opacity: 1;
    }
    .card:hover {
      background: var(--raised);
    }
    a.below:hover {
      text-decoration: underline;
    }
  }
`
