/** Parses the output of Maven's downloads. */
export interface DownloadProgress {
  /** @param chunk the next piece of output, cut anywhere. @returns the amount downloaded so far, in MB of 10^6 bytes. */
  read(chunk: string): number
}

const BYTES_PER: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }
const FINISHED = /^Downloaded .*\(([\d.]+) ?([kMG]?B)(?: at .*)?\)/
const UNDER_WAY = /^Progress \(\d+\): (.*)/

/** Maven prints one line per finished file and, in between, `Progress (2): 12/134 kB | 3.1/52 MB` with carriage returns. */
export function readDownloads(): DownloadProgress {
  let finished = 0
  let underWay = 0
  let rest = ''
  return {
    read(chunk) {
      const lines = (rest + chunk).split(/[\r\n]+/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const file = FINISHED.exec(line)
        if (file !== null) {
          finished += bytes(file[1], file[2])
          underWay = 0
        }
        const progress = UNDER_WAY.exec(line)
        if (progress !== null) underWay = sumOf(progress[1] ?? '')
      }
      return (finished + underWay) / 1e6
    },
  }
}

function sumOf(progress: string): number {
  return progress
    .split('|')
    .map((file) => /([\d.]+)(?:\/[\d.]+)? ?([kMG]?B)/.exec(file))
    .reduce((sum, file) => sum + bytes(file?.[1], file?.[2]), 0)
}

const bytes = (amount: string | undefined, unit: string | undefined): number =>
  Number(amount ?? 0) * (BYTES_PER[unit ?? ''] ?? 0)

const SHOWN_ERRORS = 3

/** @returns Maven's error messages without terminal colours; empty when there are none. */
export function mavenErrors(output: string): string {
  const escape = String.fromCharCode(27)
  return output
    .replaceAll(new RegExp(`${escape}\\[[\\d;]*m`, 'g'), '')
    .split(/[\r\n]+/)
    .filter(
      (line) => line.startsWith('[ERROR] ') && !/^\[ERROR\] \[Help 1\]|-e switch|-X switch|more information/.test(line),
    )
    .map((line) =>
      line
        .slice('[ERROR] '.length)
        .replace(/ -> \[Help 1\]$/, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .slice(0, SHOWN_ERRORS)
    .join(' ')
}
