import { expect, test, vi } from 'vitest'
import { RequestError, asRequestError } from '../../../ui/data/requests.ts'

test('what a request was refused for is said as it is, and a fault of the player is kept in the log of the browser', () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const refused = new RequestError('too-many-items', 409, 'The playlist is full.')
  expect(asRequestError(refused)).toBe(refused)
  expect(logged).not.toHaveBeenCalled()
  const fault = new TypeError('x is undefined')
  const told = asRequestError(fault, 'The songs cannot be shown.')
  expect([told.code, told.message, told.cause]).toEqual(['unknown', 'The songs cannot be shown.', fault])
  expect(logged.mock.calls).toEqual([[fault]])
  logged.mockRestore()
})
