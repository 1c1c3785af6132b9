# Whom to call.
screen-people-caller = Reported it
screen-people-may-sign = May sign
screen-people-assigned = also assigned
screen-people-company = company
screen-people-emergency-ambulance = Ambulance
screen-people-emergency-fire = Fire brigade
screen-people-emergency-police = Police
