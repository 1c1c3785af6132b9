#if os(iOS)
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

    public func show(key: String, title: String, text: String, route: String) {
      // Asked for with the first reminder, not at the start.
      UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { allowed, _ in
        guard allowed else { return }
        let content = UNMutableNotificationContent()
        content.title = title
        content.body = text
        content.userInfo = ["route": route]
        let request = UNNotificationRequest(identifier: key, content: content, trigger: nil)
        UNUserNotificationCenter.current().add(request)
      }
    }

    public func clear(key: String) {
      UNUserNotificationCenter.current().removePendingNotificationRequests(withIdentifiers: [key])
      UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: [key])
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
