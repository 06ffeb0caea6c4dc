/** Takes the rows and the messages of a command that prints a table on a terminal, else lines of JSON. */
export function rowOutput() {
  const lines: unknown[] = []
  const err: string[] = []
  return {
    lines,
    err,
    rows: {
      rows(_columns: unknown, rows: readonly { readonly line: object }[]): Promise<void> {
        lines.push(...rows.map(({ line }) => line))
        return Promise.resolve()
      },
    },
    streams: { err: (line: string) => void err.push(line) },
  }
}
