package app.fettle.ui.kit

import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import app.fettle.core.ShellWords
import app.fettle.core.Tone
import app.fettle.ui.theme.Ground
import app.fettle.ui.theme.LocalToneColors

/** A filled area of this tone. */
@Composable
fun Tone.ground(): Ground {
    val scheme = MaterialTheme.colorScheme
    return when (this) {
        Tone.PLAIN -> Ground(scheme.surfaceContainerHigh, scheme.onSurfaceVariant)
        Tone.INFO -> Ground(scheme.secondaryContainer, scheme.onSecondaryContainer)
        Tone.GOOD -> LocalToneColors.current.good
        Tone.WARNING -> LocalToneColors.current.warning
        Tone.BAD -> Ground(scheme.errorContainer, scheme.onErrorContainer)
    }
}

/** Writing of this tone on the screen's own ground. */
@Composable
fun Tone.ink(): Color =
    when (this) {
        Tone.PLAIN -> MaterialTheme.colorScheme.onSurfaceVariant
        Tone.INFO -> MaterialTheme.colorScheme.primary
        Tone.GOOD -> LocalToneColors.current.goodInk
        Tone.WARNING -> LocalToneColors.current.warningInk
        Tone.BAD -> MaterialTheme.colorScheme.error
    }

/** The symbol of this tone: colour is never alone. */
val Tone.icon: ImageVector?
    get() =
        when (this) {
            Tone.PLAIN -> null
            Tone.INFO -> Icons.Info
            Tone.GOOD -> Icons.Done
            Tone.WARNING,
            Tone.BAD -> Icons.Warning
        }

/** What a screen reader says before a thing of this tone. */
fun Tone.spoken(words: ShellWords): String? =
    when (this) {
        Tone.PLAIN,
        Tone.INFO -> null
        Tone.GOOD -> words.good
        Tone.WARNING -> words.warning
        Tone.BAD -> words.urgent
    }
