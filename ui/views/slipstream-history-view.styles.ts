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
  .below {
    display: flex;
    gap: 0.35em;
    min-width: 0;
  }
  .below .clipped:empty {
    display: none;
  }
  .became {
    flex: none;
  }
  .below .clipped:not(:empty) + .became::before {
    content: '· ';
  }
  /* Where there is room, what became of a play is a column. */
  @container (min-width: 900px) {
    .row .names {
      position: relative;
      flex: 1;
      padding-inline-end: 24%;
    }
    .became {
      position: absolute;
      inset-block-start: 50%;
      inset-inline-start: 76%;
      transform: translateY(-50%);
    }
    .below .clipped:not(:empty) + .became::before {
      content: none;
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
