import { css } from 'lit'

export const historyStyles = css`
  section h2 {
    margin-block-end: var(--space-2);
  }
  time {
    flex: none;
    width: 3.4em;
    padding-inline-start: var(--space-2);
    font-variant-numeric: tabular-nums;
  }
  .became {
    display: none;
  }
  @container (min-width: 900px) {
    .row .names {
      flex: 1;
    }
    .became {
      display: block;
      flex: 0 0 22%;
    }
    .became-below {
      display: none;
    }
  }
  section {
    container-type: inline-size;
  }
  .undone .title {
    color: var(--quiet);
    text-decoration: line-through;
  }
  .undone .art {
    filter: grayscale(1);
  }
  .undo .icon {
    width: 18px;
    height: 18px;
  }
  @media (max-width: 599px) {
    .undo span {
      display: none;
    }
    time {
      width: 3em;
      padding: 0;
      padding-inline-start: var(--space-1);
    }
  }
  .plain {
    padding-inline: var(--space-3);
    font-size: 0.875rem;
  }
`
