/** Longer cells end in an ellipsis: a table is for the eye, `--format ndjson` gives all of it. */
const WIDEST_CELL = 48

/** Lines of a table: cells start below the names of their columns, numbers end there. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [columns, ...rows].map((cells) => cells.map(shortened))
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)))
  const isNumber = columns.map((_, i) => rows.length > 0 && rows.every((cells) => /^(-?[\d.]+(e[+-]?\d+)?)?$/.test(cells[i] ?? ''))) // prettier-ignore
  const aligned = lines.map((cells) =>
    cells.map((cell, i) => (isNumber[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))),
  )
  const [head = [], ...body] = aligned
  return [head, widths.map((width) => '─'.repeat(width)), ...body].map((cells) => cells.join('  ').trimEnd())
}

function shortened(cell: string): string {
  const line = cell.replaceAll(/\s+/g, ' ')
  return line.length > WIDEST_CELL ? `${line.slice(0, WIDEST_CELL - 1)}…` : line
}
