package app.fettle.desk

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.type
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.platform.Platform
import app.fettle.shell.AppHost
import app.fettle.shell.AppShell
import app.fettle.shell.Begin
import app.fettle.shell.DeskClock
import app.fettle.shell.FolderKeys
import app.fettle.shell.NoOwner
import app.fettle.ui.theme.FettleTheme
import java.io.File
import java.util.Locale
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Fettle's phone in a window. Arguments: the phone's folder, then a picture that its camera sees. */
fun main(arguments: Array<String>) {
    val folder = File(arguments.getOrElse(0) { "fettle-try" })
    val camera = FileCamera(arguments.getOrNull(1)?.let(::File)?.takeIf { it.exists() })
    application {
        var shell by remember { mutableStateOf<AppShell?>(null) }
        Window(
            onCloseRequest = ::exitApplication,
            state = rememberWindowState(width = 430.dp, height = 900.dp),
            title = "Fettle",
            onKeyEvent = { key ->
                val back = key.key == Key.Escape && key.type == KeyEventType.KeyUp
                if (back) shell?.back()
                back
            },
        ) {
            Phone(folder, DeskPlatform(camera)) { shell = it }
        }
    }
}

/** The app on the core in [folder]. */
@Composable
fun Phone(folder: File, platform: Platform, language: String = Locale.getDefault().toLanguageTag(), opened: (AppShell) -> Unit = {}) {
    val scope = rememberCoroutineScope()
    var shell by remember { mutableStateOf<AppShell?>(null) }
    var failure by remember { mutableStateOf("") }
    LaunchedEffect(folder) {
        try {
            val begin =
                withContext(Dispatchers.IO) {
                    Begin.of(FettleApp.open(File(folder, "data").path, language, "try", FolderKeys(File(folder, "keys")), DeskClock(), NoOwner))
                }
            shell = AppShell(begin, platform, scope, Dispatchers.IO, folder).also { it.refresh() }.also(opened)
        } catch (refused: FettleException.Failed) {
            failure = refused.text
        }
    }
    FettleTheme {
        val shown = shell
        if (shown == null) Box(Modifier.fillMaxSize(), Alignment.Center) { Text(failure) } else AppHost(shown)
    }
}
