package app.fettle.ui.kit

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import app.fettle.platform.Allowed
import app.fettle.platform.Frame
import app.fettle.platform.gives

/** What the camera sees, its light, or why there is nothing to see and what can be done about it. */
@Composable
fun Viewfinder(shell: Shell, modifier: Modifier = Modifier, onFrame: ((Frame) -> Unit)? = null) {
    val camera = shell.camera
    if (!camera.gives) {
        NoCamera(shell, modifier)
        return
    }
    var torch by remember { mutableStateOf(false) }
    Box(modifier.background(Color.Black).semantics { contentDescription = shell.words.preview }) {
        camera.Preview(Modifier.matchParentSize(), torch, onFrame)
        if (camera.hasTorch) {
            FilledTonalButton(
                onClick = { torch = !torch },
                modifier =
                    // Below, where the thumb is that takes the picture.
                    Modifier.align(Alignment.BottomEnd)
                        .padding(8.dp)
                        .heightIn(min = 56.dp)
                        .semantics { stateDescription = torch.toString() }
                        .testTag("button-torch"),
            ) {
                Text(shell.words.torch)
            }
        }
    }
}

@Composable
private fun NoCamera(shell: Shell, modifier: Modifier) {
    val camera = shell.camera
    val none = camera.allowed == Allowed.NONE
    val failed = camera.allowed == Allowed.YES
    Column(
        modifier.background(MaterialTheme.colorScheme.surfaceContainerHigh).padding(24.dp).testTag("no-camera"),
        verticalArrangement = Arrangement.spacedBy(16.dp, Alignment.CenterVertically),
        horizontalAlignment = Alignment.CenterHorizontally,
    ) {
        val why = if (none) shell.words.noCamera else if (failed) shell.words.cameraFailed else shell.words.cameraRefused
        Text(why, Modifier.semantics { liveRegion = LiveRegionMode.Polite }, style = MaterialTheme.typography.bodyLarge)
        if (failed) {
            FilledButton(onClick = camera::again, Modifier.heightIn(min = 48.dp).testTag("button-again")) { Text(shell.words.retry) }
        } else if (!none) {
            FilledButton(onClick = camera::ask, Modifier.heightIn(min = 48.dp).testTag("button-allow")) { Text(shell.words.allowCamera) }
        }
    }
}
