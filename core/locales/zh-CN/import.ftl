# 导入时一行中的错误。$value 为原文，$column 为列名。
error-import-column-missing = 缺少列 { $value }。
error-import-column-unknown = 没有名为 { $value } 的列。
error-import-cells = 本行有 { $value } 个单元格，与表头列数不符。
error-import-not-utf8 = 文字不是 UTF-8 编码，请另存为“CSV UTF-8”。
error-import-empty = { $column } 不能为空。
error-import-repeated = “{ $value }”在本文件中重复。
error-import-unknown-reference = 前面的文件中没有“{ $value }”，或其所在行有误。
error-import-unknown-code = “{ $value }”不是允许的取值。
error-import-unknown-zone = “{ $value }”不是时区名称，例如 Asia/Shanghai。
error-import-not-a-day = “{ $value }”不是日期，例如 2026-03-01。
error-import-not-a-number = “{ $value }”不是数字。
error-import-not-yes-or-no = 请填 yes 或 no，不能是“{ $value }”。
error-import-half-a-position = 纬度和经度要么都填，要么都不填。
error-import-ends-before-start = 合同的结束日期早于开始日期。
error-import-levels-out-of-order = 最低库存、再订货点、最高库存应从 0 起依次递增。
error-import-bag-of-nobody = 备件包必须写明所属人员。
error-import-serial = 按序列号管理的备件必须填序列号，其他备件不能填。
