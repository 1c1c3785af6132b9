package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.size
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import app.fettle.core.SheetAndSignScreen
import app.fettle.core.SignedAnswer
import app.fettle.paper.Paper
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.Ink
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.SectionCard
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SigningCard
import app.fettle.ui.kit.Signature
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.StateLine
import app.fettle.ui.kit.Tap
import app.fettle.ui.kit.said

/** The sheet as the customer reads it, in their language and as large as they like, and then signs, refuses or is absent. The core's `sheet_and_sign.rs`. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun SheetAndSignScreen(screen: SheetAndSignScreen, shell: Shell) {
    var larger by rememberSaveable { mutableFloatStateOf(1f) }
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        screen.answer?.let { item("answer") { Answer(it, Paper.of(screen), shell) } }
        said("missing", screen.missing)
        item("reading") {
            FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                Size("A−", "smaller") { larger = (larger - STEP).coerceAtLeast(1f) }
                Size("A+", "larger") { larger = (larger + STEP).coerceAtMost(2f) }
                screen.languages.forEach { SmallButton(it, onTap) }
            }
        }
        screen.sheet.forEach { section ->
            item("sheet-${section.key}") { Enlarged(larger) { SectionCard(section, shell, onTap) } }
        }
        screen.sign?.let { sign ->
            if (screen.confirm.isNotEmpty()) item("confirm") { Enlarged(larger) { Card { Text(screen.confirm) } } }
            item("signing") { SigningCard(sign, screen.signer, screen.hash, shell, onTap) }
        }
        if (screen.instead.isNotEmpty()) item("instead") { Instead(screen, onTap) }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Instead(screen: SheetAndSignScreen, onTap: Tap) =
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) { screen.instead.forEach { SmallButton(it, onTap) } }

/** What the customer answered, with their hand as it was; and the sheet as a paper for whoever wants it. */
@Composable
private fun Answer(answer: SignedAnswer, paper: Paper?, shell: Shell) {
    Card(Modifier.testTag("answer")) {
        StateLine(answer.text, answer.tone, shell)
        if (answer.svg.isNotEmpty()) Signature(answer.svg, Modifier.fillMaxWidth().aspectRatio(Ink.WIDTH / Ink.HEIGHT))
        val share = shell.sharePaper
        if (paper != null && share != null) {
            FilledTonalButton(onClick = { share(paper) }, Modifier.heightIn(min = 48.dp).testTag("button-share")) { Text(shell.words.share) }
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
