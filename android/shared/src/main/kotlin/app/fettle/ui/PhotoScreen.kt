package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyItemScope
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Shadow
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Action
import app.fettle.core.PhotoScreen
import app.fettle.platform.gives
import app.fettle.ui.kit.AtMost
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.ClearWhenTaken
import app.fettle.ui.kit.FieldEditor
import app.fettle.ui.kit.Filled
import app.fettle.ui.kit.MarkedPicture
import app.fettle.ui.kit.PenButtons
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Taken
import app.fettle.ui.kit.Viewfinder
import app.fettle.ui.kit.rememberFilled
import app.fettle.ui.kit.said
import app.fettle.ui.kit.sections
import kotlinx.coroutines.launch

/**
 * Taking a photo: the camera, then a look at what was taken, with what will be written into it, to draw on with a finger; and keep or again.
 * The core's `photo.rs`.
 */
@Composable
fun PhotoScreen(screen: PhotoScreen, shell: Shell) {
    val fields = listOf(screen.caption) + screen.counts
    val filled = rememberFilled("caption", fields)
    var busy by remember { mutableStateOf(false) }
    val scope = rememberCoroutineScope()
    val take = {
        busy = true
        scope.launch {
            shell.taken = shell.camera.take()?.let { Taken(it) }
            busy = false
        }
        Unit
    }
    ClearWhenTaken(filled, shell)
    val keep = { taken: Taken ->
        (screen.action as? Action.Photo)?.let {
            shell.photo(it.purpose, taken, filled.handIn(fields), screen.position)
        }
        Unit
    }
    val bar: @Composable RowScope.() -> Unit = { shell.taken?.let { Choose(it, shell, keep) } ?: TakeButtons(busy, shell, take) }
    ScreenFrame(screen.head, emptyList(), shell, bar = bar) { onTap ->
        said("purpose", screen.purpose)
        item("camera") {
            Card {
                val taken = shell.taken
                // What the core writes into a picture from the gallery is that picture's own.
                if (taken == null) Camera(screen.watermark, shell) else Review(taken, if (taken.gallery) "" else screen.watermark, shell)
                FieldEditor(screen.caption, filled[screen.caption], shell) { filled[screen.caption] = it }
                CountsFor(screen, filled, shell)
            }
        }
        sections(listOf(screen.taken), shell, onTap)
    }
}

@Composable
private fun LazyItemScope.Camera(watermark: String, shell: Shell) {
    // Why there is nothing to see needs the width for its words.
    if (!shell.camera.gives) return Viewfinder(shell, Modifier.fillMaxWidth())
    AtMost {
        Box(Modifier.aspectRatio(3f / 4f).clip(RoundedCornerShape(12.dp)), Alignment.BottomStart) {
            Viewfinder(shell, Modifier.fillMaxSize())
            // Beside the light's button.
            Watermark(watermark, Modifier.padding(end = 96.dp))
        }
    }
}

/** What else asks for this photo: on as the core proposes it. */
@Composable
private fun CountsFor(screen: PhotoScreen, filled: Filled, shell: Shell) {
    if (screen.counts.isEmpty()) return
    Text(screen.countsTitle, style = MaterialTheme.typography.titleSmall)
    for (place in screen.counts) FieldEditor(place, filled[place], shell) { filled[place] = it }
}

@Composable
private fun RowScope.TakeButtons(busy: Boolean, shell: Shell, onTap: () -> Unit) {
    if (shell.gallery) {
        OutlinedButton(onClick = shell::choose, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-gallery"), enabled = !busy) {
            Text(shell.words.choosePhoto)
        }
    }
    FilledButton(onClick = onTap, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-take"), enabled = !busy) {
        Text(if (busy) shell.words.loading else shell.words.takePhoto, style = MaterialTheme.typography.titleMedium)
    }
}

@Composable
private fun RowScope.Choose(taken: Taken, shell: Shell, keep: (Taken) -> Unit) {
    OutlinedButton(onClick = { shell.taken = null }, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-again")) {
        Text(shell.words.takeAgain)
    }
    FilledButton(onClick = { keep(taken) }, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-keep")) { Text(shell.words.keepPhoto) }
}

/** What was taken, as the camera gave it, and the marks on it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun LazyItemScope.Review(taken: Taken, watermark: String, shell: Shell) {
    var picture by remember(taken) { mutableStateOf<ImageBitmap?>(null) }
    LaunchedEffect(taken) { picture = shell.decode(taken.bytes) }
    val shown = picture ?: return Text(shell.words.loading, Modifier.padding(16.dp))
    AtMost {
        MarkedPicture(shown, taken.marks, shell, Modifier.clip(RoundedCornerShape(12.dp))) { Watermark(watermark) }
    }
    Text(shell.words.markPhoto, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        PenButtons(taken.marks, "mark", shell)
    }
}

/** What the core will write into the picture, where it will stand; the core writes it, this only shows it. */
@Composable
private fun Watermark(text: String, modifier: Modifier = Modifier) {
    if (text.isEmpty()) return
    val style = MaterialTheme.typography.labelMedium.copy(color = Color.White, shadow = Shadow(Color.Black, blurRadius = 4f))
    Text(text, modifier.padding(12.dp).testTag("watermark"), style = style)
}
