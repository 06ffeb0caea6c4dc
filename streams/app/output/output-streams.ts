import { printableText } from '../../engine/printable.ts'

/** Where a command writes its lines: records to `out`, messages for the user to `err`. */
export interface OutputStreams {
  out(line: string): void
  err(line: string): void
}

/** What can show text: a terminal, or whatever the output is redirected to. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** The only uses of these two in the program: lint refuses any other, so that nothing is written that is not `printable`. */
export const standardOutput: NodeJS.WriteStream = process.stdout
export const standardError: NodeJS.WriteStream = process.stderr

/** Writes text of this program, which may hold data, to a screen. */
export const print = (screen: Screen, text: string): void => void screen.write(printableText(text))

/** Standard output and standard error of this process. */
export const standardStreams: OutputStreams = {
  out: (line) => print(standardOutput, `${line}\n`),
  err: (line) => print(standardError, `${line}\n`),
}
