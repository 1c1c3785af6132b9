package app.fettle.phone

import android.app.Application
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Intent
import app.fettle.platform.Reminders

/** Reminders as Android's notifications. Where they are not allowed, the system drops them, and the app's banners say the same. */
class PhoneReminders(private val app: Application) : Reminders {
    private val manager = app.getSystemService(NotificationManager::class.java)

    init {
        manager.createNotificationChannel(
            NotificationChannel(CHANNEL, app.getString(R.string.reminders), NotificationManager.IMPORTANCE_DEFAULT)
        )
    }

    override fun show(key: String, title: String, text: String, route: String) {
        val open = Intent(app, MainActivity::class.java).setAction(MainActivity.OPEN).putExtra(MainActivity.ROUTE, route)
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        val note =
            Notification.Builder(app, CHANNEL)
                .setSmallIcon(android.R.drawable.ic_popup_reminder)
                .setContentTitle(title)
                .setContentText(text)
                // On a locked phone a reminder says that there is one, not whose.
                .setVisibility(Notification.VISIBILITY_PRIVATE)
                .setAutoCancel(true)
                .setContentIntent(PendingIntent.getActivity(app, key.hashCode(), open, flags))
                .build()
        manager.notify(key, NOTE, note)
    }

    override fun clear(key: String) = manager.cancel(key, NOTE)

    private companion object {
        const val CHANNEL = "reminders"
        const val NOTE = 1
    }
}
