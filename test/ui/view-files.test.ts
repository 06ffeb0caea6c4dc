import { expect, test } from 'vitest'
import { filesOfViews } from '../../ui/view-files.ts'

test('each view has its file and what that imports, but the file of the shell, by the first part of its address', () => {
  const chunks = [
    { fileName: 'index-1.js', imports: [], moduleIds: ['/s/ui/main.ts'] },
    { fileName: 'parts-1.js', imports: ['index-1.js', 'covers-1.js'], moduleIds: ['/s/ui/elements/art.ts'] },
    { fileName: 'covers-1.js', imports: ['parts-1.js'], moduleIds: ['/s/ui/elements/slipstream-cover-grid.ts'] },
    { fileName: 'l-1.js', imports: ['index-1.js', 'parts-1.js'], moduleIds: ['/s/ui/views/slipstream-listen-view.ts'] },
    { fileName: 't-1.js', imports: ['index-1.js'], moduleIds: ['/s/a.ts', '/s/ui/views/slipstream-tracks-view.ts'] },
  ]
  expect(filesOfViews(chunks)).toEqual({ '': ['l-1.js', 'parts-1.js', 'covers-1.js'], tracks: ['t-1.js'] })
})
