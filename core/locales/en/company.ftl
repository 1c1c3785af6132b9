# The company: letterhead, and how this hub runs.
company-title = Letterhead and settings
company-change = Change the letterhead
company-change-about = Papers that are signed from now on carry it; those that were signed before keep theirs.
company-address-zh = Address in Chinese
company-address-en = Address in English
company-phone = Telephone
company-unnamed = no letterhead yet: papers carry the name of the hub
company-not-set = not set
company-hub = How this hub runs
company-hub-name = Name of the hub
company-hub-address = Address for people and phones
company-hub-hosts = Further names for browsers
company-hub-tls = TLS of its own
company-hub-proxy = Behind a proxy
company-hub-version = Version
