# What sync says when something is wrong. The work stays on the phone in every case.
error-network-down = No network. Your work is kept on the phone and sent later.
error-hub-unreachable = The server does not answer. Your work is kept on the phone and sent later.
error-hub-slow = The server took too long to answer. It is tried again later.
error-connection-broken = The connection broke. It goes on from there later.
error-page-changed = Data was changed on the way. It is fetched again.
error-captive-portal = This network wants you to sign in first: open the browser, or use mobile data.
error-unauthorised = The server does not accept this phone. Enrol it again; its work stays on it.
error-hub-busy = The server is busy. It is tried again later.
error-hub-failed = The server had a fault. It is tried again later.
error-bad-answer = The server's answer could not be read. Update the app; your work stays on the phone.
error-bad-turn = Sync stopped because of a fault in the app. Your work stays on the phone.
error-protocol-version = The app and the server do not understand each other. Update the app; your work stays on the phone.
error-hub-unsteady = The server was changed while it answered. It is tried again later.
error-device-forked = This phone's data was copied or restored from a backup, and another copy has synced. Nothing is lost; ask the administrator to enrol it anew.
error-cancelled = Stopped.
