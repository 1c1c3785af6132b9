package app.fettle.phone

import android.Manifest
import android.app.Application
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.drawable.Icon
import android.os.Build
import app.fettle.core.Reminder
import app.fettle.ffi.routeText
import app.fettle.platform.Reminders
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * Reminders as Android's notifications. Where they are not allowed, the system drops them, and the app's banners say the same. From Android 13 on
 * the user is asked first: once, when there is a reminder and the app is [inFront]; a no is a no for good, and the phone's settings are theirs.
 */
class PhoneReminders(private val app: Application, private val asking: Asking, private val inFront: () -> Boolean) : Reminders {
    private val oneAtATime = Mutex()
    private val manager = app.getSystemService(NotificationManager::class.java)

    init {
        manager.createNotificationChannel(
            NotificationChannel(CHANNEL, app.getString(R.string.reminders), NotificationManager.IMPORTANCE_DEFAULT)
        )
    }

    override fun show(all: List<Reminder>) {
        val keys = all.map { it.key }.toSet()
        val shown = manager.activeNotifications.filter { it.id == NOTE }.map { it.tag }.toSet()
        shown.filter { it !in keys }.forEach { manager.cancel(it, NOTE) }
        // What was told before and is not there any more was read and swiped away.
        post(all.filter { !it.told || it.key in shown })
    }

    private fun post(all: List<Reminder>) = all.forEach { manager.notify(it.key, NOTE, note(it)) }

    override suspend fun ask(due: suspend () -> List<Reminder>) =
        // Coming back and a run that ends may look at once: the second would find the first one's question open, and take it for unasked.
        oneAtATime.withLock { askAlone(due) }

    private suspend fun askAlone(due: suspend () -> List<Reminder>) {
        if (!isOpen()) return
        val all = due()
        if (all.isEmpty()) return
        withContext(Dispatchers.Main.immediate) {
            if (!inFront()) return@withContext
            // Written down before: whoever ends the app over the question has seen it.
            asked(true)
            when (asking.wait(Manifest.permission.POST_NOTIFICATIONS)) {
                // What was told while nothing might be shown was not heard.
                true -> post(all)
                false -> Unit
                null -> asked(false)
            }
        }
    }

    /** Whether there is something to ask. */
    private suspend fun isOpen(): Boolean {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return false
        if (app.checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED) return false
        return withContext(Dispatchers.IO) { !memory().getBoolean(ASKED, false) }
    }

    private fun asked(yes: Boolean) = memory().edit().putBoolean(ASKED, yes).apply()

    private fun memory() = app.getSharedPreferences("reminders", Application.MODE_PRIVATE)

    private fun note(reminder: Reminder): Notification {
        val open = Intent(app, MainActivity::class.java).setAction(MainActivity.OPEN).putExtra(MainActivity.ROUTE, routeText(reminder.route))
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        return Notification.Builder(app, CHANNEL)
            .setSmallIcon(R.drawable.ic_notification)
            .setContentTitle(reminder.title)
            .setContentText(reminder.text)
            // On a locked phone a reminder says that there is one, not whose.
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setOnlyAlertOnce(true)
            .setAutoCancel(true)
            .setContentIntent(PendingIntent.getActivity(app, reminder.key.hashCode(), open, flags))
            .apply { if (reminder.accept.isNotEmpty()) addAction(accepting(reminder, flags)) }
            .build()
    }

    /** The button that takes the job on without opening the app. */
    private fun accepting(reminder: Reminder, flags: Int): Notification.Action {
        val accept = Intent(app, AcceptReceiver::class.java).setAction(reminder.key).putExtra(AcceptReceiver.KEY, reminder.key)
        val tapped = PendingIntent.getBroadcast(app, reminder.key.hashCode(), accept, flags)
        return Notification.Action.Builder(null as Icon?, reminder.accept, tapped).build()
    }

    private companion object {
        const val CHANNEL = "reminders"
        const val NOTE = 1
        const val ASKED = "asked"
    }
}
