package app.fettle.phone

import android.annotation.SuppressLint
import android.app.Application
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.CancellationSignal
import android.os.Looper
import android.os.SystemClock
import java.util.Locale
import kotlin.coroutines.resume
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull

/** Where the phone is now, by the framework's own services. The caller has looked whether the app may know. */
internal class PhonePosition(private val app: Application) {
    /** As `latitude,longitude,metres`; none where nothing says. Takes some seconds at most: the person waits with a tap. */
    suspend fun now(): String? {
        val manager = app.getSystemService(LocationManager::class.java) ?: return null
        val known = known(manager)
        if (known != null && known.age() < JUST_NS && known.accuracy <= GOOD_M) return known.text()
        return (asked(manager) ?: known)?.text()
    }

    /** The best that any service knows of the last minutes: where the phone was an hour ago says nothing about here. */
    private fun known(manager: LocationManager): Location? {
        val all = manager.getProviders(true).mapNotNull { provider -> allowed { manager.getLastKnownLocation(provider) } }
        return all.filter { it.hasAccuracy() && it.age() < FRESH_NS }.minByOrNull { it.accuracy }
    }

    /** Asks all services at once: satellites are exact and not heard indoors, masts are heard everywhere. The first good answer is taken. */
    @OptIn(ExperimentalCoroutinesApi::class)
    private suspend fun asked(manager: LocationManager): Location? {
        var best: Location? = null
        val providers = ASKED.filter { it in manager.getProviders(true) }
        withTimeoutOrNull(WAIT_MS) {
            val answers = providers.asFlow().flatMapMerge { provider -> flow { emit(one(manager, provider)) } }
            answers.firstOrNull { answer ->
                if (answer != null && answer.hasAccuracy() && answer.accuracy < (best?.accuracy ?: Float.MAX_VALUE)) best = answer
                (best?.accuracy ?: Float.MAX_VALUE) <= GOOD_M
            }
        }
        return best
    }

    @SuppressLint("MissingPermission") // The caller has looked; what was taken back meanwhile is no position.
    private suspend fun one(manager: LocationManager, provider: String): Location? = suspendCancellableCoroutine { waiting ->
        fun answer(location: Location?) {
            if (waiting.isActive) waiting.resume(location)
        }
        val begun = allowed {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                val cancel = CancellationSignal()
                waiting.invokeOnCancellation { cancel.cancel() }
                manager.getCurrentLocation(provider, cancel, { it.run() }, ::answer)
            } else {
                val listener = Once(::answer)
                waiting.invokeOnCancellation { manager.removeUpdates(listener) }
                @Suppress("DEPRECATION") // The other form begins with Android 11.
                manager.requestSingleUpdate(provider, listener, Looper.getMainLooper())
            }
        }
        if (begun == null) answer(null)
    }

    /** All four, for phones before Android 11 call each. */
    private class Once(private val answer: (Location?) -> Unit) : LocationListener {
        override fun onLocationChanged(location: Location) = answer(location)

        @Deprecated("By the framework") override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit

        override fun onProviderEnabled(provider: String) = Unit

        override fun onProviderDisabled(provider: String) = answer(null)
    }

    /** A service that only the exact permission opens, or that is not there, gives nothing. */
    private fun <T> allowed(ask: () -> T): T? =
        try {
            ask()
        } catch (_: SecurityException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        }

    private fun Location.age() = SystemClock.elapsedRealtimeNanos() - elapsedRealtimeNanos

    private fun Location.text() = String.format(Locale.ROOT, "%.6f,%.6f,%.0f,%d", latitude, longitude, accuracy, age() / 1_000_000_000)

    private companion object {
        /** `fused` is the framework's own mixture, from Android 12 on. */
        val ASKED = listOf("fused", LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)
        const val GOOD_M = 50f
        const val JUST_NS = 30L * 1_000_000_000
        const val FRESH_NS = 10L * 60 * 1_000_000_000
        const val WAIT_MS = 6_000L
    }
}
