# TLS, limits, secrets of the hub: errors and what its commands say.
security-tls-announced = The next key is { $pin }. Start the hub anew; phones learn it at their next sync. When all have synced: fettle tls use.
security-tls-used = The key in use is { $pin }. Start the hub anew. Phones that never learnt it need a new enrolment code.

error-tls-unreadable = { $file } is not a certificate or key as PEM, or the two do not belong together.
error-tls-no-next = No next key was announced: fettle tls announce.
error-key-file-open = Others can read { $file }. Make it readable by its owner only (chmod 600).
error-too-many-requests = Too many requests at once. It is tried again later.
error-password-too-long = A password has at most 1,024 characters.
error-passwords-differ = The two new passwords are not the same.

security-account = Account
security-password = Change password
security-password-old = Password until now
security-password-new = New password
security-password-again = New password again
security-everywhere = Sign out everywhere
security-everywhere-about = Ends every session of yours in every browser, this one too.
security-audit = Audit
security-audit-about = Who signed in, enrolled, revoked, exported; newest first. Nothing here is changed or removed.
security-audit-what = What
security-audit-subject = About
security-audit-network = Network
security-audit-operator = Operator of the machine
security-audit-older = Older
security-action-sign-in = Signed in
security-action-sign-out = Signed out
security-action-sign-out-everywhere = Signed out everywhere
security-action-password-set = Password set
security-action-code-made = Enrolment code made
security-action-enrolled = Phone enrolled
security-action-revoked = Device revoked
security-action-exported = Records exported
security-action-imported = Company data imported
security-action-rescued = Rescue bundle taken in
security-action-released = Released from quarantine
security-action-backed-up = Backed up
security-action-restored = Restored from a backup
