/**
 * What a first view shows without and is seen or pressed a moment later: the queue, the letters of a long list, and what is at the
 * sides of the buttons that play. Their places are kept for them.
 */
import '../elements/slipstream-letters.ts'
import '../elements/slipstream-queue.ts'
import '../elements/slipstream-seek.ts'
import '../elements/slipstream-side-lists.ts'
import '../elements/slipstream-sleep.ts'
import '../elements/slipstream-troubles.ts'
import '../elements/slipstream-volume.ts'
