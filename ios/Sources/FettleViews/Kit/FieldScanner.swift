import FettleModels
import SwiftUI

/// The scanner of one field: the first code that is read goes into it.
struct FieldScanner: View {
  let shell: AppShell

  var body: some View {
    VStack(spacing: 16) {
      Viewfinder(shell: shell, frames: { shell.lookForField() }).frame(maxHeight: .infinity)
      Button(action: { shell.scanned(nil) }) { Text(shell.words.cancel).frame(maxWidth: .infinity, minHeight: 44) }
        .buttonStyle(.bordered)
        .controlSize(.large)
    }
    .padding()
    .accessibilityIdentifier("field-scanner")
  }
}
