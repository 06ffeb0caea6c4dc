/**
 * Aborted by the first Ctrl-C or SIGTERM: reading ends in order, and temporary files are removed. A second one ends the process, as
 * the system does it.
 */
export function interruption(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}
