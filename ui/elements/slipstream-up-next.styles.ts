import { css } from 'lit'

export const upNextStyles = css`
  header {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    min-height: 60px;
    padding: var(--space-3);
    background: var(--canvas);
  }
  h2 {
    font-size: 1.25rem;
  }
  @media (max-height: 480px) {
    header {
      position: static;
    }
  }
  .pending {
    min-height: 32px;
    padding: 0 var(--space-3);
    border-radius: 16px;
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--on-accent);
    background: var(--accent);
  }
  .suggestions,
  details ol {
    padding: 0 var(--space-1);
  }
  li {
    border-radius: var(--radius);
  }
  .item {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    padding: var(--space-2);
    outline-offset: -3px;
    scroll-margin-top: 64px;
    --art-size: 52px;
  }
  .small {
    --art-size: 36px;
  }
  .item[aria-current] {
    background: var(--wash);
  }
  @media (hover: hover) {
    .item:hover {
      background: var(--raised);
    }
  }
  .names {
    display: grid;
    flex: 1;
    min-width: 0;
    position: relative;
  }
  .title {
    font-weight: 550;
  }
  .why {
    font-size: 0.8125rem;
    color: var(--accent);
    overflow-wrap: anywhere;
  }
  .empty {
    padding: 0 var(--space-3) var(--space-4);
  }
  @media (prefers-reduced-motion: no-preference) {
    .fresh {
      animation: arrive 1.6s ease-out;
    }
    @keyframes arrive {
      from {
        background: var(--wash);
        box-shadow: inset 3px 0 0 var(--accent);
      }
    }
  }
  details {
    margin: var(--space-3) 0 var(--space-5);
    border-top: 1px solid var(--line);
  }
  summary {
    padding: var(--space-3);
    min-height: var(--target);
    font-weight: 600;
    cursor: pointer;
    border-radius: var(--radius);
    outline-offset: -3px;
  }
`
