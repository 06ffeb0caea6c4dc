import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../streams/app/embedded/ports.ts'
import {
  folderProblem,
  javaProblem,
  mavenProblem,
  portProblem,
  preflight,
} from '../../../../streams/app/embedded/preflight.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-preflight-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const INSTALL_JDK =
  'install a JDK of version 17 or newer (Debian: apt install openjdk-17-jdk-headless, macOS: brew install openjdk)'

describe('Java', () => {
  const cases: readonly (readonly [string, string | null, boolean, string | null])[] = [
    ['a JDK of 17', 'java.base@17.0.15\njdk.compiler@17.0.15\n', true, null],
    ['a JDK of 25', 'java.base@25\njdk.compiler@25\n', true, null],
    ['a JRE where no compiler is needed', 'java.base@17.0.15\n', false, null],
    ['a JRE', 'java.base@17.0.15\n', true, `Java is here without its compiler (a JRE): ${INSTALL_JDK}.`],
    ['version 11', 'java.base@11.0.2\n', true, `Java is of version 11: ${INSTALL_JDK}, or set JAVA_HOME to one.`],
    ['version 8, which lists no modules', '', true, `Java is too old: ${INSTALL_JDK}, or set JAVA_HOME to one.`],
    ['none', null, true, `Java is missing: ${INSTALL_JDK}, or set JAVA_HOME to one.`],
  ]
  it.each(cases)('%s', (_, modules, compiler, problem) => {
    expect(javaProblem(modules, compiler)).toBe(problem)
  })
})

describe('Maven', () => {
  it('is named with how to get it when it is missing', () => {
    expect([mavenProblem('/usr/bin/mvn'), mavenProblem(null)]).toStrictEqual([
      null,
      'Maven is missing, which gets Kafka the first time: install it (Debian: apt install maven, macOS: brew install maven).',
    ])
  })
})

describe('a port', () => {
  const needed = { port: 19_092, host: '127.0.0.1', title: 'Kafka', variable: 'SLIPSTREAM_KAFKA_PORT' }
  it('that cannot be used is named with the variable which changes it', () => {
    expect([null, 'EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].map((why) => portProblem(needed, why))).toStrictEqual([
      null,
      'Port 19092 (Kafka) is taken by another program: set SLIPSTREAM_KAFKA_PORT to a free one, or stop that program.',
      'Port 19092 (Kafka) may not be used by this user: set SLIPSTREAM_KAFKA_PORT to one above 1023.',
      'Port 19092 of 127.0.0.1 (Kafka) cannot be used (EADDRNOTAVAIL): set SLIPSTREAM_KAFKA_PORT to another one.',
    ])
  })
})

describe('a folder', () => {
  it('is made when it is missing', () => {
    const path = join(folder, 'new', 'data')
    expect(folderProblem({ path, variable: 'SLIPSTREAM_DATA', freeMb: 0 })).toBeNull()
  })

  it('that cannot be made is named with what to do', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const path = join(file, 'data')
    expect(folderProblem({ path, variable: 'SLIPSTREAM_DATA', freeMb: 0 })).toBe(
      `The folder ${path} cannot be written (ENOTDIR): change that, or set SLIPSTREAM_DATA to another folder.`,
    )
  })

  it('on a disk that is too full is named with how much is missing', () => {
    const problem = folderProblem({ path: folder, variable: 'SLIPSTREAM_DATA', freeMb: 1e12 })
    expect(problem?.replace(/has \d+ MB/, 'has N MB')).toBe(
      `The disk of ${folder} has N MB free, 1000000000000 MB are needed: make room, or set SLIPSTREAM_DATA to a folder on another disk.`,
    )
  })
})

it('tells all problems at once, in order', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const taken = typeof address === 'object' && address !== null ? address.port : 0
  const free = await freePort()
  const { problems } = await preflight(
    {
      java: true,
      compiler: true,
      maven: true,
      folders: [{ path: '/dev/null/data', variable: 'SLIPSTREAM_DATA', freeMb: 1 }],
      ports: [
        { port: taken, host: '127.0.0.1', title: 'Kafka', variable: 'SLIPSTREAM_KAFKA_PORT' },
        { port: free, host: '127.0.0.1', title: 'the schema registry', variable: 'SLIPSTREAM_REGISTRY_PORT' },
        { port: free, host: '127.0.0.1', title: 'the player', variable: 'SLIPSTREAM_PORT' },
      ],
    },
    { PATH: folder },
  )
  other.close()
  expect(problems).toStrictEqual([
    `Java is missing: ${INSTALL_JDK}, or set JAVA_HOME to one.`,
    mavenProblem(null),
    'The folder /dev/null/data cannot be written (ENOTDIR): change that, or set SLIPSTREAM_DATA to another folder.',
    `SLIPSTREAM_PORT and SLIPSTREAM_REGISTRY_PORT are both ${free}: set one of them to another port.`,
    `Port ${taken} (Kafka) is taken by another program: set SLIPSTREAM_KAFKA_PORT to a free one, or stop that program.`,
  ])
})
