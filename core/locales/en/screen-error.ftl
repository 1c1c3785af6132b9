# Errors say what happened and what to do.
error-enrol-not-a-link = This is not an enrolment code. Open the code again on the hub's Devices page and scan it.
error-enrol-bad-address = The hub's address is not right. It begins with http:// or https://.
error-enrol-plain-address = This address would send everything readable to all on the way. Use the one that begins with https://, or scan the server's code.
error-field-missing = This has to be filled in.
error-field-unreadable = This could not be read. Please check it.
error-id-unreadable = This was not found. Go back and open it again.
error-bag-missing = There is no bag in your name yet. Ask the administrator to make one.
error-checklist-not-here = This checklist is not on the phone yet. Sync first.
error-code-not-found = There is no code in this picture. Go closer, focus and take it again, or type the code.
error-equipment-missing = The job names no equipment, so there is nothing to record evidence for. Ask the desk to add it.
error-no-manager = The phone knows no manager to escalate to. Sync first, or call.
error-part-not-carried = This part is not in your bag. Take it first, or scan it.
