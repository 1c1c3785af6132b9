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
    /// The button of the reminder with this key was tapped: its job is to be taken on.
    public var accepted: @MainActor (String) async -> Void = { _ in }

    public override init() {
      super.init()
      UNUserNotificationCenter.current().delegate = self
    }

    public func show(_ all: [Reminder]) {
      let lines = all.map {
        Line(
          key: $0.key, title: $0.title, text: $0.text, route: routeText(route: $0.route), told: $0.told,
          accepts: !$0.accept.isEmpty)
      }
      if let label = all.first(where: { !$0.accept.isEmpty })?.accept {
        let accept = UNNotificationAction(identifier: Line.accept, title: label, options: [.authenticationRequired])
        let given = UNNotificationCategory(identifier: Line.given, actions: [accept], intentIdentifiers: [])
        UNUserNotificationCenter.current().setNotificationCategories([given])
      }
      UNUserNotificationCenter.current().getDeliveredNotifications { delivered in
        let shown = delivered.map(\.request.identifier)
        let gone = shown.filter { key in !lines.contains { $0.key == key } }
        UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: gone)
        guard !lines.isEmpty else { return }
        UNUserNotificationCenter.current().getNotificationSettings { settings in
          // What was told while nothing might be shown was not heard.
          let unasked = settings.authorizationStatus == .notDetermined
          // Asked for with the first reminder, not at the start.
          UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { allowed, _ in
            guard allowed else { return }
            // What was told before and is not there any more was read and swiped away.
            for line in lines where unasked || !line.told || shown.contains(line.key) {
              line.add(quietly: shown.contains(line.key))
            }
          }
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
    let told: Bool
    let accepts: Bool

    /// The category of a job that was given, and its button.
    static let given = "given"
    static let accept = "accept"

    func add(quietly: Bool) {
      let content = UNMutableNotificationContent()
      content.title = title
      content.body = text
      content.userInfo = ["route": route]
      if accepts { content.categoryIdentifier = Line.given }
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
      let key = response.notification.request.identifier
      if response.actionIdentifier == Line.accept {
        // The system lets the app go on until it is told that this is done.
        nonisolated(unsafe) let done = done
        Task { @MainActor in
          await self.accepted(key)
          done()
        }
        return
      }
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
