import { readFile } from 'node:fs/promises'

const INTERVAL_MS = 100

export interface MemoryWatch {
  /** Resolves when the process was found above the limit. */
  readonly exceeded: Promise<void>
  stop(): void
}

/** Polls the resident memory of another process: a decoder at work does not let its own process look. */
export function watchMemory(pid: number | undefined, limitBytes: number): MemoryWatch {
  let timer: NodeJS.Timeout | undefined
  const exceeded = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      void residentBytesOf(pid).then((residentBytes) => {
        if (residentBytes > limitBytes) resolve()
      })
    }, INTERVAL_MS)
  })
  return { exceeded, stop: () => clearInterval(timer) }
}

/** 0 where it cannot be known: without /proc, the check that the child itself makes between two chunks must do. */
async function residentBytesOf(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0
  }
}
