# Texts of the console's lists and forms, whatever they are about; and of centres.
kit-name-zh = Name in Chinese
kit-name-en = Name in English
kit-nothing-found = Nothing fits this filter.
kit-nothing-yet = Nothing is on record yet.
kit-first-page = First page
kit-export = This list as
error-list-too-long = This list has more than { $rows } rows; a spreadsheet holds no more. Filter it, or take CSV.
centres-title = Centres
centres-new = Open a centre
centres-closed = closed
centres-region = Region
centres-region-about = Province, city or district that it serves.
centres-zone = Time zone
centres-zone-about = Its name in the IANA list, such as Asia/Shanghai.
