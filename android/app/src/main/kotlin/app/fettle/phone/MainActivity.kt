package app.fettle.phone

import android.content.Intent
import android.net.Uri
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.PredictiveBackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts
import androidx.activity.viewModels
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import app.fettle.shell.AppHost
import app.fettle.shell.AppShell
import app.fettle.ui.kit.LocalContacts
import app.fettle.ui.kit.LocalKeyTime
import app.fettle.ui.theme.FettleTheme

/**
 * The app's one activity: draws the shell, keeps the back stack through the death of the process, and passes on what the system brings: links,
 * shared files, permissions, coming and going. The shell itself is in [Held], which outlives the turning of the phone.
 */
class MainActivity : ComponentActivity() {
    internal val held: Held by viewModels()

    private val answers = registerForActivityResult(ActivityResultContracts.RequestMultiplePermissions()) { parts.asking.answered(this, it) }

    private val confirms = registerForActivityResult(ActivityResultContracts.StartActivityForResult()) { parts.owner.confirmed(it.resultCode == RESULT_OK) }

    private val picks = registerForActivityResult(ActivityResultContracts.PickVisualMedia()) { parts.choosing.chosen(it) }

    override fun onCreate(savedInstanceState: Bundle?) {
        enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        parts.asking.attach(this) { answers.launch(it) }
        parts.owner.attach(this) { confirms.launch(it) }
        val pictures = PickVisualMediaRequest.Builder().setMediaType(ActivityResultContracts.PickVisualMedia.ImageOnly).build()
        parts.choosing.attach(this) { picks.launch(pictures) }
        held.begin(parts, savedInstanceState?.getStringArrayList(ROUTES).orEmpty())
        setContent {
            FettleTheme {
                val shown = held.shell
                if (shown != null) Shown(shown)
                else Opening(held.words, held.failure) { held.anew(parts) }
            }
        }
        if (savedInstanceState == null) brought(intent)
    }

    /** The shell, with what only this platform knows of keys, touches and the way back. */
    @Composable
    private fun Shown(shell: AppShell) {
        var leaving by remember { mutableFloatStateOf(0f) }
        PredictiveBackHandler(shell.routes.size > 1) { swipe ->
            try {
                swipe.collect { leaving = it.progress }
                shell.back()
            } finally {
                leaving = 0f
            }
        }
        CompositionLocalProvider(LocalKeyTime provides { it.nativeKeyEvent.eventTime }, LocalContacts provides ::watched) {
            AppHost(shell) { leaving }
        }
    }

    public override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        brought(intent)
    }

    override fun onStart() {
        super.onStart()
        parts.awake.seen = true
        parts.asking.looked()
        held.shell?.resume()
        held.shown(parts)
        held.follow()
    }

    override fun onStop() {
        // Turning the phone is no leaving.
        if (!isChangingConfigurations) {
            parts.awake.seen = false
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
        parts.choosing.detach(this)
        parts.owner.detach(this)
        super.onDestroy()
    }

    /** A link, a colleague's file, or a reminder that was tapped. */
    private fun brought(intent: Intent) {
        when (intent.action) {
            Intent.ACTION_VIEW -> intent.dataString?.let { link -> held.whenOpen { it.link(link) } }
            Intent.ACTION_SEND -> sent(intent)?.let { file -> held.take(parts, contentResolver, file) }
            OPEN -> intent.getStringExtra(ROUTE)?.let { route -> held.whenOpen { it.open(route) } }
        }
    }

    @Suppress("DEPRECATION") // The typed form is there from Android 13 on.
    private fun sent(intent: Intent): Uri? = intent.getParcelableExtra(Intent.EXTRA_STREAM)

    companion object {
        /** Opens a route: a reminder's tap. */
        const val OPEN = "app.fettle.phone.OPEN"

        /** The route's text in an intent. */
        const val ROUTE = "route"
        private const val ROUTES = "routes"
    }
}
