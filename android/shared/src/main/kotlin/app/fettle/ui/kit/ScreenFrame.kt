package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.TopAppBar
import androidx.compose.material3.TopAppBarDefaults
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.Head
import app.fettle.core.Unsent

/**
 * What all screens share: title, banners, a scrolling body, the bar of actions, and the asking before an action. [buttons] are the next
 * steps, [more] what else can be done, [second] stands beside the main one; [gap] is between the parts of the body; [bar] stands in their place where the shell itself is asked for something, such as its camera. [body]
 * fills the list; it is given what to call when one of its buttons is tapped.
 */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun ScreenFrame(
    head: Head,
    buttons: List<Button>,
    shell: Shell,
    more: List<Button> = emptyList(),
    root: Boolean = false,
    second: Button? = null,
    gap: Dp = 16.dp,
    bar: (@Composable RowScope.() -> Unit)? = null,
    body: LazyListScope.(onTap: Tap) -> Unit,
) {
    val onTap = Tap { button, entries ->
        if (button.ask.isEmpty() && button.confirm.isEmpty()) shell.act(button, entries) else shell.ask(button, entries)
    }
    Scaffold(
        topBar = {
            TopAppBar(
                title = {
                    Column {
                        Text(
                            head.title,
                            style = MaterialTheme.typography.titleLarge,
                            maxLines = 2,
                            overflow = TextOverflow.Ellipsis,
                            modifier = Modifier.semantics { heading() },
                        )
                        if (head.subtitle.isNotEmpty()) {
                            Text(
                                head.subtitle,
                                style = MaterialTheme.typography.bodyMedium,
                                color = MaterialTheme.colorScheme.onSurfaceVariant,
                                maxLines = 1,
                                overflow = TextOverflow.Ellipsis,
                            )
                        }
                    }
                },
                actions = { head.unsent?.let { UnsentCount(it, shell) } },
                navigationIcon = { if (!root) IconButton(onClick = shell::back) { Icon(Icons.Back, shell.words.back) } },
                colors = TopAppBarDefaults.topAppBarColors(containerColor = MaterialTheme.colorScheme.surface),
            )
        },
        bottomBar = { if (bar == null) ActionBar(buttons, more, shell.words, onTap, second) else Bar { ButtonRow(bar) } },
    ) { padding ->
        LazyColumn(
            Modifier.fillMaxSize().padding(padding).imePadding().testTag("body"),
            contentPadding = PaddingValues(horizontal = 16.dp, vertical = 8.dp),
            verticalArrangement = Arrangement.spacedBy(gap),
        ) {
            items(head.banners) { BannerLine(it, shell) }
            body(onTap)
        }
    }
    shell.asked?.let { AskDialog(it, shell) }
}

/** What is not sent yet, as a count; a tap says what it is. */
@Composable
private fun UnsentCount(unsent: Unsent, shell: Shell) =
    TextButton(
        onClick = { shell.open(unsent.open) },
        modifier = Modifier.heightIn(min = 48.dp).semantics { contentDescription = unsent.text }.testTag("unsent"),
    ) {
        Text("↑${unsent.label}", style = MaterialTheme.typography.titleMedium, maxLines = 1)
    }
