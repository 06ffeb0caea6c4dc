import { css } from 'lit'

/** What the views of the library have beside those of all views: a long list with its letters, the head of one thing. */
export const libraryViewStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .choices label {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: 0.875rem;
    color: var(--quiet);
  }
  select {
    min-height: var(--target);
    padding-inline: var(--space-3);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    color: var(--text);
    background: var(--surface);
    font: inherit;
  }
  .long {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
    gap: var(--space-2);
  }
  .long.lettered {
    grid-template-columns: minmax(0, 1fr) 28px;
    margin-inline-end: calc(-1 * var(--space-2));
  }
  .thing {
    display: grid;
    grid-template-columns: minmax(120px, 232px) minmax(0, 1fr);
    align-items: end;
    gap: var(--space-5);
    margin-block-end: var(--space-5);
    --art-size: 100%;
  }
  .thing > .art {
    height: auto;
    aspect-ratio: 1;
    border-radius: 16px;
    box-shadow: var(--shadow);
  }
  .thing.round > .art {
    border-radius: 50%;
  }
  .thing h1 {
    margin: 0;
  }
  .thing .about {
    display: grid;
    gap: var(--space-2);
    min-width: 0;
  }
  .kind {
    font-size: 0.875rem;
    color: var(--quiet);
  }
  .by {
    font-size: 1.25rem;
    font-weight: 550;
  }
  .by a:hover,
  .facts a:hover {
    text-decoration: underline;
  }
  .thing .about {
    container-type: inline-size;
  }
  .acts {
    margin-block-start: var(--space-2);
  }
  /* Four buttons that do not fit in one line are two and two. */
  @container (max-width: 510px) {
    .about .acts {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 190px));
    }
  }
  @media (max-width: 599px) {
    .thing {
      grid-template-columns: 1fr;
      gap: var(--space-3);
    }
    .thing > .art {
      justify-self: center;
      width: min(64vw, 260px);
    }
  }
  /* What it is, and beside it, where there is room, what sounds like it. */
  .halves {
    container-type: inline-size;
  }
  @container (min-width: 1200px) {
    .halves > div {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
      align-items: start;
      gap: 0 48px;
    }
    .halves.tracks-first > div {
      grid-template-columns: minmax(0, 1100px) minmax(0, 2fr);
    }
    .halves section,
    .halves .day:first-child {
      margin-block-start: 0;
    }
  }
  .day {
    margin-block: var(--space-5) var(--space-3);
    font-size: 1.25rem;
  }
  section > .day {
    margin-block-start: 0;
  }
`
