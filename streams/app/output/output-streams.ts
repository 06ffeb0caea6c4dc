/** Where a command writes its lines: records to `out`, messages for the user to `err`. */
export interface OutputStreams {
  out(line: string): void
  err(line: string): void
}

/** Standard output and standard error of this process. */
export const standardStreams: OutputStreams = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
}
