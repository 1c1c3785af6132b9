# 可以联系谁。
screen-people-caller = 报修人
screen-people-may-sign = 可签字
screen-people-assigned = 同单人员
screen-people-company = 公司
screen-people-emergency-ambulance = 急救
screen-people-emergency-fire = 火警
screen-people-emergency-police = 报警
