/**
 * What the rows of a list are made of. It is in the file of the shell: every list needs it, and as a file of its own it would be
 * one more request, and larger.
 */
import '../data/entities.ts'
import '../elements/long-list.ts'
import '../elements/running-act.ts'
import '../elements/select.ts'
import '../elements/slipstream-track-rows.ts'
import '../views/library.styles.ts'
import '../views/list-parts.ts'
import '../views/view.styles.ts'
