package app.fettle.ui.kit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.focus.focusTarget
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isAltPressed
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.input.key.utf16CodePoint
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch

/** When a key was pressed, in milliseconds: the platform's own word for it, where it has one, does not wait for a busy screen. */
val LocalKeyTime = staticCompositionLocalOf<(KeyEvent) -> Long> { { System.nanoTime() / 1_000_000 } }

/**
 * Takes what a scanner types here or below, whatever has the focus: one burst of keys is one [onScan], with the control characters between its
 * parts, which a text field loses. Enter and Tab end it; so does a pause, for scanners that send neither. Keys of a hand pass by.
 */
@Composable
internal fun Modifier.wedge(onScan: (String) -> Unit): Modifier {
    val scanned by rememberUpdatedState(onScan)
    val time by rememberUpdatedState(LocalKeyTime.current)
    val scope = rememberCoroutineScope()
    val wedge = remember { Wedge(scope) { scanned(it) } }
    return onPreviewKeyEvent { wedge.key(it, time(it)) }
}

/** As [wedge], of a part of the screen that has the focus until a field takes it: who scans need not tap anything first. */
@Composable
internal fun Modifier.scannedHere(onScan: (String) -> Unit): Modifier {
    val focus = remember { FocusRequester() }
    LaunchedEffect(focus) { focus.requestFocus() }
    return wedge(onScan).focusRequester(focus).focusTarget()
}

private class Wedge(private val scope: CoroutineScope, private val onScan: (String) -> Unit) {
    private val burst = Burst()
    private var pause: Job? = null

    /** Whether the key was the scanner's alone. */
    fun key(event: KeyEvent, at: Long): Boolean {
        if (event.type != KeyEventType.KeyDown) return false
        if (event.key in ENDS) {
            pause?.cancel()
            onScan(burst.end(at) ?: return false)
            return true
        }
        val control = event.control()?.takeIf { it == GS || burst.goesOn(at) }
        val char = control ?: event.printed() ?: return false
        burst.typed(char, at)
        pause?.cancel()
        pause =
            scope.launch {
                delay(PAUSE_MS)
                burst.end(at)?.let(onScan)
            }
        return control != null
    }

    private fun KeyEvent.printed(): Int? = utf16CodePoint.takeIf { it >= ' '.code && !isCtrlPressed && !isMetaPressed && !isAltPressed }

    /** What stands between the parts of a code: as its own character, or as the key of a keyboard's control characters. */
    private fun KeyEvent.control(): Int? =
        when {
            utf16CodePoint in EOT..US && (utf16CodePoint == EOT || utf16CodePoint >= FS) -> utf16CodePoint
            !isCtrlPressed -> null
            key == Key.Backslash -> FS
            key == Key.RightBracket -> GS
            key == Key.Six -> RS
            key == Key.Minus -> US
            key == Key.D -> EOT
            else -> null
        }

    private companion object {
        val ENDS = setOf(Key.Enter, Key.NumPadEnter, Key.Tab)
        /** As long without a key a scan is over, also on a screen that is busy. */
        const val PAUSE_MS = 300L
        const val EOT = 0x04
        const val FS = 0x1c
        const val GS = 0x1d
        const val RS = 0x1e
        const val US = 0x1f
    }
}
