/**
 * What the queue and most views are made of. It is in the file of the shell: the first view needs it anyway, and as a file of its
 * own it would be one more request, and larger.
 */
import '../data/entities.ts'
import '../data/history.ts'
import '../data/named-rows.ts'
import '../elements/list-icons.ts'
import '../elements/long-list.ts'
import '../elements/running-act.ts'
import '../elements/select.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-queue.ts'
import '../elements/slipstream-track-rows.ts'
import '../views/acts.ts'
import '../views/empty-library.ts'
import '../views/library.styles.ts'
import '../views/list-parts.ts'
import '../views/thing-parts.ts'
import '../views/view.styles.ts'
