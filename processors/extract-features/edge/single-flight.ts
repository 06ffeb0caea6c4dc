/**
 * Asks about a key once at a time: who asks while an answer is awaited gets the same one. The file system of a share whose server
 * is gone may never answer, and each call that waits for it holds one of the few threads of the process.
 */
export function singleFlight<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (key) => {
    const waiting = asked.get(key)
    if (waiting !== undefined) return waiting
    const answer = ask(key).finally(() => asked.delete(key))
    asked.set(key, answer)
    return answer
  }
}
