package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.derivedStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.Receipt
import app.fettle.core.SheetAndSignScreen
import app.fettle.core.SignedAnswer
import app.fettle.paper.Paper
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.Filled
import app.fettle.ui.kit.Ink
import app.fettle.ui.kit.KeepTyped
import app.fettle.ui.kit.QrCode
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.SectionCard
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Signature
import app.fettle.ui.kit.SigningCard
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.StateLine
import app.fettle.ui.kit.inked
import app.fettle.ui.kit.rememberFilled
import app.fettle.ui.kit.rememberInk
import app.fettle.ui.kit.said
import kotlinx.coroutines.launch

/**
 * The customer's mode: what matters first, then the whole document in their language and as large as they like, their own words, and their
 * signature; and what they get. The core's `sheet_and_sign`.
 */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun SheetAndSignScreen(screen: SheetAndSignScreen, shell: Shell) {
    var larger by rememberSaveable { mutableFloatStateOf(1f) }
    val filled = rememberFilled("signer", screen.signer)
    val ink = rememberInk(screen.hash)
    val list = rememberLazyListState()
    KeepTyped(filled, shell)
    val sign = screen.sign
    val bar: (@Composable RowScope.() -> Unit)? = if (sign == null) null else { { SignButton(sign, screen, filled, ink, list, shell) } }
    ScreenFrame(screen.head, emptyList(), shell, bar = bar, list = list) { onTap ->
        item("leave") {
            TextButton(onClick = { onTap(screen.leave) }, Modifier.heightIn(min = 48.dp).testTag("button-${screen.leave.key}")) {
                Text(screen.leave.label)
            }
        }
        if (screen.letterhead.isNotEmpty()) item("letterhead") { Letterhead(screen.letterhead) }
        screen.answer?.let { item("answer") { Answer(it, shell) } }
        screen.receipt?.let { item("receipt") { ReceiptCard(it, Paper.of(screen), shell) } }
        said("missing", screen.missing)
        item("reading") {
            FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                Size("A−", "smaller") { larger = (larger - STEP).coerceAtLeast(1f) }
                Size("A+", "larger") { larger = (larger + STEP).coerceAtMost(2f) }
                screen.languages.forEach { SmallButton(it, onTap) }
            }
        }
        if (screen.summary.rows.isNotEmpty()) item("summary") { Enlarged(larger) { SectionCard(screen.summary, shell, onTap) } }
        screen.sheet.forEach { section ->
            item("sheet-${section.key}") { Enlarged(larger) { SectionCard(section, shell, onTap) } }
        }
        screen.opinion?.let { item("opinion") { SmallButton(it, onTap) } }
        sign?.let {
            if (screen.confirm.isNotEmpty()) item("confirm") { Enlarged(larger) { Card { Text(screen.confirm) } } }
            // The last one: the button at the bottom leads here.
            item(SIGNING) { SigningCard(it, screen.signer, filled, ink, shell) }
        }
    }
}

/** The main button: leads to the pad while nothing is written there, and hands in what is. */
@Composable
private fun RowScope.SignButton(sign: Button, screen: SheetAndSignScreen, filled: Filled, ink: Ink, list: LazyListState, shell: Shell) {
    val scope = rememberCoroutineScope()
    val atPad by remember(list) { derivedStateOf { list.layoutInfo.visibleItemsInfo.any { it.key == SIGNING } } }
    FilledButton(
        onClick = {
            if (ink.isEmpty) scope.launch { list.animateScrollToItem((list.layoutInfo.totalItemsCount - 1).coerceAtLeast(0)) }
            else shell.act(inked(sign.action, ink), filled.handIn(screen.signer))
        },
        enabled = sign.enabled && (!ink.isEmpty || !atPad),
        modifier = Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-${sign.key}"),
    ) {
        Text(sign.label, style = MaterialTheme.typography.titleMedium)
    }
}

/** Whose paper it is. */
@Composable
private fun Letterhead(lines: List<String>) =
    Column(Modifier.fillMaxWidth().testTag("letterhead")) {
        lines.forEachIndexed { at, line ->
            Text(line, style = if (at == 0) MaterialTheme.typography.titleMedium else MaterialTheme.typography.bodyMedium)
        }
    }

/** What the customer answered, with their hand as it was. */
@Composable
private fun Answer(answer: SignedAnswer, shell: Shell) {
    Card(Modifier.testTag("answer")) {
        StateLine(answer.text, answer.tone, shell)
        if (answer.svg.isNotEmpty()) Signature(answer.svg, Modifier.fillMaxWidth().aspectRatio(HAND))
    }
}

/** What the customer gets: the code to scan, and the document as a file for whatever takes one. */
@Composable
private fun ReceiptCard(receipt: Receipt, paper: Paper?, shell: Shell) {
    Card(Modifier.testTag("receipt")) {
        Text(receipt.text)
        if (receipt.code.isNotEmpty()) {
            Row(Modifier.fillMaxWidth(), Arrangement.Center) { QrCode(receipt.code, receipt.link, Modifier.size(200.dp)) }
        }
        if (receipt.link.isNotEmpty()) Text(receipt.link, style = MaterialTheme.typography.bodySmall)
        val share = shell.sharePaper
        if (paper != null && share != null) {
            FilledTonalButton(onClick = { share(paper) }, Modifier.heightIn(min = 56.dp).testTag("button-share")) { Text(shell.words.share) }
        }
    }
}

@Composable
private fun Size(label: String, tag: String, onTap: () -> Unit) =
    FilledTonalButton(onClick = onTap, Modifier.size(56.dp, 48.dp).testTag("size-$tag"), contentPadding = PaddingValues()) { Text(label) }

/** The letters of [content] larger by a factor, on top of what the phone's setting says. */
@Composable
private fun Enlarged(factor: Float, content: @Composable () -> Unit) {
    val density = LocalDensity.current
    CompositionLocalProvider(LocalDensity provides Density(density.density, density.fontScale * factor), content = content)
}

private const val STEP = 0.25f

/** The shape of a signature that was written. */
private const val HAND = 2f
private const val SIGNING = "signing"
