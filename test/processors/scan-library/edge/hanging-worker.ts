import type { TagAnswer } from '../../../../processors/scan-library/edge/tag-reader.ts'

/** A tag reader that loops for ever on `hangs`, fills its memory on `grows`, ends on `ends`, and answers anything else. */
export default function readTags(file: string): TagAnswer {
  if (file === 'hangs') for (;;);
  const kept: number[][] = []
  if (file === 'grows') for (;;) kept.push(new Array<number>(1_000_000).fill(Math.PI))
  if (file === 'ends') process.exit(1)
  return { tags: null, why: `answered ${file}` }
}
