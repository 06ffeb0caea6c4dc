import { expect, it } from 'vitest'
import { withResolvedNames } from '../../../../streams/app/cli/resolved-names.ts'

const machine = { names: ['nas', 'nas.local', 'nas.lan', 'gone'], addresses: ['127.0.0.1', '::1', '192.168.1.7'] }
const known: Readonly<Record<string, readonly string[]>> = {
  nas: ['127.0.1.1'],
  'nas.lan': ['192.168.1.7', '10.0.0.1'],
  gone: ['192.168.1.8'],
}

it('keeps the names that lead to an address of the machine on a network, and all addresses', async () => {
  const resolve = (name: string) =>
    known[name] === undefined ? Promise.reject(new Error(`ENOTFOUND ${name}`)) : Promise.resolve(known[name])
  expect(await withResolvedNames(machine, resolve)).toStrictEqual({ ...machine, names: ['nas.lan'] })
})

it('waits for no name that nobody answers for', async () => {
  const never = () => new Promise<never>(() => undefined)
  const told = await withResolvedNames(machine, (name) =>
    name === 'nas.lan' ? Promise.resolve(['192.168.1.7']) : never(),
  )
  expect(told.names).toStrictEqual(['nas.lan'])
})
