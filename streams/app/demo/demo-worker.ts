import { mkdir, rename, writeFile } from 'node:fs/promises'
import { constants, platform, setPriority } from 'node:os'
import { dirname } from 'node:path'
import type { DemoTask } from './demo-library.ts'
import { demoTrackFile } from './demo-track.ts'

// On Linux a thread has a priority of its own: processes that already play music go first.
if (platform() === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

/** Runs in a worker. The file gets its name once it is complete. */
export default async function makeDemoTrack({ track, file, temporary }: DemoTask): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(temporary, await demoTrackFile(track), { flush: true })
  await rename(temporary, file)
}
