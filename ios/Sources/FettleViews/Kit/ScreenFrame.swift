import FettleModels
import SwiftUI

/// What all screens share: title, banners, a scrolling body, the bar of actions, and the asking before an action. `buttons` are the next
/// steps, `more` what else can be done. The way back is the navigation's.
struct ScreenFrame<Content: View>: View {
  let head: CoreHead
  @Bindable var model: TapModel
  let buttons: [CoreButton]
  let more: [CoreButton]
  private let content: Content

  init(
    head: CoreHead, model: TapModel, buttons: [CoreButton] = [], more: [CoreButton] = [],
    @ViewBuilder content: () -> Content
  ) {
    self.head = head
    self.model = model
    self.buttons = buttons
    self.more = more
    self.content = content()
  }

  var body: some View {
    List {
      if !head.subtitle.isEmpty { Text(head.subtitle).font(.subheadline).foregroundStyle(.secondary) }
      ForEach(Array(head.banners.enumerated()), id: \.offset) { BannerRow(banner: $1, model: model) }
      content
    }
    .navigationTitle(head.title)
    .safeAreaInset(edge: .bottom) { ActionBar(buttons, more: more, model: model) }
    .sheet(item: $model.asked, onDismiss: { model.leave() }) { AskView(ask: $0, model: model) }
    .accessibilityIdentifier("body")
  }
}
