import { assignErrand } from './assign.ts'
import { trainErrand } from './train.ts'

/** Every errand that a step of train-index or index-tracks may send to another thread. */
export const errands = { [assignErrand.name]: assignErrand, [trainErrand.name]: trainErrand }
