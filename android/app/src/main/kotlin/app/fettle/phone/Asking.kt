package app.fettle.phone

import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.provider.Settings
import kotlinx.coroutines.CompletableDeferred

/**
 * Asks the user for permissions, through the activity that is in front. Each is asked for when it is needed, never at the start; where the
 * system asks no more, the phone's settings are the only way, and only a tap of the user leads there.
 */
class Asking {
    private var front: Activity? = null
    private var ask: ((Array<String>) -> Unit)? = null
    private var answer: CompletableDeferred<Boolean?>? = null
    private var settings = false

    /** Something may have been allowed, here or in the settings. */
    var looked: () -> Unit = {}

    internal fun attach(activity: Activity, ask: (Array<String>) -> Unit) {
        front = activity
        this.ask = ask
    }

    internal fun detach(activity: Activity) {
        if (front !== activity) return
        front = null
        ask = null
        // Another activity is given the answer where this one is only made anew; where it is left for good, nobody is.
        if (activity.isFinishing) {
            open = false
            answer?.complete(null)
            answer = null
        }
    }

    internal fun answered(activity: Activity, given: Map<String, Boolean>) {
        open = false
        val allowed = given.values.any { it }
        // Nothing was given where the asking itself was broken off: then nobody has answered.
        answer?.complete(allowed.takeIf { given.isNotEmpty() })
        answer = null
        looked()
        if (given.isNotEmpty() && !allowed && settings && given.keys.none(activity::shouldShowRequestPermissionRationale)) {
            activity.startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null)))
        }
    }

    /** Asks for what a tap needs; where the answer is final, opens the settings. */
    fun ask(permission: String) {
        if (!open) ask(arrayOf(permission), toSettings = true)
    }

    /** Asks for one of [permissions] and waits for the answer; none where nobody is in front or something else is being asked. */
    suspend fun wait(vararg permissions: String): Boolean? {
        val activity = front ?: return null
        if (permissions.any { activity.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }) return true
        if (open) return null
        val wanted = CompletableDeferred<Boolean?>()
        answer = wanted
        ask(arrayOf(*permissions), toSettings = false)
        return wanted.await()
    }

    /** A question of the system lies over the app. */
    private var open = false

    private fun ask(permissions: Array<String>, toSettings: Boolean) {
        val ask = ask ?: return
        settings = toSettings
        open = true
        ask(permissions)
    }
}
