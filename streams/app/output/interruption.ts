/** Aborted by the first Ctrl-C: reading ends in order. A second one ends the process, as the system does it. */
export function interruption(): AbortSignal {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  return stop.signal
}
