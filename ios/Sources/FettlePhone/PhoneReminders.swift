#if os(iOS)
  import FettleBindings
  import FettleModels
  import Foundation
  import UserNotifications

  /// Reminders as the system's notifications. Where they are not allowed, the app's banners say the same.
  @MainActor
  public final class PhoneReminders: NSObject, Reminders {
    /// A reminder was tapped: what it names, as text of the core.
    public var opened: @MainActor (String) -> Void = { _ in }

    public override init() {
      super.init()
      UNUserNotificationCenter.current().delegate = self
    }

    public func show(_ all: [Reminder]) {
      let lines = all.map { Line(key: $0.key, title: $0.title, text: $0.text, route: routeText(route: $0.route)) }
      UNUserNotificationCenter.current().getDeliveredNotifications { delivered in
        let shown = delivered.map(\.request.identifier)
        let gone = shown.filter { key in !lines.contains { $0.key == key } }
        UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: gone)
        guard !lines.isEmpty else { return }
        // Asked for with the first reminder, not at the start.
        UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { allowed, _ in
          guard allowed else { return }
          for line in lines { line.add(quietly: shown.contains(line.key)) }
        }
      }
    }
  }

  /// A reminder on its way to the system.
  private struct Line: Sendable {
    let key: String
    let title: String
    let text: String
    let route: String

    func add(quietly: Bool) {
      let content = UNMutableNotificationContent()
      content.title = title
      content.body = text
      content.userInfo = ["route": route]
      content.sound = quietly ? nil : .default
      content.interruptionLevel = quietly ? .passive : .active
      let request = UNNotificationRequest(identifier: key, content: content, trigger: nil)
      UNUserNotificationCenter.current().add(request)
    }
  }

  extension PhoneReminders: UNUserNotificationCenterDelegate {
    nonisolated public func userNotificationCenter(
      _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
      withCompletionHandler done: @escaping () -> Void
    ) {
      if let route = response.notification.request.content.userInfo["route"] as? String {
        Task { @MainActor in self.opened(route) }
      }
      done()
    }

    nonisolated public func userNotificationCenter(
      _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
      withCompletionHandler done: @escaping (UNNotificationPresentationOptions) -> Void
    ) { done([.banner, .list]) }
  }
#endif
