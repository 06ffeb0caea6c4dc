import { expect, it } from 'vitest'
import { countedRecords } from '../../../../streams/app/output/counted-records.ts'

it('counts one record, and others', () => {
  expect([0, 1, 2].map(countedRecords)).toStrictEqual(['0 records', '1 record', '2 records'])
})
