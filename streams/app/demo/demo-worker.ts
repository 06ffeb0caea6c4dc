import { mkdir, rename, writeFile } from 'node:fs/promises'
import { constants, platform, setPriority } from 'node:os'
import { dirname } from 'node:path'
import { parentPort } from 'node:worker_threads'
import type { DemoTask } from './demo-library.ts'
import { demoTrackFile } from './demo-track.ts'

// On Linux a thread has a priority of its own: what plays music already comes first.
if (platform() === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

/** Gets a task, answers with what went wrong: nothing, or a text. The file appears under its name only when it is whole. */
parentPort?.on('message', (task: DemoTask) => {
  void make(task).then(
    () => parentPort?.postMessage(''),
    (error: unknown) => parentPort?.postMessage(error instanceof Error ? error.message : String(error)),
  )
})

async function make({ track, file, temporary }: DemoTask): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(temporary, await demoTrackFile(track), { flush: true })
  await rename(temporary, file)
}
