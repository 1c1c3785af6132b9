#if canImport(Security)
  import FettleBindings
  import Foundation
  import Security

  /// The core's keys in Apple's Keychain: on this device only, in no backup, and to be had after the phone was unlocked once since it was
  /// started, so that a session with the hub runs while it lies in a pocket.
  public final class KeychainKeys: PlatformKeys {
    private let service: String

    public init(service: String = "app.fettle.keys") { self.service = service }

    public func get(name: String) throws -> Data? {
      var query = item(name)
      query[kSecReturnData as String] = true
      query[kSecMatchLimit as String] = kSecMatchLimitOne
      var found: CFTypeRef?
      switch SecItemCopyMatching(query as CFDictionary, &found) {
      case errSecSuccess: return found as? Data
      case errSecItemNotFound: return nil
      case let status: throw failed(status)
      }
    }

    public func put(name: String, value: Data) throws {
      let what: [String: Any] = [
        kSecValueData as String: value,
        kSecAttrAccessible as String: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
      ]
      switch SecItemUpdate(item(name) as CFDictionary, what as CFDictionary) {
      case errSecSuccess: return
      case errSecItemNotFound:
        let status = SecItemAdd(item(name).merging(what) { $1 } as CFDictionary, nil)
        guard status == errSecSuccess else { throw failed(status) }
      case let status: throw failed(status)
      }
    }

    public func delete(name: String) throws {
      let status = SecItemDelete(item(name) as CFDictionary)
      guard status == errSecSuccess || status == errSecItemNotFound else { throw failed(status) }
    }

    private func item(_ name: String) -> [String: Any] {
      [
        kSecClass as String: kSecClassGenericPassword,
        kSecAttrService as String: service,
        kSecAttrAccount as String: name,
        kSecAttrSynchronizable as String: false,
        kSecUseDataProtectionKeychain as String: true,
      ]
    }

    private func failed(_ status: OSStatus) -> KeysError {
      let words = SecCopyErrorMessageString(status, nil) as String? ?? ""
      return KeysError.Failed(reason: "keychain \(status) \(words)")
    }
  }
#endif
