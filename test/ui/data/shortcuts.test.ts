import { describe, expect, it } from 'vitest'
import type { ChosenKeys, Place } from '../../../ui/data/shortcuts.ts'
import { canBeChosen, labelOf, withKey } from '../../../ui/data/shortcut-words.ts'
import { actionOf, actsWhileHeld, shortcuts } from '../../../ui/data/shortcuts.ts'

const press = (key: string, modifier: 'ctrlKey' | 'metaKey' | 'altKey' | null = null) => ({
  key,
  ctrlKey: modifier === 'ctrlKey',
  metaKey: modifier === 'metaKey',
  altKey: modifier === 'altKey',
  shiftKey: /^\p{Lu}$/u.test(key),
})
const keys = [' ', 'ArrowLeft', 'ArrowRight', 'n', 'p', 'l', 'm', '/', '?']

describe('shortcuts', () => {
  it('work on the page, letters without Shift, which jumps in lists', () => {
    expect(keys.map((key) => actionOf(press(key), 'page', true))).toEqual([
      'toggle-play',
      'seek-back',
      'seek-forward',
      'next',
      'previous',
      'like',
      'mute',
      'search',
      'show-shortcuts',
    ])
    expect([actionOf(press('N'), 'page', true), actionOf(press('x'), 'page', true)]).toEqual([null, null])
    expect(actionOf({ ...press('N'), shiftKey: false }, 'page', true)).toBe('next')
  })

  it('leave Space to a button that has the focus', () => {
    expect([actionOf(press(' '), 'button', true), actionOf(press('n'), 'button', true)]).toEqual([null, 'next'])
  })

  it('leave the arrows, and nothing else, to a slider', () => {
    expect(keys.map((key) => actionOf(press(key), 'slider', true) === null)).toEqual(
      keys.map((key) => key.startsWith('Arrow')),
    )
  })

  it('act once while they are held, but for seeking and the volume', () => {
    expect(shortcuts.filter(({ action }) => actsWhileHeld(action)).map((each) => labelOf(each, {}))).toEqual([
      '←',
      '→',
      '↑',
      '↓',
    ])
  })

  it('can be changed and taken away; a key has one action', () => {
    const chosen = withKey({}, 'like', 'N')
    expect(['n', 'l'].map((key) => actionOf(press(key), 'page', true, chosen))).toEqual(['like', null])
    const next = shortcuts.find(({ action }) => action === 'next')
    expect(next && [labelOf(next, {}), labelOf(next, chosen)]).toEqual(['N', ''])
    expect(['x', 'ß', 'F5', ' ', 'Enter'].map(canBeChosen)).toEqual([true, true, false, false, false])
  })

  it('change the volume by ↑ and ↓, but in a list, whose rows those go through', () => {
    const arrows = ['ArrowUp', 'ArrowDown', 'ArrowLeft'].map((key) => press(key))
    const actions = (place: Place) => arrows.map((arrow) => actionOf(arrow, place, true))
    expect(actions('button')).toEqual(['volume-up', 'volume-down', 'seek-back'])
    expect(actions('list')).toEqual([null, null, 'seek-back'])
    expect(actionOf(press(' '), 'list', true)).toBeNull()
  })

  it('play the songs of Live by their numbers', () => {
    expect(['0', '1', '8', '9'].map((key) => actionOf(press(key), 'page', true))).toEqual([
      null,
      'live-1',
      'live-8',
      null,
    ])
  })

  it('go to views by G and a letter, which means something else without it', () => {
    const after = (key: string, chosen: ChosenKeys = {}) => actionOf(press(key), 'page', true, chosen, 'go')
    expect(['l', 'a', 'r', 'p'].map((key) => after(key))).toEqual([
      'go-listen',
      'go-albums',
      'go-recent',
      'go-playlists',
    ])
    expect([actionOf(press('g'), 'page', true), after('n'), after('1')]).toEqual(['go', null, null])
    const chosen = withKey(withKey({}, 'go-albums', 'l'), 'volume-up', 'g')
    expect([after('l', chosen), after('a', chosen), actionOf(press('l'), 'page', true, chosen)]).toEqual([
      'go-albums',
      null,
      'like',
    ])
    expect([press('g'), press('ArrowUp')].map((key) => actionOf(key, 'page', true, chosen))).toEqual([
      'volume-up',
      null,
    ])
    expect(actionOf(press('g'), 'page', false, chosen)).toBeNull()
    const albums = shortcuts.find(({ action }) => action === 'go-albums')
    expect(albums && [labelOf(albums, {}), labelOf(albums, { go: 'x' }), labelOf(albums, { go: '' })]).toEqual([
      'G A',
      'X A',
      '',
    ])
  })

  it('do nothing in fields and dialogs', () => {
    expect(keys.map((key) => actionOf(press(key), 'field', true))).toEqual(keys.map(() => null))
  })

  it('leave the shortcuts of the browser alone', () => {
    const modifiers = ['ctrlKey', 'metaKey', 'altKey'] as const
    expect(modifiers.map((modifier) => actionOf(press('l', modifier), 'page', true))).toEqual([null, null, null])
  })

  it('keep only the keys that are no characters when those are switched off', () => {
    expect(keys.filter((key) => actionOf(press(key), 'page', false) !== null)).toEqual([' ', 'ArrowLeft', 'ArrowRight'])
  })
})
