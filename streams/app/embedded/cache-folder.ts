import { join } from 'node:path'

/** The folder of the program itself: where package.json is. */
export const PROGRAM_FOLDER = join(import.meta.dirname, '..', '..', '..')

/** Where downloads are kept for every data folder and every test run; never committed. */
export const CACHE_FOLDER = join(PROGRAM_FOLDER, 'node_modules', '.cache', 'slipstream')
