import FettleModels
import SwiftUI

/// A date and time at the site, chosen from the phone's calendar and clock: `2026-11-22T14:30`, shown without a zone.
struct DateTimeField: View {
  let field: CoreField
  let label: String
  let value: Binding<String>
  let words: CoreWords

  var body: some View {
    if let date = LocalTime.date(value.wrappedValue) {
      DatePicker(
        label, selection: Binding(get: { date }, set: { value.wrappedValue = LocalTime.text($0) }),
        displayedComponents: [.date, .hourAndMinute]
      )
      .environment(\.timeZone, LocalTime.zone)
      .frame(minHeight: 44)
      if !field.required {
        Button(words.clear) { value.wrappedValue = "" }.buttonStyle(.bordered).accessibilityIdentifier(
          "clear-\(field.key)")
      }
    } else {
      Text(label).font(.subheadline)
      Button(words.choose) { value.wrappedValue = LocalTime.text(LocalTime.proposal()) }
        .buttonStyle(.bordered)
        .accessibilityIdentifier("choose-\(field.key)")
    }
  }
}
