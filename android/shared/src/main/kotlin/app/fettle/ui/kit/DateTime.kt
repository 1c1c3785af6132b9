package app.fettle.ui.kit

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.DatePicker
import androidx.compose.material3.DatePickerDialog
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.TimeInput
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.material3.rememberTimePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Field
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneOffset
import java.time.format.DateTimeParseException

/** A date and time at the site, typed or chosen from a calendar and then a clock: `2026-11-22T14:30`. */
@Composable
internal fun DateTimeEditor(field: Field, value: String, shell: Shell, onChange: (String) -> Unit) {
    var day by remember { mutableStateOf<LocalDate?>(null) }
    var asking by remember { mutableStateOf(false) }
    val now = read(value)
    OutlinedTextField(
        value = value.replace('T', ' '),
        onValueChange = { onChange(it.replace(' ', 'T')) },
        label = { Text(field.labelled(shell)) },
        singleLine = true,
        isError = field.wrong(shell).isNotEmpty(),
        supportingText = if (field.below(shell).isEmpty()) null else ({ Text(field.below(shell)) }),
        trailingIcon = { TextButton(onClick = { asking = true }, Modifier.testTag("choose-${field.key}")) { Text(shell.words.choose) } },
        modifier = Modifier.fillMaxWidth(),
    )
    if (asking) {
        Day(now?.toLocalDate(), shell, onDismiss = { asking = false }) {
            asking = false
            day = it
        }
    }
    day?.let { chosen ->
        Time(now?.toLocalTime() ?: LocalTime.of(9, 0), field.label, shell, onDismiss = { day = null }) {
            day = null
            onChange(chosen.atTime(it).toString())
        }
    }
}

private fun read(value: String): LocalDateTime? =
    try {
        LocalDateTime.parse(value)
    } catch (_: DateTimeParseException) {
        null
    }

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun Day(at: LocalDate?, shell: Shell, onDismiss: () -> Unit, onDone: (LocalDate) -> Unit) {
    // The calendar counts in milliseconds of UTC, whatever the zone: a day is a day.
    val start = at?.atStartOfDay(ZoneOffset.UTC)?.toInstant()?.toEpochMilli()
    val state = rememberDatePickerState(initialSelectedDateMillis = start)
    DatePickerDialog(
        onDismissRequest = onDismiss,
        confirmButton = {
            val chosen = state.selectedDateMillis
            TextButton(
                onClick = { chosen?.let { onDone(Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate()) } },
                enabled = chosen != null,
                modifier = Modifier.heightIn(min = 48.dp),
            ) {
                Text(shell.words.confirm)
            }
        },
        dismissButton = { TextButton(onClick = onDismiss, modifier = Modifier.heightIn(min = 48.dp)) { Text(shell.words.cancel) } },
    ) {
        DatePicker(state, Modifier.verticalScroll(rememberScrollState()))
    }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun Time(at: LocalTime, label: String, shell: Shell, onDismiss: () -> Unit, onDone: (LocalTime) -> Unit) {
    val state = rememberTimePickerState(at.hour, at.minute, is24Hour = true)
    AlertDialog(
        onDismissRequest = onDismiss,
        title = { Text(label) },
        text = { Column { TimeInput(state) } },
        confirmButton = {
            TextButton(onClick = { onDone(LocalTime.of(state.hour, state.minute)) }, modifier = Modifier.heightIn(min = 48.dp)) {
                Text(shell.words.confirm)
            }
        },
        dismissButton = { TextButton(onClick = onDismiss, modifier = Modifier.heightIn(min = 48.dp)) { Text(shell.words.cancel) } },
    )
}
