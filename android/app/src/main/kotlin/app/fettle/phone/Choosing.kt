package app.fettle.phone

import android.app.Activity
import android.content.ActivityNotFoundException
import android.net.Uri
import kotlinx.coroutines.CompletableDeferred

/** Lets the user choose a picture with the system's own chooser, through the activity that is in front: it needs no permission. */
class Choosing {
    private var front: Activity? = null
    private var begin: (() -> Unit)? = null
    private var answer: CompletableDeferred<Uri?>? = null

    internal fun attach(activity: Activity, begin: () -> Unit) {
        front = activity
        this.begin = begin
    }

    internal fun detach(activity: Activity) {
        if (front !== activity) return
        front = null
        begin = null
        // Another activity is given the answer where this one is only made anew.
        if (activity.isFinishing) chosen(null)
    }

    internal fun chosen(picture: Uri?) {
        answer?.complete(picture)
        answer = null
    }

    /** What was chosen; none where nothing was, where nobody is in front, or where something is being chosen already. */
    suspend fun choose(): Uri? {
        val begin = begin ?: return null
        if (answer != null) return null
        val wanted = CompletableDeferred<Uri?>()
        answer = wanted
        try {
            begin()
        } catch (_: ActivityNotFoundException) {
            // A phone without any chooser of pictures.
            chosen(null)
        }
        return wanted.await()
    }
}
