import FettleModels
import SwiftUI

/// The scanner of one field: the code that is read goes into it; of several the user chooses.
struct FieldScanner: View {
  let shell: AppShell

  var body: some View {
    VStack(spacing: 16) {
      Viewfinder(shell: shell, frames: { shell.lookForField() }).frame(maxHeight: .infinity)
      ForEach(shell.fieldCodes, id: \.self) { code in
        Button(action: { shell.scanned(code) }) { Text(code).frame(maxWidth: .infinity, minHeight: 44) }
          .buttonStyle(.borderedProminent)
          .controlSize(.large)
          .accessibilityIdentifier("code-\(code)")
      }
      Button(action: { shell.scanned(nil) }) { Text(shell.words.cancel).frame(maxWidth: .infinity, minHeight: 44) }
        .buttonStyle(.bordered)
        .controlSize(.large)
    }
    .padding()
    .accessibilityIdentifier("field-scanner")
  }
}
