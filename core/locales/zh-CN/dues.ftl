## 到期事项，以及逾期后告知了谁
dues-told = { $what }，第 { $step } 级：已告知 { $people }
dues-told-nobody = { $what }，第 { $step } 级：无人可告知
dues-what-answered = 未响应
dues-what-on-site = 未到场
dues-what-restored = 未恢复
dues-what-paper = 欠交单据
dues-what-return-call = 未回访
dues-of = { $what }（{ $item }）
