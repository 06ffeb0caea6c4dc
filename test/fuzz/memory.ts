import { readFile } from 'node:fs/promises'

const LOOK_MS = 20

/** Watches resident memory until it is stopped, which gives the most that was seen, in MiB; 0 where /proc is not. */
export function watchMemory(of: 'children' | 'self'): { stop(): Promise<number> } {
  let most = 0
  let looking: Promise<void> = Promise.resolve()
  const look = async () => {
    const pids = of === 'self' ? [String(process.pid)] : await children()
    for (const pid of pids) most = Math.max(most, await residentMiB(pid))
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_MS)
  return {
    async stop() {
      clearInterval(timer)
      await looking
      await look()
      return most
    },
  }
}

async function children(): Promise<readonly string[]> {
  const listed = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '')
  return listed.split(' ').filter((pid) => pid !== '')
}

async function residentMiB(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}
