# What is wrong with a row of an import. $value is what stands there, $column where.
error-import-column-missing = The column { $value } is missing.
error-import-column-unknown = There is no column { $value }.
error-import-cells = The row has { $value } cells; the header has another number.
error-import-not-utf8 = The text is not UTF-8. Save the file as “CSV UTF-8”.
error-import-empty = { $column } must not be empty.
error-import-repeated = “{ $value }” stands twice in this file.
error-import-unknown-reference = “{ $value }” is not in the files before, or its row is wrong.
error-import-unknown-code = “{ $value }” is not one of the allowed words.
error-import-unknown-zone = “{ $value }” is not a time zone, such as Asia/Shanghai.
error-import-not-a-day = “{ $value }” is not a day, such as 2026-03-01.
error-import-not-a-number = “{ $value }” is not a number.
error-import-not-yes-or-no = Write yes or no, not “{ $value }”.
error-import-half-a-position = Give latitude and longitude, or neither.
error-import-ends-before-start = The contract ends before it starts.
error-import-levels-out-of-order = Minimum, reorder point and maximum have to rise from 0.
error-import-bag-of-nobody = A bag needs the person whose it is.
error-import-serial = A serialised part needs its serial number, another must not have one.
