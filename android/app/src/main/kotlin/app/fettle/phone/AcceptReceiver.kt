package app.fettle.phone

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import app.fettle.ffi.FettleException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The button of a reminder that takes its job on: recorded like a tap in the app, and sent with the next run. */
class AcceptReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val key = intent.getStringExtra(KEY) ?: return
        val parts = context.parts
        val pending: PendingResult? = goAsync()
        CoroutineScope(Dispatchers.IO).launch {
            try {
                accept(parts, key)
            } finally {
                pending?.finish()
            }
        }
    }

    companion object {
        const val KEY = "key"

        internal suspend fun accept(parts: Parts, key: String) {
            try {
                val core = withContext(Dispatchers.IO) { parts.core() }
                parts.awake.during(core) {
                    withContext(Dispatchers.IO) {
                        try {
                            core.acceptReminded(key)
                        } catch (_: FettleException.Failed) {
                            // Locked, or somebody else goes meanwhile: what is shown now says so, and its tap opens the app.
                        }
                        parts.reminders.show(core.reminders())
                    }
                }
                parts.background.wanted()
                CoroutineScope(Dispatchers.Main).launch { if (parts.awake.seen) parts.background.ran() }
            } catch (_: FettleException.Failed) {
                // What keeps the store from being read is said on its screens.
            }
        }
    }
}
