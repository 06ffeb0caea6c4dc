import { printableInLine } from '../../streams/engine/printable.ts'

/*
 * What clients are shown of file names and messages: no control character and no mark that turns the direction of writing, and
 * no folder of this machine. Files are opened by the reference, which stays exact.
 */

/** A path below its library folder, or another name of a file. */
export const shownPath = (path: string): string => printableInLine(path)

/** The name of a library folder: its last part, since the whole path is the machine's affair. */
export function shownFolder(library: string): string {
  const parts = library.split(/[/\\]/).filter((part) => part !== '')
  return printableInLine(parts.at(-1) ?? 'the root folder')
}

/** A message about a file, without the folder that it is in. @param library absolute path. */
export function shownMessage(message: string, library: string): string {
  const folder = library.replace(/[/\\]+$/, '')
  const below = folder === '' ? message : message.replaceAll(`${folder}/`, '').replaceAll(folder, 'its library folder')
  return printableInLine(below)
}
