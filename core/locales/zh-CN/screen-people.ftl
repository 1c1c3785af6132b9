# 可以联系谁。
screen-people-caller = 报修人
screen-people-may-sign = 可签字
screen-people-messenger = 微信 { $name }
screen-people-assigned = 同单人员
screen-people-company = 公司
screen-people-visit-text = 上门服务：{ $site }，{ $date } { $from } 至 { $to }。工程师：{ $people }
screen-people-visit-text-phone = 上门服务：{ $site }，{ $date } { $from } 至 { $to }。工程师：{ $people }，电话 { $phone }
screen-people-emergency-ambulance = 急救
screen-people-emergency-fire = 火警
screen-people-emergency-police = 报警
