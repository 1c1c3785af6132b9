import FettleModels
import SwiftUI

/// One of many, such as a part of the catalogue: chosen from a list of its own that narrows as one types.
struct LongChoice: View {
  let field: CoreField
  let label: String
  let value: Binding<String>
  let words: CoreWords
  @State private var open = false
  @State private var narrowed = ""

  var body: some View {
    Text(label).font(.subheadline)
    Button(action: { open = true }) {
      Text(chosen?.label ?? words.choose).frame(maxWidth: .infinity, minHeight: 32, alignment: .leading)
    }
    .buttonStyle(.bordered)
    .accessibilityLabel("\(label) \(chosen?.label ?? words.choose)")
    .accessibilityIdentifier("choose-\(field.key)")
    .sheet(isPresented: $open) { list }
  }

  private var chosen: CoreChoice? { field.choices.first { $0.key == value.wrappedValue } }

  private var list: some View {
    NavigationStack {
      List {
        ForEach(found, id: \.key) { choice in
          Button(action: { choose(choice) }) {
            HStack {
              Text(choice.label).frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
              if choice.key == value.wrappedValue { Image(systemName: "checkmark").accessibilityHidden(true) }
            }
          }
          .accessibilityAddTraits(choice.key == value.wrappedValue ? .isSelected : [])
          .accessibilityIdentifier("choice-\(choice.key)")
        }
      }
      .searchable(text: $narrowed)
      .navigationTitle(field.label)
      .toolbar {
        ToolbarItem(placement: .cancellationAction) { Button(words.cancel) { open = false } }
      }
    }
  }

  private var found: [CoreChoice] { field.choices.narrowed(by: narrowed) }

  private func choose(_ choice: CoreChoice) {
    value.wrappedValue = choice.key
    open = false
  }
}
