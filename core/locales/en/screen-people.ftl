# Whom to call.
screen-people-caller = Reported it
screen-people-may-sign = Authorised signatory
screen-people-messenger = WeChat { $name }
screen-people-assigned = also assigned
screen-people-company = company
screen-people-visit-text = Service visit at { $site }: { $date }, { $from } to { $to }. Engineer: { $people }
screen-people-visit-text-phone = Service visit at { $site }: { $date }, { $from } to { $to }. Engineer: { $people }, { $phone }
screen-people-emergency-ambulance = Ambulance
screen-people-emergency-fire = Fire brigade
screen-people-emergency-police = Police
