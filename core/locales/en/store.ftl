# What the phone's store says when something is wrong.
error-store-paused = The app is paused in the background. Come back to it and try again.
error-store-newer = The data on this phone was written by a newer version of the app. Update the app first; nothing was changed.
error-store-full = The phone is full and the last entry was not saved. Free some space and try again; earlier records are safe.
error-store-corrupt = The data file on this phone was damaged. It was set aside as it is, and unsent records were recovered as far as possible.
error-store-failed = The phone's storage failed and the last entry was not saved.
error-store-sealed = The data on this phone cannot be decrypted. Ask the administrator.
error-stream-gap = Part of the data was missing and will be fetched again.
error-hash-mismatch = The file does not match its fingerprint and will be transferred again.
error-blob-missing = This file has not been downloaded to the phone yet.
error-not-enrolled = This phone is not enrolled yet. Scan the enrolment code.
error-event-malformed = The record is not well-formed.
error-event-too-large = The record is too large to be saved.
error-key-lost = The key that opens the data on this phone is gone: this happens when data was copied from another phone or the phone was reset. Nothing was deleted. Ask the administrator; if the key cannot be brought back, choose to begin anew: the old data is set aside and the phone has to be enrolled again.
error-key-wrong = The key on this phone does not belong to its data. Nothing was deleted. Ask the administrator; if the right key cannot be brought back, choose to begin anew: the old data is set aside and the phone has to be enrolled again.
error-key-store-unavailable = The phone does not give the key to its data right now. Unlock the phone and open the app again. Nothing is lost.
error-unsent-work = Work on this phone is still unsent. Sync first; nothing was deleted.
