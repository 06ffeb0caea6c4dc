import { stat } from 'node:fs/promises'

/** Which device a folder is on. The numbers of devices change from one start of the machine to the next; `isMounted` does not. */
export interface FolderDevice {
  readonly device: number
  /** Whether it is another device than that of the root of the file system. */
  readonly isMounted: boolean
}

/** Null when the folder cannot be reached. */
export async function deviceOf(folder: string): Promise<FolderDevice | null> {
  try {
    const [own, root] = await Promise.all([stat(folder), stat('/')])
    return { device: own.dev, isMounted: own.dev !== root.dev }
  } catch {
    return null
  }
}

/** Remembers the devices of the library folders, and notices when one is replaced. */
export interface DeviceMemory {
  isOther(folder: string, now: FolderDevice): boolean
  /** Takes the present device of a folder whose tracks are where they should be for the right one. */
  remember(folder: string, now: FolderDevice): void
  /** Folders that were mounted when they were last remembered. */
  mounted(): readonly string[]
}

/** @param mountedBefore folders that were mounted in earlier runs. */
export function deviceMemory(mountedBefore: readonly string[]): DeviceMemory {
  const mounted = new Set(mountedBefore)
  const devices = new Map<string, number>()
  return {
    isOther: (folder, { device, isMounted }) =>
      (mounted.has(folder) && !isMounted) || (devices.get(folder) ?? device) !== device,
    remember(folder, { device, isMounted }) {
      devices.set(folder, device)
      if (isMounted) mounted.add(folder)
      else mounted.delete(folder)
    },
    mounted: () => [...mounted].sort(),
  }
}
