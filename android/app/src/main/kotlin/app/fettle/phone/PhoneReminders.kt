package app.fettle.phone

import android.app.Application
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import app.fettle.core.Reminder
import app.fettle.ffi.routeText
import app.fettle.platform.Reminders

/** Reminders as Android's notifications. Where they are not allowed, the system drops them, and the app's banners say the same. */
class PhoneReminders(private val app: Application) : Reminders {
    private val manager = app.getSystemService(NotificationManager::class.java)

    init {
        manager.createNotificationChannel(
            NotificationChannel(CHANNEL, app.getString(R.string.reminders), NotificationManager.IMPORTANCE_DEFAULT)
        )
    }

    override fun show(all: List<Reminder>) {
        val keys = all.map { it.key }.toSet()
        manager.activeNotifications.filter { it.id == NOTE && it.tag !in keys }.forEach { manager.cancel(it.tag, NOTE) }
        all.forEach { manager.notify(it.key, NOTE, note(it)) }
    }

    private fun note(reminder: Reminder): Notification {
        val open = Intent(app, MainActivity::class.java).setAction(MainActivity.OPEN).putExtra(MainActivity.ROUTE, routeText(reminder.route))
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        return Notification.Builder(app, CHANNEL)
            .setSmallIcon(android.R.drawable.ic_popup_reminder)
            .setContentTitle(reminder.title)
            .setContentText(reminder.text)
            // On a locked phone a reminder says that there is one, not whose.
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setOnlyAlertOnce(true)
            .setAutoCancel(true)
            .setContentIntent(PendingIntent.getActivity(app, reminder.key.hashCode(), open, flags))
            .build()
    }

    private companion object {
        const val CHANNEL = "reminders"
        const val NOTE = 1
    }
}
