import { expect, it } from 'vitest'
import { watchDiskRoom } from '../../../../streams/app/supervisor/disk-room.ts'

const MIB = 2 ** 20

it('says once that the disk is full and once that it is not, and lets nothing start before', async () => {
  const said: string[] = []
  const free = [10, 0, 33, 63, 64, 100]
  const room = watchDiskRoom('/data', {
    say: (line) => said.push(line),
    freeBytes: () => (free.shift() ?? 100) * MIB,
    everyMs: 1,
  })
  await room.untilRoom(new AbortController().signal)
  room.stop()
  expect({ said, looked: 6 - free.length >= 5 }).toStrictEqual({
    said: [
      'No room left on /data: free 64 MB or more. Slipstream goes on by itself then; what it cannot store meanwhile, players send again.',
      'There is room on /data again: Slipstream goes on.',
    ],
    looked: true,
  })
})

it('ends its wait with what waits for it', async () => {
  const stop = new AbortController()
  const room = watchDiskRoom('/data', { say: () => stop.abort(), freeBytes: () => 0, everyMs: 1 })
  await expect(room.untilRoom(stop.signal)).rejects.toThrow('aborted')
  room.stop()
})

it('takes a folder that cannot be looked at for one with room', async () => {
  const room = watchDiskRoom('/none/such', { say: () => expect.unreachable() })
  await room.untilRoom(new AbortController().signal)
  room.stop()
})
