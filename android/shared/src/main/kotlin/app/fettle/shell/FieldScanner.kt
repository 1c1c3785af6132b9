package app.fettle.shell

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties
import app.fettle.ui.kit.Viewfinder
import app.fettle.ui.kit.scannedHere

/** The scanner of one field: the code that is read goes into it; of several the user chooses. */
@Composable
internal fun FieldScanner(shell: AppShell) {
    Dialog({ shell.scanned(null) }, DialogProperties(usePlatformDefaultWidth = false)) {
        Surface(Modifier.fillMaxSize().scannedHere(shell::scanned).testTag("field-scanner")) {
            Column(Modifier.padding(16.dp), Arrangement.spacedBy(16.dp)) {
                Viewfinder(shell, Modifier.weight(1f).fillMaxWidth()) { shell.fieldFrame(it) }
                shell.fieldCodes.forEach { code ->
                    Button(onClick = { shell.scanned(code) }, Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("code-$code")) { Text(code) }
                }
                OutlinedButton(onClick = { shell.scanned(null) }, Modifier.fillMaxWidth().heightIn(min = 56.dp)) { Text(shell.words.cancel) }
            }
        }
    }
}
