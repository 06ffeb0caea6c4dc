import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { median, withInterval } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { runChild } from './child.ts'
import { ROUNDS } from './consume.ts'
import type { BenchLog } from './log.ts'
import { missing } from './rows.ts'

const SUBJECT = 'export, Parquet'
const PEER = 'AvroDeserializer of Python'
const GOAL = 5
/** It needs minutes for a million. */
const PEER_RECORDS = 20_000
const PEER_PROGRAM = join(import.meta.dirname, 'avro_deserializer.py')

interface Rate {
  readonly perS: number
  readonly perCpuS: number
}

/** All plays into a Parquet file, beside a Python program that only decodes some of them, from its first record on. */
export async function parquetPart(log: BenchLog): Promise<readonly Figure[]> {
  const ours: (Rate & { readonly peakMb: number })[] = []
  const peers: Rate[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    const peer = log.peers.python === null ? null : await deserialized(log, log.peers.python)
    if (peer !== null) peers.push(peer)
    const own = await exported(log)
    ours.push(own)
    const words = ({ perS, perCpuS }: Rate) => `${Math.round(perS)}/s, ${Math.round(perCpuS)}/CPU-s`
    log.progress(`round ${round}: ${SUBJECT} ${words(own)}${peer === null ? '' : `, ${PEER} ${words(peer)}`}`)
  }
  const row = (subject: string, metric: string, unit: string, values: readonly number[]): Figure => ({ name: 'log', subject, metric, value: median(values), unit }) // prettier-ignore
  const ratios = peers.length === 0 ? null : withInterval(ours.map(({ perS }, i) => perS / (peers[i]?.perS ?? NaN)))
  return [
    {
      ...row(SUBJECT, 'throughput', 'records/s', ours.map(({ perS }) => perS)), // prettier-ignore
      ...(ratios !== null && { peer: PEER, ...ratios, goal: GOAL, met: ratios.ratio >= GOAL }),
    },
    row(SUBJECT, 'throughput', 'records/CPU-s', ours.map(({ perCpuS }) => perCpuS)), // prettier-ignore
    row(SUBJECT, 'peak memory', 'MB', ours.map(({ peakMb }) => peakMb)), // prettier-ignore
    ...(ratios === null
      ? [missing(`${SUBJECT} beside ${PEER}`, 'no Python with confluent-kafka: SLIPSTREAM_BENCH_PYTHON names none')]
      : [
          row(PEER, 'throughput', 'records/s', peers.map(({ perS }) => perS)), // prettier-ignore
          row(PEER, 'throughput', 'records/CPU-s', peers.map(({ perCpuS }) => perCpuS)), // prettier-ignore
        ]),
  ]
}

const factsShape = z.object({ records: z.number() })

async function exported(log: BenchLog): Promise<Rate & { readonly peakMb: number }> {
  const out = join(log.folder, 'parquet')
  const program = log.slipstream(['export', 'plays', '--format', 'parquet', '--out', out], 'export')
  const { seconds, cpuSeconds, peakMb } = await runChild(program)
  const { records } = factsShape.parse(JSON.parse(readFileSync(program.out, 'utf8')))
  rmSync(out, { recursive: true })
  if (records !== log.plays) throw new Error(`the file holds ${records} of ${log.plays} plays`)
  return { perS: records / seconds, perCpuS: records / cpuSeconds, peakMb }
}

async function deserialized({ brokers, registryUrl, plays }: BenchLog, python: string): Promise<Rate> {
  const args = [PEER_PROGRAM, brokers, registryUrl, 'plays', String(Math.min(PEER_RECORDS, plays))]
  const { stdout } = await promisify(execFile)(python, args)
  const [records = NaN, seconds = NaN, cpuSeconds = NaN] = stdout.split(' ').map(Number)
  return { perS: records / seconds, perCpuS: records / cpuSeconds }
}
