package app.fettle.support

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.LocalSaveableStateRegistry
import androidx.compose.runtime.saveable.SaveableStateRegistry
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.junit4.ComposeContentTestRule

/** The death of the process in the middle of a screen: only what the platform would have written down comes back. */
class Restoration(private val rule: ComposeContentTestRule) {
    private var alive by mutableStateOf(true)
    private var saved: Map<String, List<Any?>> = emptyMap()
    private var registry: SaveableStateRegistry? = null

    /** Shows [content]. */
    fun setContent(content: @Composable () -> Unit) =
        rule.setContent {
            if (alive) {
                val here = remember { SaveableStateRegistry(saved) { true } }
                registry = here
                CompositionLocalProvider(LocalSaveableStateRegistry provides here, content = content)
            }
        }

    /** Writes down what is to be kept, ends everything that is shown, and shows it anew; [meanwhile], what else is gone. */
    fun dieAndComeBack(meanwhile: () -> Unit = {}) {
        rule.runOnIdle {
            saved = registry!!.performSave()
            alive = false
        }
        rule.runOnIdle(meanwhile)
        rule.runOnIdle { alive = true }
        rule.waitForIdle()
    }
}
