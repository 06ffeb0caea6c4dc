/** Text as code; a name that holds a backtick is none of ours. */
export const code = (text: string): string => `\`${text}\``

/** A Markdown table. A pipe within a cell is escaped, since it would begin the next cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}
