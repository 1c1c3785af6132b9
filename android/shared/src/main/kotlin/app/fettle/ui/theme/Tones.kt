package app.fettle.ui.theme

import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/** A ground and what is written on it, with a contrast of 4.5 or more. */
@Immutable
data class Ground(val color: Color, val ink: Color)

/**
 * Colours that Material 3 has no role for: what is in order, what needs attention soon, and a card that stands out from the ground in
 * sunlight and at night. What is urgent is Material's `error`.
 */
@Immutable
data class ToneColors(val good: Ground, val warning: Ground, val goodInk: Color, val warningInk: Color, val card: Color)

internal val LightTones =
    ToneColors(
        good = Ground(Color(0xFFCDEDC8), Color(0xFF103817)),
        warning = Ground(Color(0xFFFFE1A6), Color(0xFF4A3400)),
        goodInk = Color(0xFF1D6B2C),
        warningInk = Color(0xFF7A5600),
        card = Color(0xFFFFFFFF),
    )

internal val DarkTones =
    ToneColors(
        good = Ground(Color(0xFF1C4A27), Color(0xFFC4EFC1)),
        warning = Ground(Color(0xFF4D3900), Color(0xFFFFE1A6)),
        goodInk = Color(0xFF9BD69B),
        warningInk = Color(0xFFF5C34D),
        card = Color(0xFF1A2121),
    )

/** The tone colours of the theme around. */
val LocalToneColors = staticCompositionLocalOf { LightTones }
