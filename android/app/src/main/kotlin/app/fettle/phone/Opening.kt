package app.fettle.phone

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.ShellWords
import app.fettle.ffi.FettleException

/** Before the core is open: that it is being opened, or why it cannot be, and beginning anew where that helps. */
@Composable
internal fun Opening(words: ShellWords?, failure: FettleException.Failed?, anew: () -> Unit) {
    Surface(Modifier.fillMaxSize()) {
        Column(
            Modifier.padding(24.dp).testTag("opening"),
            Arrangement.spacedBy(16.dp, Alignment.CenterVertically),
            Alignment.CenterHorizontally,
        ) {
            Text(failure?.text ?: words?.loading.orEmpty())
            if (failure?.code == "key_lost" || failure?.code == "key_wrong") {
                Button(onClick = anew, Modifier.heightIn(min = 56.dp).testTag("button-anew")) { Text(words?.confirm.orEmpty()) }
            }
        }
    }
}
