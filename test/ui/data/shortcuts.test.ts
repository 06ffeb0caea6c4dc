import { describe, expect, it } from 'vitest'
import { actionOf, acts } from '../../../ui/data/shortcuts.ts'

const press = (key: string, modifier: 'ctrlKey' | 'metaKey' | 'altKey' | null = null) => ({
  key,
  ctrlKey: modifier === 'ctrlKey',
  metaKey: modifier === 'metaKey',
  altKey: modifier === 'altKey',
  repeat: false,
})
const keys = [' ', 'ArrowLeft', 'ArrowRight', 'n', 'p', 'l', 'm', '/', '?']

describe('shortcuts', () => {
  it('work on the page, in either case of a letter', () => {
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
    expect([actionOf(press('N'), 'page', true), actionOf(press('x'), 'page', true)]).toEqual(['next', null])
  })

  it('leave Space to a button that has the focus', () => {
    expect([actionOf(press(' '), 'button', true), actionOf(press('n'), 'button', true)]).toEqual([null, 'next'])
  })

  it('leave the arrow keys to a slider, and nothing else', () => {
    const left = keys.filter((key) => actionOf(press(key), 'slider', true) === null)
    expect(left).toEqual(['ArrowLeft', 'ArrowRight'])
  })

  it('act once while a key is held, but for seeking', () => {
    const held = { ...press('l'), repeat: true }
    expect([acts('like', held), acts('toggle-play', held), acts('seek-forward', held)]).toEqual([false, false, true])
    expect(acts('like', press('l'))).toBe(true)
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
