import { describe, expect, it } from 'vitest'
import { mavenErrors, readDownloads } from '../../../../streams/app/embedded/maven-output.ts'

const output = [
  'Downloading from central: https://example.org/a.jar\n',
  'Progress (1): 16/134 kB\rProgress (2): 120/134 kB | 2.5/52 MB\r',
  'Progress (2): 134 kB | 2.9/52 MB\r                        \r',
  'Downloaded from central: https://example.org/a.jar (134 kB at 3.6 MB/s)\n',
  'Progress (1): 51/52 MB\r',
  'Downloaded from central: https://example.org/b.jar (52 MB at 20 MB/s)\n',
]

describe('the reader of downloads', () => {
  it('adds what is under way to what is finished', () => {
    const downloads = readDownloads()
    expect(output.map((chunk) => downloads.read(chunk))).toStrictEqual([0, 2.62, 3.034, 0.134, 51.134, 52.134])
  })

  it('takes output that is cut anywhere', () => {
    const downloads = readDownloads()
    const readings = Array.from(output.join(''), (character) => downloads.read(character))
    expect(readings.at(-1)).toBe(52.134)
  })
})

describe('why Maven failed', () => {
  it('is told in its own words, without colours and without its advice to itself', () => {
    const failed = [
      '[\u001b[1;34mINFO\u001b[m] Scanning for projects...',
      '[\u001b[1;31mERROR\u001b[m] Could not transfer artifact org.apache.kafka:kafka_2.13 from central: unknown host -> [Help 1]',
      '[\u001b[1;31mERROR\u001b[m] Failed to execute goal: no network',
      '[\u001b[1;31mERROR\u001b[m] ',
      '[\u001b[1;31mERROR\u001b[m] To see the full stack trace of the errors, re-run Maven with the \u001b[1m-e\u001b[m switch.',
    ]
    expect(mavenErrors(failed.join('\n'))).toBe(
      'Could not transfer artifact org.apache.kafka:kafka_2.13 from central: unknown host Failed to execute goal: no network',
    )
  })

  it('is empty when it gave none', () => {
    expect(mavenErrors('[INFO] BUILD SUCCESS\n')).toBe('')
  })
})
