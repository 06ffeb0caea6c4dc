import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROGRAM_FOLDER } from '../../streams/app/program-folder.ts'
import { planted, plants } from './plants.ts'

describe.each(plants)('the planted bug $name', (plant) => {
  it('has its place in the program', () => {
    const text = readFileSync(join(PROGRAM_FOLDER, plant.file), 'utf8')
    expect(planted(plant, text)).toContain(plant.replace)
  })
})

describe('a plant', () => {
  it('is refused when its place is not there exactly once', () => {
    const [plant] = plants
    if (plant === undefined) throw new Error('There are plants.')
    expect(() => planted(plant, '')).toThrow('0 times')
    expect(() => planted(plant, plant.find + plant.find)).toThrow('2 times')
  })
})
