import { join } from 'node:path'

/** The folder that holds package.json. */
export const PROGRAM_FOLDER = join(import.meta.dirname, '..', '..')

/** Downloads, shared by every data folder and every test run; never committed. */
export const CACHE_FOLDER = join(PROGRAM_FOLDER, 'node_modules', '.cache', 'slipstream')
