import FettleModels
import SwiftUI

/// The lock: a pad for the PIN while it is closed, its settings while it is open.
struct LockScreenView: View {
  @Bindable var model: LockModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.bar) {
      Said(text: model.screen.help, key: "help")
      if let panel = model.screen.unlock { pad(panel) }
      if let panel = model.screen.settings { PanelView(panel: panel, model: model) }
      if !model.beside.isEmpty { TapButtons(buttons: model.beside, model: model) }
      if let panel = model.screen.forgotten { PanelView(panel: panel, model: model) }
    }
  }

  /// Ten digits, large enough for gloves.
  @ViewBuilder private func pad(_ panel: CorePanel) -> some View {
    if let field = panel.fields.first, let button = panel.button {
      Section(panel.title) {
        VStack(spacing: 8) {
          // Digits by the pad, words by the keyboard: a passphrase has letters.
          SecureField(field.label, text: $model.pin).textFieldStyle(.roundedBorder).frame(minHeight: 44)
            .accessibilityIdentifier("pin")
          if !model.wrong(field).isEmpty { Text(model.wrong(field)).foregroundStyle(.red) }
          ForEach(["123", "456", "789"], id: \.self) { line in
            HStack(spacing: 8) { ForEach(Array(line), id: \.self) { digit($0) } }
          }
          HStack(spacing: 8) {
            key(model.shell.words.clear, "clear") { model.clear() }
            digit("0")
            key(model.shell.words.delete, "delete") { model.delete() }
          }
          Button(action: { model.unlock() }) { Text(button.label).frame(maxWidth: .infinity, minHeight: 44) }
            .buttonStyle(.borderedProminent)
            .controlSize(.large)
            .disabled(!model.canOpen)
            .accessibilityIdentifier("button-\(button.key)")
        }
      }
    }
  }

  private func digit(_ digit: Character) -> some View { key(String(digit), String(digit)) { model.press(digit) } }

  private func key(_ label: String, _ name: String, _ tapped: @escaping @MainActor () -> Void) -> some View {
    Button(action: tapped) { Text(label).font(.title3).frame(maxWidth: .infinity, minHeight: 52) }
      .buttonStyle(.bordered)
      .accessibilityIdentifier("pin-\(name)")
  }
}
