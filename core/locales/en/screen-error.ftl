# Errors say what happened and what to do.
error-enrol-not-a-link = This is not an enrolment code. Open the code again on the hub's Devices page and scan it.
error-enrol-bad-address = The hub's address is not right. It begins with http:// or https://.
error-field-missing = This has to be filled in.
error-field-unreadable = This could not be read. Please check it.
error-id-unreadable = This was not found. Go back and open it again.
