import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { doctor } from '../../../../streams/app/doctor/doctor.ts'
import type { Finding } from '../../../../streams/app/doctor/findings.ts'
import { freePort } from '../../../../streams/app/embedded/ports.ts'
import { rowOutput } from '../../../support/row-output.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('doctor')

async function looked(env: Readonly<Record<string, string>>) {
  const { lines, rows } = rowOutput()
  const code = await doctor(env, rows)
  return { code, found: new Map((lines as Finding[]).map((each) => [each.check, each])) }
}

it('works while nothing runs, says so, and makes nothing', async () => {
  const folder = join(newFolder(), 'data')
  const music = newFolder()
  const ports: Record<string, string> = {}
  for (const name of ['', 'KAFKA_', 'REGISTRY_', 'MONGODB_']) ports[`SLIPSTREAM_${name}PORT`] = String(await freePort())
  const { found } = await looked({ SLIPSTREAM_DATA: folder, SLIPSTREAM_MUSIC: music, ...ports })
  expect(found.get('running')).toMatchObject({ ok: true, next: 'npm start, then npx slipstream doctor' })
  expect(['node', 'settings', 'data folder', 'library', 'crashes'].map((name) => found.get(name)?.ok)).toStrictEqual([true, true, true, true, true]) // prettier-ignore
  expect(existsSync(folder)).toBe(false)
})

it('fails for a setting that there is not, with the nearest name, and for a library that is away', async () => {
  const unknown = await looked({ SLIPSTREAM_PROT: '1' })
  expect([unknown.code, unknown.found.get('settings')?.detail]).toStrictEqual([5, 'SLIPSTREAM_PROT: there is no such setting. Did you mean SLIPSTREAM_PORT?']) // prettier-ignore
  const away = await looked({ SLIPSTREAM_DATA: newFolder(), SLIPSTREAM_MUSIC: join(newFolder(), 'away') })
  expect([away.code, away.found.get('library')]).toMatchObject([5, { ok: false, next: expect.stringContaining('SLIPSTREAM_MUSIC') as unknown }]) // prettier-ignore
})
