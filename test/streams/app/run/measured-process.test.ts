import { expect, it } from 'vitest'
import { measuredProcess, RESTARTS_VARIABLE } from '../../../../streams/app/run/measured-process.ts'

const supervised = (folder: string, restarts: string) =>
  measuredProcess('recommend', folder, { [RESTARTS_VARIABLE]: restarts })

it('gives a supervised process the same instance after a restart', () => {
  const [first, second] = [supervised('/data', '0'), supervised('/data', '1')]
  expect(first.instance).toBe(second.instance)
  expect([first.restarts, second.restarts]).toStrictEqual([0, 1])
})

it('tells two data folders of a host apart', () => {
  expect(supervised('/data', '0').instance).not.toBe(supervised('/other', '0').instance)
})

it('tells processes without a supervisor apart by their id', () => {
  const { instance, restarts } = measuredProcess('recommend', '/data', {})
  expect([instance, restarts]).toStrictEqual([`${supervised('/data', '0').instance}-${process.pid}`, 0])
})
