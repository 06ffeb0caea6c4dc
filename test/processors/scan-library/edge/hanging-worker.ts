import { serveRequests } from '../../../../streams/engine/sandbox/serve-requests.ts'
import type { TagAnswer } from '../../../../processors/scan-library/edge/tag-reader.ts'
import { isFileRequest } from '../../../../processors/shared/tags/file-request.ts'

/** A tag reader that loops for ever on `hangs`, fills its memory on `grows`, ends on `ends`, and answers anything else. */
serveRequests(isFileRequest, ({ path }): Promise<TagAnswer | string> => {
  if (path === 'hangs') for (;;);
  const kept: number[][] = []
  if (path === 'grows') for (;;) kept.push(new Array<number>(1_000_000).fill(Math.PI))
  if (path === 'ends') process.exit(1)
  return Promise.resolve(path === 'lies' ? 'no answer at all' : { tags: null, why: `answered ${path}` })
})
