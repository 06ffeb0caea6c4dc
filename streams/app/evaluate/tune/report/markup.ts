/** Markup that is ready; everything else is text and is escaped where it is put in. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[]

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that no document may hold become the replacement character. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '\ufffd')

/** For elements and quoted attributes alike. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => REPLACED[character] ?? '')
}

/** HTML or SVG. What is put in is text, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.reduce((whole, string, i) => `${whole}${textOf(parts[i - 1] ?? '')}${string}`) }
}

function textOf(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(Math.round(part * 100) / 100)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}
