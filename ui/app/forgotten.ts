import { dropKept } from '../data/forgotten.ts'
import type { Player } from '../player/player.ts'

/** In place of the player: what it would show is gone, and what is done in it would be kept of nobody. */
export function showForgotten(player: Pick<Player, 'paused' | 'toggle'>): void {
  if (!player.paused) player.toggle()
  const main = document.createElement('main')
  const words = document.createElement('h1')
  words.textContent = 'This listener was forgotten'
  const more = document.createElement('p')
  more.textContent =
    'Plays, likes, playlists and the queue were deleted, as was asked for. Nothing is kept of them here either.'
  const act = document.createElement('button')
  act.textContent = 'Begin as a new listener'
  act.addEventListener('click', () => location.assign('/'))
  main.append(words, more, act)
  main.style.cssText = 'max-width: 40rem; margin: 15vh auto; padding: 1rem'
  act.style.cssText = 'min-height: 44px; padding-inline: 1rem; font: inherit; cursor: pointer' // no less than a finger hits
  document.title = words.textContent
  document.body.replaceChildren(main)
  dropKept(localStorage, sessionStorage)
  // Behind the player's own listener, which writes down where it was.
  window.addEventListener('pagehide', () => dropKept(localStorage, sessionStorage))
  act.focus()
}
