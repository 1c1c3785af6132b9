import FettleModels
import FettlePhone
import FettleViews
import SwiftUI
import UIKit

/// The app: draws the shell, keeps the back stack through the death of the process, and passes on what the system brings: links, shared
/// files, reminders, coming and going.
@main
struct PhoneApp: App {
  @State private var parts: PhoneParts
  @State private var held: Held
  @Environment(\.scenePhase) private var phase
  /// The back stack as text: the system forgets it when the user ends the app, and keeps it when the system does.
  @SceneStorage("routes") private var written = ""

  init() {
    let parts = PhoneParts()
    let held = Held(parts: parts.parts)
    parts.tasks.register(parts.runs)
    parts.reminders.opened = { route in held.whenOpen { $0.open(written: route) } }
    parts.reminders.accepted = { key in await parts.runs.accept(key) }
    _parts = State(initialValue: parts)
    _held = State(initialValue: held)
  }

  var body: some Scene {
    WindowGroup {
      Group {
        if let shell = held.shell { AppHost(shell: shell) } else { OpeningView(held: held) }
      }
      .onAppear {
        held.begin(routes: written.split(separator: "\n").map(String.init), language: PhoneParts.language)
      }
      .onChange(of: held.written) { written = held.written.joined(separator: "\n") }
      .onChange(of: phase) { go(phase) }
      .onOpenURL { brought($0) }
    }
    // The system has sent what was lent to it: the hub is asked what it has.
    .backgroundTask(.urlSession(SystemNames.uploads)) { @MainActor in
      await parts.uploads.events()
      _ = await parts.runs.run()
    }
  }

  private func go(_ phase: ScenePhase) {
    switch phase {
    case .active:
      parts.platform.phoneCamera.sight(true)
      held.again()
      held.shell?.resume()
      parts.runs.appeared()
    case .background:
      parts.platform.phoneCamera.sight(false)
      parts.runs.disappeared()
      leave()
    case .inactive: held.shell?.cover()
    @unknown default: break
    }
  }

  /// The system gives a moment to end what is under way; when it is over, the store is closed at once.
  private func leave() {
    guard let shell = held.shell else { return }
    let moment = Moment()
    moment.begin { await shell.cutOff() }
    Task {
      await shell.leave()
      moment.end()
    }
  }

  /// A link of a code, or a colleague's file that was shared with this app.
  private func brought(_ address: URL) {
    guard address.isFileURL else { return held.whenOpen { $0.link(address.absoluteString) } }
    // Read where it lies: the right to read it is kept until the core has its own copy. One that the system put into this app's own inbox is
    // removed then.
    let open = address.startAccessingSecurityScopedResource()
    held.whenOpen { shell in
      shell.takeRescue(address.path) {
        if open { address.stopAccessingSecurityScopedResource() }
        if Inbox.holds(address) { try? FileManager.default.removeItem(at: address) }
      }
    }
  }
}

/// The moment that the system gives an app that goes out of sight.
@MainActor
private final class Moment {
  private var name = UIBackgroundTaskIdentifier.invalid

  /// `over`: it ends before `end`.
  func begin(_ over: @escaping @MainActor () async -> Void) {
    name = UIApplication.shared.beginBackgroundTask {
      // Some seconds are left; told that it is over before they are, the system ends nothing.
      Task { @MainActor in
        await over()
        self.end()
      }
    }
  }

  func end() {
    guard name != .invalid else { return }
    UIApplication.shared.endBackgroundTask(name)
    name = .invalid
  }
}
