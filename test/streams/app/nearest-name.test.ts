import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { didYouMean, nearestName } from '../../../streams/app/nearest-name.ts'

const NAMES = ['PORT', 'HOST', 'FOLDERS']

describe('the name that was probably meant', () => {
  it.each([
    ['PROT', 'PORT'],
    ['HOSTS', 'HOST'],
    ['FOLDER', 'FOLDERS'],
    ['FOLD', 'FOLDERS'], // 3 edits
  ])('of %s is %s', (name, nearest) => expect(nearestName(name, NAMES)).toBe(nearest))

  it.each(['x', 'FOL', 'POLDxxxRS', 'something else', ''])('of %s is none', (name) => {
    expect([nearestName(name, NAMES), didYouMean(name, NAMES)]).toStrictEqual([null, ''])
  })

  it('is asked for in a sentence; of no names there is none', () => {
    expect(didYouMean('PROT', NAMES)).toBe(' Did you mean PORT?')
    expect(nearestName('PORT', [])).toBeNull()
  })

  it.each(['plas', 'plyas', 'playsxxx', 'playsxxxx', 'recordings', 'p', 'pxx', 'paxs'])(
    'is offered for %s where commander offers a command',
    (name) => {
      let said = ''
      const program = new Command('x').exitOverride().configureOutput({ writeErr: (text) => (said += text) })
      program.command('plays')
      program.command('albums')
      expect(() => program.parse([name], { from: 'user' })).toThrow()
      expect(said.includes('Did you mean plays?')).toBe(nearestName(name, ['plays', 'albums']) === 'plays')
    },
  )
})
