/** Of a session of 10 s: several may be lost. */
export const HEARTBEAT_EVERY_MS = 2_000

/**
 * Waits for work that may take long while keeping the group membership alive.
 * @throws what `work` or a heartbeat throws, whichever is first.
 */
export async function withHeartbeat<T>(work: Promise<T>, heartbeat: () => Promise<void>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const lost = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      heartbeat().catch(reject)
    }, HEARTBEAT_EVERY_MS / 2)
  })
  try {
    return await Promise.race([work, lost])
  } finally {
    clearInterval(timer)
  }
}
