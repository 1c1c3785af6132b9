package app.fettle.ui.theme

import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.ui.graphics.Color

// Material 3 roles from one seed, a teal (#006A6A): every pair of text and ground has a contrast of 4.5 or more, which is what
// sunlight and tired eyes need. Colours that follow the phone's wallpaper are left out: a warning has to look the same to all.

internal val LightColors =
    lightColorScheme(
        primary = Color(0xFF006A6A),
        onPrimary = Color(0xFFFFFFFF),
        primaryContainer = Color(0xFF9CF1F0),
        onPrimaryContainer = Color(0xFF004F4F),
        inversePrimary = Color(0xFF80D5D4),
        secondary = Color(0xFF4A6363),
        onSecondary = Color(0xFFFFFFFF),
        secondaryContainer = Color(0xFFCCE8E7),
        onSecondaryContainer = Color(0xFF324B4B),
        tertiary = Color(0xFF4B607C),
        onTertiary = Color(0xFFFFFFFF),
        tertiaryContainer = Color(0xFFD3E4FF),
        onTertiaryContainer = Color(0xFF334863),
        error = Color(0xFFBA1A1A),
        onError = Color(0xFFFFFFFF),
        errorContainer = Color(0xFFFFDAD6),
        onErrorContainer = Color(0xFF93000A),
        background = Color(0xFFF4FBFA),
        onBackground = Color(0xFF161D1D),
        surface = Color(0xFFF4FBFA),
        onSurface = Color(0xFF161D1D),
        surfaceVariant = Color(0xFFDAE5E4),
        onSurfaceVariant = Color(0xFF3F4948),
        outline = Color(0xFF6F7979),
        outlineVariant = Color(0xFFBEC9C8),
        inverseSurface = Color(0xFF2B3231),
        inverseOnSurface = Color(0xFFECF2F1),
        surfaceContainerLowest = Color(0xFFFFFFFF),
        surfaceContainerLow = Color(0xFFEFF5F4),
        surfaceContainer = Color(0xFFE9EFEE),
        surfaceContainerHigh = Color(0xFFE3E9E9),
        surfaceContainerHighest = Color(0xFFDDE4E3),
    )

internal val DarkColors =
    darkColorScheme(
        primary = Color(0xFF80D5D4),
        onPrimary = Color(0xFF003737),
        primaryContainer = Color(0xFF004F4F),
        onPrimaryContainer = Color(0xFF9CF1F0),
        inversePrimary = Color(0xFF006A6A),
        secondary = Color(0xFFB0CCCB),
        onSecondary = Color(0xFF1B3534),
        secondaryContainer = Color(0xFF324B4B),
        onSecondaryContainer = Color(0xFFCCE8E7),
        tertiary = Color(0xFFB3C8E8),
        onTertiary = Color(0xFF1C314B),
        tertiaryContainer = Color(0xFF334863),
        onTertiaryContainer = Color(0xFFD3E4FF),
        error = Color(0xFFFFB4AB),
        onError = Color(0xFF690005),
        errorContainer = Color(0xFF93000A),
        onErrorContainer = Color(0xFFFFDAD6),
        background = Color(0xFF0E1514),
        onBackground = Color(0xFFDDE4E3),
        surface = Color(0xFF0E1514),
        onSurface = Color(0xFFDDE4E3),
        surfaceVariant = Color(0xFF3F4948),
        onSurfaceVariant = Color(0xFFBEC9C8),
        outline = Color(0xFF889392),
        outlineVariant = Color(0xFF3F4948),
        inverseSurface = Color(0xFFDDE4E3),
        inverseOnSurface = Color(0xFF2B3231),
        surfaceContainerLowest = Color(0xFF090F0F),
        surfaceContainerLow = Color(0xFF161D1D),
        surfaceContainer = Color(0xFF1A2121),
        surfaceContainerHigh = Color(0xFF252B2B),
        surfaceContainerHighest = Color(0xFF2F3636),
    )
