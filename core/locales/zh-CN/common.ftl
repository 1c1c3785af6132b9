# 多处共用的文字。
common-count-events = { $count } 条记录
