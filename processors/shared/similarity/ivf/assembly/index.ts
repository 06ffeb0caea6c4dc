/** The kernel of the index: `memory.ts` beside this folder declares its exports. */

export { assign, potential } from './clusters'
export { move, put } from './coded-block'
export { compare } from './compare'
export { cellOf, search } from './search'
