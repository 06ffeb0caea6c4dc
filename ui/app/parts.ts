/**
 * What the rows, the covers and the lists of nearly every view are made of, and what Listen, the first of all, has beside them: as
 * files of their own they would be one more request, and larger.
 */
import '../data/cards.ts'
import '../data/entities.ts'
import '../data/history.ts'
import '../data/named-rows.ts'
import '../elements/fetched.ts'
import '../elements/long-list.ts'
import '../elements/running-act.ts'
import '../elements/select.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-track-rows.ts'
import '../views/empty-library.ts'
import '../views/library.styles.ts'
import '../views/list-parts.ts'
import '../views/view.styles.ts'
