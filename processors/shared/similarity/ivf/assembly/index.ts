/** The kernel of the engine: `memory.ts` beside this folder says what it exports. */

export { assign, potential } from './clusters'
export { cellOf, move, put, search } from './coded'
export { compare } from './compare'
