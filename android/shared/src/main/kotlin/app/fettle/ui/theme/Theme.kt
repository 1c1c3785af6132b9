package app.fettle.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily

/**
 * The look of every screen: Material 3 in Fettle's colours, dark when the phone is. Text sizes follow the phone's setting. The font is the
 * phone's own; another is named only where there is no phone.
 */
@Composable
fun FettleTheme(
    dark: Boolean = isSystemInDarkTheme(),
    font: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) {
    CompositionLocalProvider(LocalToneColors provides if (dark) DarkTones else LightTones) {
        MaterialTheme(
            colorScheme = if (dark) DarkColors else LightColors,
            typography = Typography().inFont(font),
            content = content,
        )
    }
}

private fun Typography.inFont(font: FontFamily): Typography {
    if (font == FontFamily.Default) return this
    fun TextStyle.inFont() = copy(fontFamily = font)
    return copy(
        displaySmall = displaySmall.inFont(),
        headlineMedium = headlineMedium.inFont(),
        headlineSmall = headlineSmall.inFont(),
        titleLarge = titleLarge.inFont(),
        titleMedium = titleMedium.inFont(),
        titleSmall = titleSmall.inFont(),
        bodyLarge = bodyLarge.inFont(),
        bodyMedium = bodyMedium.inFont(),
        bodySmall = bodySmall.inFont(),
        labelLarge = labelLarge.inFont(),
        labelMedium = labelMedium.inFont(),
        labelSmall = labelSmall.inFont(),
    )
}
