/** A process that has run for this long counts as healthy, and its next crash as the first. */
export const HEALTHY_AFTER_MS = 60_000

/** A record that kills its processor is given up at the third crash; one more, and there is another reason. */
const TOLERATED_CRASHES = 3

/** Whether a process does not come up by itself: its last runs have all ended early. */
export const isCrashLoop = (crashesInRow: number): boolean => crashesInRow > TOLERATED_CRASHES
