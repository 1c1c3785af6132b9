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
    private var answer: CompletableDeferred<Boolean>? = null
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
    }

    internal fun answered(activity: Activity, given: Map<String, Boolean>) {
        val allowed = given.values.any { it }
        answer?.complete(allowed)
        answer = null
        looked()
        if (!allowed && settings && given.keys.none(activity::shouldShowRequestPermissionRationale)) {
            activity.startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null)))
        }
    }

    /** Asks for what a tap needs; where the answer is final, opens the settings. */
    fun ask(permission: String) = ask(arrayOf(permission), toSettings = true)

    /** Asks for one of [permissions] and waits for the answer; no where nobody is in front. */
    suspend fun wait(vararg permissions: String): Boolean {
        val activity = front ?: return false
        if (permissions.any { activity.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }) return true
        val wanted = CompletableDeferred<Boolean>()
        answer?.complete(false)
        answer = wanted
        ask(arrayOf(*permissions), toSettings = false)
        return wanted.await()
    }

    private fun ask(permissions: Array<String>, toSettings: Boolean) {
        settings = toSettings
        ask?.invoke(permissions) ?: answer?.complete(false)
    }
}
