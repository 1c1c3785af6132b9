package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics

/** A QR code as the core gives it, `#` for dark: black on white in every theme, with the light margin that readers need. */
@Composable
fun QrCode(rows: List<String>, label: String, modifier: Modifier = Modifier) {
    Canvas(modifier.testTag("qr").semantics { contentDescription = label }) {
        drawRect(Color.White)
        val module = size.minDimension / (rows.size + 2 * QR_QUIET)
        eachDark(rows) { x, y -> drawRect(Color.Black, Offset((x + QR_QUIET) * module, (y + QR_QUIET) * module), Size(module, module)) }
    }
}

/** The light margin around a QR code, in modules (ISO/IEC 18004). */
internal const val QR_QUIET = 4

/** Every dark module: column and row. */
internal fun eachDark(rows: List<String>, dark: (Int, Int) -> Unit) =
    rows.forEachIndexed { y, row -> row.forEachIndexed { x, module -> if (module == '#') dark(x, y) } }
