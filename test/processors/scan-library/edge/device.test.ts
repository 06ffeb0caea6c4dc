import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { deviceMemory, deviceOf } from '../../../../processors/scan-library/edge/device.ts'

it('knows the device of a folder, and of one that cannot be reached none', async () => {
  expect([await deviceOf('/'), await deviceOf(join(tmpdir(), 'no-such-folder'))]).toMatchObject([
    { isMounted: false },
    null,
  ])
})

it('notices a folder whose disk is gone, also from one run to the next, and one whose disk is another', () => {
  const devices = deviceMemory(['/usb'])
  const [mounted, root] = [
    { device: 5, isMounted: true },
    { device: 1, isMounted: false },
  ]
  expect([
    devices.isOther('/usb', mounted),
    devices.isOther('/usb', root),
    devices.isOther('/new', root),
  ]).toStrictEqual([false, true, false])
  devices.remember('/usb', mounted)
  devices.remember('/new', root)
  expect([devices.isOther('/usb', { device: 6, isMounted: true }), devices.mounted()]).toStrictEqual([true, ['/usb']])
  devices.remember('/usb', root)
  expect([devices.isOther('/usb', root), devices.mounted()]).toStrictEqual([false, []])
})
