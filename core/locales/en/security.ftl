# TLS, limits, secrets of the hub: errors and what its commands say.
security-tls-announced = The next key is { $pin }. Start the hub anew; phones learn it at their next sync. When all have synced: fettle tls use.
security-tls-used = The key in use is { $pin }. Start the hub anew. Phones that never learnt it need a new enrolment code.

error-tls-unreadable = { $file } is not a certificate or key as PEM, or the two do not belong together.
error-tls-no-next = No next key was announced: fettle tls announce.
error-key-file-open = Others can read { $file }. Make it readable by its owner only (chmod 600).
error-too-many-requests = Too many requests at once. It is tried again later.
