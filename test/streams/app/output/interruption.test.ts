import { expect, it } from 'vitest'
import { interruption } from '../../../../streams/app/output/interruption.ts'

it.each(['SIGINT', 'SIGTERM'] as const)(
  'is aborted by the first %s, and leaves the second one to the system',
  (name) => {
    const before = process.rawListeners(name)
    const signal = interruption()
    const added = process.rawListeners(name).find((each) => !before.includes(each)) // with what removes it
    expect(signal.aborted).toBe(false)
    added?.(name)
    expect(signal.aborted).toBe(true)
    expect(process.rawListeners(name)).toStrictEqual(before)
  },
)
