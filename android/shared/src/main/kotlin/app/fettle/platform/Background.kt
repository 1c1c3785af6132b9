package app.fettle.platform

/** Work while nobody looks. What has to be done is asked of the core at each run; nothing is remembered here. */
interface Background {
    /** Lets the system run a session with the hub when there is a network, soon and then from time to time. Saying it twice is as once. */
    fun wanted()

    /** Called after each run: what is shown may be old. */
    var ran: () -> Unit
}

/** Reminders: a visit soon, a paper due, a sync that is stuck. */
interface Reminders {
    /** Shows a line; a tap opens what [route] (text of the core) names. The same [key] replaces the line before. */
    fun show(key: String, title: String, text: String, route: String)

    /** Takes a line away. */
    fun clear(key: String)
}
