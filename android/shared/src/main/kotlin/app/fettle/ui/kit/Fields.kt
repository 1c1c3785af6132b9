package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.AnnotatedString
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.OffsetMapping
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.TransformedText
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import app.fettle.core.Field
import app.fettle.core.FieldKind

/** Something to fill in, as its kind asks: the values are texts, as the core wants them. [onEnter]: what Enter does in a field of one line. */
@Composable
fun FieldEditor(field: Field, value: String, shell: Shell, onEnter: (() -> Unit)? = null, onChange: (String) -> Unit) {
    Column(Modifier.fillMaxWidth().testTag("field-${field.key}")) {
        when (field.kind) {
            FieldKind.SWITCH -> SwitchEditor(field, value, shell, onChange)
            FieldKind.CHOICE ->
                if (field.choices.size > FEW) LongChoiceEditor(field, value, shell, onChange)
                else ChoiceEditor(field, value, shell, onChange)
            FieldKind.DATE_TIME -> DateTimeEditor(field, value, shell, onChange)
            else -> TextEditor(field, value, shell, onEnter, onChange)
        }
    }
}

/** As many choices stand under each other; more are looked through in a list of their own. */
private const val FEW = 6

/** What is wrong with a field: what the core says on the screen, or what it said to the last tap. */
internal fun Field.wrong(shell: Shell) = error.ifEmpty { shell.refusal?.takeIf { it.field == key }?.text.orEmpty() }

/** What stands under a field: what is wrong first, else the help. */
internal fun Field.below(shell: Shell) = wrong(shell).ifEmpty { hint }

internal fun Field.labelled(shell: Shell) = if (required) "$label (${shell.words.required})" else label

@Composable
private fun TextEditor(field: Field, value: String, shell: Shell, onEnter: (() -> Unit)?, onChange: (String) -> Unit) {
    val isCode = field.kind == FieldKind.CODE
    val keyboard =
        when (field.kind) {
            FieldKind.NUMBER -> KeyboardType.Decimal
            FieldKind.COUNT,
            FieldKind.MINUTES -> KeyboardType.Number
            FieldKind.PHONE -> KeyboardType.Phone
            FieldKind.SECRET -> KeyboardType.Password
            else -> KeyboardType.Text
        }
    OutlinedTextField(
        value = value,
        onValueChange = { onChange(if (isCode) it.trimEnd('\n', '\r', '\t') else it) },
        label = { Text(field.labelled(shell)) },
        singleLine = field.kind != FieldKind.LONG_TEXT,
        // What may stay empty takes no more room than it needs.
        minLines = if (field.kind == FieldKind.LONG_TEXT && field.required) 3 else 1,
        isError = field.wrong(shell).isNotEmpty(),
        supportingText = if (field.below(shell).isEmpty()) null else ({ Text(field.below(shell)) }),
        suffix = if (field.unit.isEmpty()) null else ({ Text(field.unit) }),
        trailingIcon =
            if (!isCode) null
            else ({ TextButton(onClick = { shell.scan(onChange) }, Modifier.testTag("scan-${field.key}")) { Text(shell.words.scan) } }),
        keyboardOptions = KeyboardOptions(keyboardType = keyboard, imeAction = if (onEnter == null) ImeAction.Default else ImeAction.Go),
        keyboardActions = KeyboardActions(onGo = { onEnter?.invoke() }),
        visualTransformation =
            when (field.kind) {
                FieldKind.SECRET -> PasswordVisualTransformation()
                FieldKind.CODE -> ShownControls
                else -> VisualTransformation.None
            },
        // A scan is the whole of the field, whatever stood there.
        modifier = if (isCode) Modifier.fillMaxWidth().wedge(onChange) else Modifier.fillMaxWidth(),
    )
}

/** Control characters of a code as their pictures: what stands in a field can be seen. */
private val ShownControls = VisualTransformation { text ->
    val shown = text.text.map { if (it < ' ') '\u2400' + it.code else it }.joinToString("")
    TransformedText(AnnotatedString(shown), OffsetMapping.Identity)
}

@Composable
private fun SwitchEditor(field: Field, value: String, shell: Shell, onChange: (String) -> Unit) {
    val on = value == "true"
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = 48.dp)
            .toggleable(on, role = Role.Switch) { onChange(it.toString()) },
        horizontalArrangement = Arrangement.SpaceBetween,
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(field.label, Modifier.weight(1f).padding(end = 16.dp))
        Switch(checked = on, onCheckedChange = null)
    }
    Below(field, shell)
}

@Composable
private fun ChoiceEditor(field: Field, value: String, shell: Shell, onChange: (String) -> Unit) {
    Text(field.labelled(shell), style = MaterialTheme.typography.titleSmall)
    Column(Modifier.selectableGroup()) {
        field.choices.forEach { choice ->
            Row(
                Modifier.fillMaxWidth()
                    .heightIn(min = 48.dp)
                    .selectable(choice.key == value, role = Role.RadioButton) { onChange(choice.key) }
                    .testTag("choice-${choice.key}"),
                horizontalArrangement = Arrangement.spacedBy(12.dp),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                RadioButton(selected = choice.key == value, onClick = null)
                Text(choice.label, style = MaterialTheme.typography.bodyLarge)
            }
        }
    }
    Below(field, shell)
}

@Composable
internal fun Below(field: Field, shell: Shell) {
    val below = field.below(shell)
    if (below.isNotEmpty()) {
        Text(
            below,
            style = MaterialTheme.typography.bodySmall,
            color = if (field.wrong(shell).isEmpty()) MaterialTheme.colorScheme.onSurfaceVariant else MaterialTheme.colorScheme.error,
        )
    }
}
