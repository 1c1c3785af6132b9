package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.graphics.drawscope.scale
import androidx.compose.ui.graphics.vector.PathParser
import androidx.compose.ui.geometry.Offset

/** A signature as the core draws it: one path of lines and curves in an SVG. Nothing else of SVG is understood here. */
@Composable
fun Signature(svg: String, modifier: Modifier = Modifier) {
    val drawing = remember(svg) { Drawing.read(svg) } ?: return
    val color = MaterialTheme.colorScheme.onSurface
    Canvas(modifier) {
        val factor = minOf(size.width / drawing.width, size.height / drawing.height)
        scale(factor, pivot = Offset.Zero) {
            drawPath(drawing.path, color, style = Stroke(drawing.pen, cap = StrokeCap.Round, join = StrokeJoin.Round))
        }
    }
}

internal class Drawing private constructor(svg: String, val width: Float, val height: Float) {
    val path = PathParser().parsePathString(part(svg, "d").orEmpty()).toPath()
    val pen = part(svg, "stroke-width")?.toFloatOrNull() ?: 1f

    companion object {
        fun read(svg: String): Drawing? {
            val box = part(svg, "viewBox")?.split(' ')?.mapNotNull { it.toFloatOrNull() } ?: return null
            return if (box.size == 4 && box[2] > 0 && box[3] > 0) Drawing(svg, box[2], box[3]) else null
        }

        private fun part(svg: String, name: String) = Regex("\\s$name=\"([^\"]*)\"").find(svg)?.groupValues?.get(1)
    }
}
