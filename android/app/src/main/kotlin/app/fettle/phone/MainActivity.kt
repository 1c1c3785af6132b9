package app.fettle.phone

import android.Manifest
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.provider.Settings
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.lifecycleScope
import app.fettle.core.Route
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.ffi.routeOf
import app.fettle.ffi.routeText
import app.fettle.shell.AppHost
import app.fettle.shell.AppShell
import app.fettle.ui.theme.FettleTheme
import java.io.File
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * The app's one activity: opens the core, draws the shell, keeps the back stack through the death of the process, and passes on what the
 * system brings: links, shared files, permissions, coming and going.
 */
class MainActivity : ComponentActivity() {
    private var shell by mutableStateOf<AppShell?>(null)
    private var failure by mutableStateOf<FettleException.Failed?>(null)
    private var before: List<Route> = emptyList()

    private val cameraAnswer =
        registerForActivityResult(ActivityResultContracts.RequestPermission()) { allowed ->
            parts.platform.camera.let { (it as? PhoneCamera)?.answered() }
            // Refused for good: the system asks no more, its settings are the only way.
            if (!allowed && !shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)) openSettings()
        }

    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        before = savedInstanceState?.getStringArrayList(ROUTES).orEmpty().mapNotNull(::routeOf)
        (parts.platform.camera as? PhoneCamera)?.asks = { cameraAnswer.launch(Manifest.permission.CAMERA) }
        setContent {
            FettleTheme {
                val shown = shell
                if (shown != null) {
                    BackHandler(shown.routes.size > 1) { shown.back() }
                    AppHost(shown)
                } else {
                    Opening(failure) { open(anew = true) }
                }
            }
        }
        open(anew = false)
        if (savedInstanceState == null) brought(intent)
    }

    /** Opens the core off the UI thread; what it says when it cannot is shown. */
    private fun open(anew: Boolean) {
        lifecycleScope.launch {
            try {
                val (core, routes) = withContext(Dispatchers.IO) { opened(anew) }
                failure = null
                shell = AppShell(core, parts.platform, lifecycleScope, Dispatchers.IO, parts.shared, routes).also { it.resume() }
                waiting.forEach { it(shell!!) }
                waiting.clear()
                parts.background.wanted()
            } catch (refused: FettleException.Failed) {
                failure = refused
            }
        }
    }

    private fun opened(anew: Boolean): Pair<FettleApp, List<Route>> {
        val core = if (anew) parts.coreAnew() else parts.core()
        return core to before.ifEmpty { listOf(core.start()) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        brought(intent)
    }

    override fun onStart() {
        super.onStart()
        (parts.platform.camera as? PhoneCamera)?.answered()
        shell?.resume()
    }

    override fun onStop() {
        shell?.pause()
        super.onStop()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        val routes = shell?.routes ?: before
        outState.putStringArrayList(ROUTES, ArrayList(routes.map(::routeText)))
    }

    override fun onDestroy() {
        (parts.platform.camera as? PhoneCamera)?.asks = null
        super.onDestroy()
    }

    /** What waits for the core to be open. */
    private val waiting = mutableListOf<(AppShell) -> Unit>()

    private fun whenOpen(work: (AppShell) -> Unit) {
        shell?.let(work) ?: run { waiting += work }
    }

    /** A link, a colleague's file, or a reminder that was tapped. */
    private fun brought(intent: Intent) {
        when (intent.action) {
            Intent.ACTION_VIEW -> intent.dataString?.let { link -> whenOpen { it.link(link) } }
            Intent.ACTION_SEND -> sent(intent)?.let { file -> lifecycleScope.launch { take(file) } }
            OPEN -> intent.getStringExtra(ROUTE)?.let(::routeOf)?.let { route -> whenOpen { it.open(route) } }
        }
    }

    @Suppress("DEPRECATION") // The typed form is there from Android 13 on.
    private fun sent(intent: Intent): Uri? = intent.getParcelableExtra(Intent.EXTRA_STREAM)

    /** Another app's file is copied into the cache first: its address ends with the intent. */
    private suspend fun take(address: Uri) {
        val copy = File(cacheDir, "taken.fettle")
        val taken =
            withContext(Dispatchers.IO) {
                try {
                    contentResolver.openInputStream(address)?.use { from -> copy.outputStream().use { from.copyTo(it) } } != null
                } catch (_: IOException) {
                    false
                }
            }
        if (taken) whenOpen { it.takeRescue(copy.path) }
    }

    private fun openSettings() =
        startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))

    companion object {
        /** Opens a route: a reminder's tap. */
        const val OPEN = "app.fettle.phone.OPEN"

        /** The route's text in an intent. */
        const val ROUTE = "route"
        private const val ROUTES = "routes"
    }
}
