package app.fettle.phone

import android.Manifest
import android.app.Application
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.VibrationEffect
import android.os.Vibrator
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.core.content.FileProvider
import app.fettle.core.MapPoint
import app.fettle.platform.Gallery
import app.fettle.platform.Platform
import java.io.File
import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** What an Android phone gives beside its screen. */
class PhonePlatform(private val app: Application, private val shared: File, private val asking: Asking, choosing: Choosing) : Platform {
    override val camera = PhoneCamera(app, asking)
    override val gallery: Gallery = PhoneGallery(app, choosing)
    override val pdf = PhonePdf(app)
    private val position = PhonePosition(app)

    /** The user is asked for the place once a process: a no is a no. */
    private var asked = false

    override fun pulse() {
        val vibrator = app.getSystemService(Vibrator::class.java) ?: return
        if (vibrator.hasVibrator()) vibrator.vibrate(VibrationEffect.createOneShot(PULSE_MS, VibrationEffect.DEFAULT_AMPLITUDE))
    }

    override suspend fun here(): String? {
        val may = arrayOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION)
        if (may.none { app.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }) {
            if (asked) return null
            val allowed = asking.wait(*may) ?: return null
            asked = true
            if (!allowed) return null
        }
        return withContext(Dispatchers.IO) { position.now() }
    }

    override fun map(point: MapPoint): Boolean {
        val place = String.format(Locale.ROOT, "%.6f,%.6f", point.latitude, point.longitude)
        return start(Intent(Intent.ACTION_VIEW, Uri.parse("geo:$place?q=$place(${Uri.encode(point.label)})")))
    }

    override fun dial(number: String): Boolean = start(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    override fun copy(text: String) {
        app.getSystemService(ClipboardManager::class.java)?.setPrimaryClip(ClipData.newPlainText(null, text))
    }

    override fun share(path: String, type: String) {
        // Only files of the shared folder have an address for others.
        val file = File(path).takeIf { it.parentFile == shared } ?: return
        val address = FileProvider.getUriForFile(app, "${app.packageName}.files", file)
        val send = Intent(Intent.ACTION_SEND).setType(type).putExtra(Intent.EXTRA_STREAM, address)
        start(Intent.createChooser(send.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION), null))
    }

    override fun decode(bytes: ByteArray): ImageBitmap? = upright(bytes, MOST_PIXELS)?.asImageBitmap()

    private fun start(intent: Intent): Boolean =
        try {
            app.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
            true
        } catch (_: ActivityNotFoundException) {
            false
        }

    private companion object {
        const val PULSE_MS = 40L
        const val MOST_PIXELS = 2048
    }
}
