import FettleModels
import SwiftUI

/// What all screens share: title, banners, a scrolling body, the bar of actions, and the asking before an action. `buttons` are the next
/// steps, `more` what else can be done, `second` the key of the one that stands beside the main one. The way back is the navigation's.
struct ScreenFrame<Content: View>: View {
  let head: CoreHead
  @Bindable var model: TapModel
  let buttons: [CoreButton]
  let more: [CoreButton]
  let second: String?
  private let content: Content

  init(
    head: CoreHead, model: TapModel, buttons: [CoreButton] = [], more: [CoreButton] = [], second: String? = nil,
    @ViewBuilder content: () -> Content
  ) {
    self.head = head
    self.model = model
    self.buttons = buttons
    self.more = more
    self.second = second
    self.content = content()
  }

  var body: some View {
    List {
      if !head.subtitle.isEmpty { Text(head.subtitle).font(.subheadline).foregroundStyle(.secondary) }
      ForEach(Array(head.banners.enumerated()), id: \.offset) { BannerRow(banner: $1, model: model) }
      content
    }
    .navigationTitle(head.title)
    .toolbar {
      ToolbarItem(placement: .primaryAction) { UnsentCount(unsent: head.unsent, shell: model.shell) }
    }
    .safeAreaInset(edge: .bottom) { ActionBar(buttons, more: more, model: model, second: second) }
    .sheet(item: $model.asked, onDismiss: { model.leave() }) { AskView(ask: $0, model: model) }
    .accessibilityIdentifier("body")
  }
}

/// What is not sent yet, as a count; a tap says what it is.
private struct UnsentCount: View {
  let unsent: CoreUnsent?
  let shell: any Shell

  var body: some View {
    if let unsent {
      Button("↑\(unsent.label)") { shell.open(unsent.open) }
        .accessibilityLabel(unsent.text)
        .accessibilityIdentifier("unsent")
    }
  }
}
