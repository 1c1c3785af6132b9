package app.fettle.phone

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContracts
import androidx.activity.viewModels
import androidx.lifecycle.lifecycleScope
import app.fettle.shell.AppHost
import app.fettle.ui.theme.FettleTheme
import java.io.File
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * The app's one activity: draws the shell, keeps the back stack through the death of the process, and passes on what the system brings: links,
 * shared files, permissions, coming and going. The shell itself is in [Held], which outlives the turning of the phone.
 */
class MainActivity : ComponentActivity() {
    internal val held: Held by viewModels()

    private val answers = registerForActivityResult(ActivityResultContracts.RequestMultiplePermissions()) { parts.asking.answered(this, it) }

    private val confirms = registerForActivityResult(ActivityResultContracts.StartActivityForResult()) { parts.owner.confirmed(it.resultCode == RESULT_OK) }

    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        parts.asking.attach(this) { answers.launch(it) }
        parts.owner.attach(this) { confirms.launch(it) }
        held.begin(parts, savedInstanceState?.getStringArrayList(ROUTES).orEmpty())
        setContent {
            FettleTheme {
                val shown = held.shell
                if (shown != null) {
                    BackHandler(shown.routes.size > 1) { shown.back() }
                    AppHost(shown)
                } else Opening(held.words, held.failure) { held.anew(parts) }
            }
        }
        if (savedInstanceState == null) brought(intent)
    }

    public override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        brought(intent)
    }

    override fun onStart() {
        super.onStart()
        parts.inFront = true
        parts.asking.looked()
        held.shell?.resume()
        held.shown(parts)
    }

    override fun onStop() {
        // Turning the phone is no leaving.
        if (!isChangingConfigurations) {
            parts.inFront = false
            held.hidden(parts)
        }
        super.onStop()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putStringArrayList(ROUTES, ArrayList(held.written))
    }

    override fun onDestroy() {
        parts.asking.detach(this)
        parts.owner.detach(this)
        super.onDestroy()
    }

    /** A link, a colleague's file, or a reminder that was tapped. */
    private fun brought(intent: Intent) {
        when (intent.action) {
            Intent.ACTION_VIEW -> intent.dataString?.let { link -> held.whenOpen { it.link(link) } }
            Intent.ACTION_SEND -> sent(intent)?.let { file -> lifecycleScope.launch { take(file) } }
            OPEN -> intent.getStringExtra(ROUTE)?.let { route -> held.whenOpen { it.open(route) } }
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
        if (taken) held.whenOpen { it.takeRescue(copy.path) }
    }

    companion object {
        /** Opens a route: a reminder's tap. */
        const val OPEN = "app.fettle.phone.OPEN"

        /** The route's text in an intent. */
        const val ROUTE = "route"
        private const val ROUTES = "routes"
    }
}
