import { expect, it } from 'vitest'
import { indexRecall } from '../../../../streams/app/evaluate/evaluate-index.ts'
import { library } from '../../../support/builders.ts'

const features = (tracks: number) => library(tracks).flatMap(({ value }) => (value === null ? [] : [value]))

it('compares a search in the index with exact search, once for each query', () => {
  const { recall, queries } = indexRecall(features(120))
  expect(queries).toBe(120)
  expect(recall).toBeGreaterThanOrEqual(0.9)
  expect(recall).toBeLessThan(1) // some neighbours lie in cells that are not looked into
})

it('finds all of what is too little for cells', () => {
  expect(indexRecall(features(7))).toStrictEqual({ recall: 1, queries: 7 })
})
