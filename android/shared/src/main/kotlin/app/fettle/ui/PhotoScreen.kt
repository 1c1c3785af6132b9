package app.fettle.ui

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
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
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Action
import app.fettle.core.PhotoScreen
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.ClearWhenTaken
import app.fettle.ui.kit.FieldEditor
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Viewfinder
import app.fettle.ui.kit.rememberFilled
import app.fettle.ui.kit.said
import app.fettle.ui.kit.sections
import kotlinx.coroutines.launch

/** Taking a photo: the camera, a look at what was taken with what will be written into it, and keep or again. The core's `photo.rs`. */
@Composable
fun PhotoScreen(screen: PhotoScreen, shell: Shell) {
    var busy by remember { mutableStateOf(false) }
    val filled = rememberFilled("caption", listOf(screen.caption))
    val scope = rememberCoroutineScope()
    ClearWhenTaken(filled, shell)
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        said("purpose", screen.purpose)
        item("camera") {
            Card {
                Box(Modifier.fillMaxWidth().aspectRatio(3f / 4f).clip(RoundedCornerShape(12.dp))) {
                    val bytes = shell.taken
                    if (bytes == null) Viewfinder(shell, Modifier.fillMaxSize()) else Review(bytes, shell)
                    Watermark(screen.watermark, Modifier.align(Alignment.BottomStart))
                }
                FieldEditor(screen.caption, filled[screen.caption], shell) { filled[screen.caption] = it }
                val bytes = shell.taken
                if (bytes == null) {
                    FilledButton(
                        onClick = {
                            busy = true
                            scope.launch {
                                shell.taken = shell.camera.take()
                                busy = false
                            }
                        },
                        enabled = !busy,
                        modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("button-take"),
                    ) {
                        Text(if (busy) shell.words.loading else shell.words.takePhoto, style = MaterialTheme.typography.titleMedium)
                    }
                } else {
                    Choose(
                        shell,
                        again = { shell.taken = null },
                        keep = {
                            (screen.action as? Action.Photo)?.let {
                                filled.handIn(listOf(screen.caption))
                                shell.photo(it.purpose, bytes, filled[screen.caption])
                            }
                        },
                    )
                }
            }
        }
        sections(listOf(screen.taken), shell, onTap)
    }
}

@Composable
private fun Choose(shell: Shell, again: () -> Unit, keep: () -> Unit) {
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
        OutlinedButton(onClick = again, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-again")) { Text(shell.words.takeAgain) }
        FilledButton(onClick = keep, Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-keep")) { Text(shell.words.keepPhoto) }
    }
}

/** What was taken, as the camera gave it. */
@Composable
private fun Review(bytes: ByteArray, shell: Shell) {
    var picture by remember(bytes) { mutableStateOf<ImageBitmap?>(null) }
    LaunchedEffect(bytes) { picture = shell.decode(bytes) }
    val shown = picture
    if (shown == null) Text(shell.words.loading, Modifier.padding(16.dp))
    else Image(shown, shell.words.photo, Modifier.fillMaxSize(), contentScale = ContentScale.Fit)
}

/** What the core will write into the picture, where it will stand; the core writes it, this only shows it. */
@Composable
private fun Watermark(text: String, modifier: Modifier) {
    if (text.isEmpty()) return
    val style = MaterialTheme.typography.labelMedium.copy(color = Color.White, shadow = Shadow(Color.Black, blurRadius = 4f))
    Text(text, modifier.padding(12.dp).testTag("watermark"), style = style)
}
