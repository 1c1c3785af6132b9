package app.fettle.platform

import app.fettle.core.Reminder

/** Work while nobody looks. What has to be done is asked of the core at each run; nothing is remembered here. */
interface Background {
    /** Lets the system run a session with the hub when there is a network, soon and then from time to time. Saying it twice is as once. */
    fun wanted()

    /** Called after each run: what is shown may be old. */
    var ran: () -> Unit
}

/** Lines outside the app: a job that was given, what others changed, a visit soon, a paper due, a sync that is stuck. Which there are is the core's to say. */
interface Reminders {
    /**
     * Shows these and takes away all others. One whose key is shown already changes its words and makes no sound; one that was told before and is
     * not shown any more stays away.
     */
    fun show(all: List<Reminder>)

    /**
     * Asks the user whether lines may be shown at all, where the system wants that: once ever, when there is something to say and the app is in
     * front. [due] gives what there is to say, and is only called where the user was not asked yet. Whatever the answer, nothing else changes.
     */
    suspend fun ask(due: suspend () -> List<Reminder>)
}
