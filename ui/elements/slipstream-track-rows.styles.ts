import { css } from 'lit'
import { iconMaskStyles, maskOf } from './icon-masks.ts'
import { shapes } from './icons.ts'
import { listShapes } from './list-icons.ts'

/** Each icon is made of the drawing that the buttons outside of rows show. */
const iconStyles = css`
  .over {
    --icon: ${maskOf(shapes.play)};
  }
  .playing {
    --icon: ${maskOf(shapes.pause)};
  }
  .opinion {
    --icon: ${maskOf(shapes.like)};
    --icon-size: 20px;
  }
  .liked {
    --icon: ${maskOf(shapes.like, '#000')};
  }
  .disliked {
    --icon: ${maskOf(shapes.dislike)};
  }
  .never {
    --icon: ${maskOf(listShapes.never)};
  }
  .up {
    --icon: ${maskOf(shapes.up)};
  }
  .down {
    --icon: ${maskOf(shapes.down)};
  }
  .grip {
    --icon: ${maskOf(shapes.grip)};
  }
  .more {
    --icon: ${maskOf(shapes.more)};
  }
`

const rowStyles = css`
  :host {
    --row: 3.5rem;
    --art-size: 44px;
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    margin-inline: calc(-1 * var(--space-2));
  }
  :host([density='compact']) {
    --row: 2.5rem;
    --art-size: 32px;
  }
  .body {
    position: relative;
  }
  .row {
    --lead: var(--art-size);
    position: absolute;
    inset: 0 0 auto;
    contain: size layout style;
    display: grid;
    grid-template-columns: var(--lead) minmax(0, 1fr) 3.4em auto;
    align-items: center;
    gap: var(--space-3);
    height: var(--row);
    padding-inline: var(--space-2);
    border-radius: var(--radius);
    outline-offset: -3px;
    cursor: pointer;
    touch-action: manipulation;
  }
  .row.numbered {
    --lead: 2.2em;
  }
  @container (min-width: 640px) {
    .row.with-album {
      grid-template-columns: var(--lead) minmax(0, 3fr) minmax(0, 2fr) 3.4em auto;
    }
    .row:has(.album:empty) .names {
      grid-column: span 2;
    }
    .album:empty {
      display: none;
    }
  }
  /* Title, album, genre, year, when it came, length. */
  .row.wide,
  .heads {
    --acts: 72px;
    grid-template-columns: var(--lead) minmax(0, 4fr) minmax(0, 3fr) minmax(0, 1.5fr) 2.4rem 5.75rem 3rem var(--acts);
    gap: var(--space-4);
  }
  .heads {
    --lead: var(--art-size);
    order: -1;
    display: grid;
    padding: 0 var(--space-2) var(--space-1);
  }
  .row.own,
  .heads.own {
    --acts: 180px;
  }
  @container (max-width: 640px) {
    .album {
      display: none;
    }
  }
  /* Of a narrow row the title is worth more than the length. */
  @container (max-width: 440px) {
    .row {
      grid-template-columns: var(--lead) minmax(0, 1fr) auto;
      gap: var(--space-2);
    }
    .time {
      display: none;
    }
  }
  .lead {
    position: relative;
  }
  .number {
    display: block;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .names {
    min-width: 0;
  }
  .title {
    display: block;
    font-weight: 550;
  }
  .artist {
    display: block;
    line-height: 1.3;
  }
  :host([density='compact']) .names {
    display: grid;
    grid-template-columns: minmax(0, auto) minmax(0, 1fr);
    align-items: baseline;
    gap: var(--space-3);
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  .time {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .over {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    border-radius: 6px;
    color: #fff;
    background: rgb(8 14 18 / 58%);
    opacity: 0;
  }
  .numbered .over {
    inset: auto 0 auto auto;
    top: 50%;
    width: 28px;
    height: 28px;
    transform: translateY(-50%);
  }
  .row[aria-current] .over,
  .row:focus-visible .over {
    opacity: 1;
  }
  .row[aria-current] .number,
  .row:focus-visible .number {
    visibility: hidden;
  }
  .acts {
    display: flex;
  }
  .opinion,
  .step,
  .grip {
    width: 36px;
    height: 36px;
    color: var(--quiet);
  }
  .grip {
    cursor: grab;
    touch-action: none;
  }
  .opinion[aria-pressed='false'],
  .step {
    opacity: 0;
  }
  .row:focus-within .step,
  .row:focus-visible .step,
  .row:focus-within .opinion,
  .row:focus-visible .opinion {
    opacity: 1;
  }
  .dim .art {
    opacity: 0.5;
  }
  .dim .title {
    color: var(--quiet);
    font-weight: inherit;
  }
  .drop {
    position: absolute;
    inset: -1px 0 auto;
    height: 3px;
    border-radius: 2px;
    background: var(--accent);
    pointer-events: none;
  }
  @media (hover: none) {
    .opinion[aria-pressed='false'],
    .step {
      display: none;
    }
  }
  .more {
    width: 36px;
    height: 36px;
    color: var(--quiet);
  }
  /* A finger means the row; the menu leads to the artist and the album. */
  @media (pointer: coarse) {
    .row a {
      pointer-events: none;
    }
    .more,
    .opinion,
    .grip {
      width: var(--target);
      height: min(var(--target), var(--row));
    }
  }
  @media (hover: hover) {
    .row:hover {
      background: var(--raised);
    }
    .row:hover .over,
    .row:hover .step,
    .row:hover .opinion {
      opacity: 1;
    }
    .row:hover .number {
      visibility: hidden;
    }
    .row a:hover {
      text-decoration: underline;
    }
  }
  .row[aria-current] {
    background: var(--wash);
  }
  .row[aria-current] .title {
    color: var(--accent);
  }
  /* Not here now: no sign of a button; the words stay in a colour that can be read. */
  .row[aria-disabled] {
    cursor: default;
  }
  .row[aria-disabled] .title {
    color: var(--quiet);
    font-weight: inherit;
  }
  .row[aria-disabled] .art {
    filter: grayscale(1);
    opacity: 0.5;
  }
  .row[aria-disabled] .over {
    display: none;
  }
  .state {
    font-style: italic;
  }
  .failed .state {
    color: var(--warm);
    font-style: normal;
  }
  .badge {
    padding-inline: var(--space-2);
    border: 1px solid currentcolor;
    border-radius: 999px;
    font-size: 0.75rem;
    color: var(--warm);
  }
  .waiting .art {
    opacity: 0.6;
  }
  .blank {
    cursor: default;
  }
  .blank .names::before {
    content: '';
    display: block;
    width: 12em;
    max-width: 60%;
    height: 0.8em;
    border-radius: 4px;
    background: var(--raised);
  }
`

export const trackRowsStyles = css`
  ${iconMaskStyles}
  ${iconStyles}
  ${rowStyles}
`
