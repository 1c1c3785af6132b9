package app.fettle.ui.kit

import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.lazy.LazyItemScope
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.unit.Constraints

/**
 * [content], one thing, in the middle and as high as it likes, but not so high that it fills what the list shows at once: what is drawn on is
 * seen whole, also with the phone turned, and there is room beside it to scroll. The list's own modifiers make a thing exactly so high.
 */
@Composable
fun LazyItemScope.AtMost(share: Float = 0.8f, content: @Composable () -> Unit) =
    Layout({
        Spacer(Modifier.fillParentMaxHeight(share))
        content()
    }) { (limit, what), constraints ->
        val most = limit.measure(Constraints()).height
        val placed = what.measure(Constraints(maxWidth = constraints.maxWidth, maxHeight = most))
        layout(constraints.maxWidth, placed.height) { placed.place((constraints.maxWidth - placed.width) / 2, 0) }
    }
