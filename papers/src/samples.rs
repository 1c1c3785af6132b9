//! Samples for the tests and for looking at: a report short and long, signed, refused, absent, amended.

use crate::{Company, TakeLine, TakeSlip};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use fettle_core::domain::jobs::document::{DAILY_FORMAT, DailyReport, DayEntry, DayPart};
use fettle_core::domain::jobs::sheet::*;
use fettle_media::signature::{Point, Stroke};
use uuid::Uuid;

pub(crate) const KEY: [u8; 32] = [7; 32];

/// The strokes of a hand, in the form that the phone stores.
pub(crate) fn strokes() -> Vec<u8> {
    let waves = [(60.0, 0.0), (75.0, 1.3), (50.0, 2.9)];
    let strokes = waves.iter().zip(0u32..).map(|((height, phase), n)| Stroke {
        points: (0..40)
            .map(|i| Point {
                x: 60.0 + 150.0 * f64::from(n) + 4.0 * f64::from(i),
                y: 150.0 + height * (f64::from(i) / 5.0 + phase).sin(),
                t_ms: n * 900 + i * 8,
            })
            .collect(),
    });
    fettle_media::signature::Signature::new(600.0, 300.0, strokes.collect()).unwrap().to_json().unwrap()
}

pub(crate) fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 5, hour, minute, 0).unwrap()
}

pub(crate) fn company() -> Company {
    Company {
        name: Bilingual::new("北京安视达技术服务有限公司", "Beijing Anshida Technical Services Co., Ltd."),
        address: Bilingual::new("北京市海淀区中关村南大街 5 号", "5 Zhongguancun South Street, Haidian, Beijing"),
        phone: "010-6888 0000".into(),
        ..Company::default()
    }
}

/// A sheet with the least that there can be.
pub(crate) fn short_sheet(language: SheetLanguage) -> Sheet {
    Sheet {
        format: SHEET_FORMAT,
        language,
        job: Uuid::from_u128(7),
        number: "BJ-A7-000012".into(),
        kind: JobKind::Repair,
        revision: 0,
        replaces: None,
        amendment: String::new(),
        emergency: false,
        channel: Channel::Phone,
        reported_at: at(1, 2),
        site: SitePart {
            customer: Bilingual::new("海淀公安分局", "Haidian Police Branch"),
            name: Bilingual::new("中关村派出所", "Zhongguancun police station"),
            address: "北京市海淀区丹棱街 16 号".into(),
            zone: "Asia/Shanghai".into(),
        },
        contact: ContactPart { name: "王建国".into(), title: "设备科长".into(), phone: "138 0000 1234".into() },
        equipment: Vec::new(),
        symptom: "3 号球机无图像".into(),
        level: Some(3),
        diagnosis: "视频接头氧化".into(),
        cause: Some(Cause::ConnectorQuality),
        work: vec![WorkEntry {
            from: at(3, 0), to: Some(at(3, 30)), text: "更换 BNC 接头，图像恢复。".into()
        }],
        backup: None,
        checklists: Vec::new(),
        parts: Vec::new(),
        photos: Vec::new(),
        costs: Vec::new(),
        entitlement: None,
        times: TimesPart {
            left: Some(at(2, 0)),
            arrived: Some(at(2, 45)),
            started: Some(at(3, 0)),
            done: Some(at(3, 40)),
        },
        engineer: PersonPart { id: Uuid::from_u128(9), name: "李明".into() },
        result: None,
        left: String::new(),
        opinion: None,
    }
}

fn item(zh: &str, en: &str, kind: ItemKind, answer: Option<Answer>) -> ItemPart {
    ItemPart {
        label: Bilingual::new(zh, en),
        kind,
        answer,
        limits: None,
        within: None,
        remark: String::new(),
        photos: Vec::new(),
        equipment: String::new(),
    }
}

/// A sheet with everything, and texts longer than anyone would wish.
pub(crate) fn long_sheet(language: SheetLanguage) -> Sheet {
    let photo = |n: u8, caption: &str| PhotoPart {
        hash: hash_hex(&[n]),
        caption: caption.into(),
        taken_at: at(3, u32::from(n)),
        gallery: false,
        undated: false,
    };
    let verdict = |v| Some(Answer::Verdict(v));
    let value = |text: &str, unit: &str| Some(Answer::Value { text: text.into(), unit: unit.into() });
    let camera = |mut item: ItemPart, name: &str| {
        item.equipment = name.into();
        item
    };
    let mut items = vec![
        item("供电电压", "Supply voltage", ItemKind::Number, value("23.6", "V")),
        item("接地电阻", "Earth resistance", ItemKind::Number, value("5.2", "Ω")),
        item(
            "录像可回放 30 天",
            "Recordings can be played back for 30 days",
            ItemKind::PassFail,
            verdict(Verdict::Pass),
        ),
        item("UPS 放电时间", "UPS discharge time", ItemKind::Duration, value("42", "min")),
        item(
            "防雷器状态",
            "State of the surge arrester",
            ItemKind::Choice,
            Some(Answer::Choice(Bilingual::new("指示窗变红", "window turned red"))),
        ),
        item("机柜照片", "Photo of the cabinet", ItemKind::Photo, None),
        camera(
            item("云台转动", "Pan and tilt", ItemKind::PassFail, verdict(Verdict::Pass)),
            "3 号球机 · SN PTZ-20241107-000312",
        ),
        camera(
            item("图像清晰", "Picture is sharp", ItemKind::PassFail, verdict(Verdict::Fail)),
            "3 号球机 · SN PTZ-20241107-000312",
        ),
        camera(
            item("云台转动", "Pan and tilt", ItemKind::PassFail, verdict(Verdict::NotApplicable)),
            "4 号枪机 · SN FIX-20230914-000088",
        ),
        camera(
            item("更换滤网数量", "Filters replaced", ItemKind::Count, value("2", "个")),
            "4 号枪机 · SN FIX-20230914-000088",
        ),
        camera(item("备注", "Notes", ItemKind::Text, None), "4 号枪机 · SN FIX-20230914-000088"),
    ];
    items[0].limits = Some(Limits { low: Some("21.6".into()), high: Some("26.4".into()), unit: "V".into() });
    items[0].within = Some(true);
    items[1].limits = Some(Limits { low: None, high: Some("4".into()), unit: "Ω".into() });
    items[1].within = Some(false);
    items[1].remark = "接地桩周围土壤干燥，已建议加装降阻剂，另立维修单 BJ-A7-000013。".into();
    items[1].photos = vec![hash_hex(&[2])];
    items[3].limits = Some(Limits { low: Some("30".into()), high: None, unit: "min".into() });
    items[3].within = Some(true);
    items[5].photos = vec![hash_hex(&[4]), hash_hex(&[5])];
    items[7].remark = "镜头内侧有水汽。".into();
    Sheet {
        emergency: true,
        equipment: vec![
            EquipmentPart {
                pn: "DH-SD6AL445XA-HNR-IR-2024".into(),
                sn: "PTZ-20241107-000312".into(),
                name: Bilingual::new("高清网络红外球型摄像机", "HD network IR dome camera (PTZ)"),
                place: "丹棱街与彩和坊路交叉口东北角 6 米立杆".into(),
                warranty_end: NaiveDate::from_ymd_opt(2027, 11, 6),
            },
            EquipmentPart {
                pn: "SPD-24V-10KA".into(),
                sn: "8806331200457719900231ABCDEFGH".into(),
                name: Bilingual::new("电源防雷器", "Power surge arrester"),
                place: "立杆下设备箱".into(),
                warranty_end: None,
            },
        ],
        symptom: "客户来电：3 号球机从昨晚 22 点开始黑屏，云台不转；同一立杆上的 4 号枪机图像时有时无，下雨时更严重。\n值班室重启过硬盘录像机，没有改善。".into(),
        diagnosis: "现场测量电源、信号和接地。球机供电端 BNC 及电源接头氧化，接触电阻过大，导致压降后重启；防雷器指示窗变红，已失效。先更换接头并观察二十分钟，图像恢复；再更换防雷器，避免雷雨季节再次损坏。用 ping 与抓包确认链路稳定，丢包率为 0；光纤收发器 TX/RX 灯正常。".into(),
        work: vec![
            WorkEntry { from: at(2, 50), to: None, text: "听取值班人员说明，查看录像中断时间。".into() },
            WorkEntry { from: at(3, 0), to: Some(at(3, 40)), text: "断电，导出球机配置；拆下氧化接头，重新压接 BNC 与电源接头，防水胶带三层包扎。".into() },
            WorkEntry { from: at(3, 40), to: Some(at(4, 25)), text: "更换失效的电源防雷器，测量接地电阻 5.2 Ω，超出要求的 4 Ω，拍照并向客户说明。".into() },
            WorkEntry { from: at(15, 30), to: Some(at(16, 10)), text: "夜间复查红外补光，图像正常。".into() },
        ],
        backup: Some(BackupPart { decision: BackupDecision::Consented, by: "王建国".into(), at: at(2, 55), remark: "配置文件存于值班室电脑 D:\\backup\\ptz3.cfg".into() }),
        checklists: vec![ChecklistPart { title: Bilingual::new("电视监控系统巡检表", "CCTV inspection list"), version: 3, items, together: Vec::new() }],
        parts: vec![
            PartLine { card: "P-01032".into(), name: Bilingual::new("BNC 防水接头（压接式）", "BNC connector, waterproof, crimped"), quantity: Amount::whole(4), label: Some(PartLabel::Bad), ..PartLine::default() },
            PartLine {
                card: "P-02210".into(),
                name: Bilingual::new("电源防雷器 24 V 10 kA", "Power surge arrester 24 V 10 kA"),
                quantity: Amount::whole(1),
                serial_in: "8806331200457719900232ABCDEFGH".into(),
                serial_out: "8806331200457719900231ABCDEFGH".into(),
                label: Some(PartLabel::Bad),
                unit: None,
            },
        ],
        photos: vec![
            photo(1, "更换前：BNC 接头氧化"),
            photo(2, "接地电阻测量"),
            photo(3, "失效的防雷器"),
            photo(4, "设备箱全景"),
            photo(5, "更换后的接线，防水胶带三层包扎，线标齐全，箱门密封条完好"),
            photo(6, "恢复后的图像"),
        ],
        costs: vec![
            CostLine { kind: CostKind::Hours, payer: Payer::Us, amount: 32_000, currency: "CNY".into(), basis: "1.6 小时 × 200 元，合同第 4.2 条".into() },
            CostLine { kind: CostKind::Travel, payer: Payer::Us, amount: 6_850, currency: "CNY".into(), basis: "往返 34 km".into() },
            CostLine { kind: CostKind::Material, payer: Payer::Customer, amount: 126_000, currency: "CNY".into(), basis: "防雷器，雷击不在保修范围（合同第 6.1 条），照片 3".into() },
            CostLine { kind: CostKind::Material, payer: Payer::Supplier, amount: 4_800, currency: "CNY".into(), basis: "接头批次缺陷，供应商更换".into() },
        ],
        entitlement: Some(EntitlementPart { basis: Entitlement::InContract, clause: "维保合同 HD-2025-017 第 4.2 条：人工与差旅免费，易损件与雷击损坏另计".into(), decided: None }),
        ..short_sheet(language)
    }
}

/// A repair as most are: one machine, one part, the repair check with nothing wrong, two photos, under warranty.
pub(crate) fn plain_repair(language: SheetLanguage) -> Sheet {
    let pass = |zh: &str, en: &str| item(zh, en, ItemKind::PassFail, Some(Answer::Verdict(Verdict::Pass)));
    let voltage = Some(Answer::Value { text: "23.6".into(), unit: "V".into() });
    let mut voltage = item("供电电压", "Supply voltage", ItemKind::Number, voltage);
    voltage.limits = Some(Limits { low: Some("21.6".into()), high: Some("26.4".into()), unit: "V".into() });
    voltage.within = Some(true);
    let items = vec![
        pass("已向客户了解故障情况", "Fault discussed with the customer"),
        pass("已断电并验电", "Powered off and checked"),
        pass("功能恢复正常", "Works again"),
        pass("接线牢固，防水完好", "Wiring firm, seals whole"),
        pass("已说明原因与注意事项", "Cause and precautions explained"),
        voltage,
    ];
    let long = long_sheet(language);
    let mut list = long.checklists[0].clone();
    (list.title, list.version, list.items) = (Bilingual::new("现场维修检查", "Repair check"), 2, items);
    Sheet {
        equipment: long.equipment[..1].to_vec(),
        diagnosis: "球机供电端接头氧化，接触电阻过大，更换后恢复。".into(),
        backup: long.backup.clone(),
        checklists: vec![list],
        parts: long.parts[..1].to_vec(),
        photos: long.photos[..2].to_vec(),
        entitlement: Some(EntitlementPart {
            basis: Entitlement::InWarranty,
            clause: "设备保修期至 2027-11-06".into(),
            decided: None,
        }),
        ..short_sheet(language)
    }
}

/// The report of a day on which a part went in and the text was amended.
pub(crate) fn daily(language: SheetLanguage) -> DailyReport {
    let sheet = long_sheet(language);
    let work =
        sheet.work.iter().zip(1..).map(|(entry, n)| DayEntry { event: Uuid::from_u128(n), entry: entry.clone() });
    let parts = sheet.parts.iter().zip(50..).map(|(line, n)| DayPart { event: Uuid::from_u128(n), line: line.clone() });
    DailyReport {
        format: DAILY_FORMAT,
        language,
        job: sheet.job,
        number: sheet.number.clone(),
        kind: sheet.kind,
        day: NaiveDate::from_ymd_opt(2026, 3, 5).unwrap(),
        revision: 1,
        replaces: Some(hash_hex(b"the first one")),
        amendment: "漏记一项".into(),
        site: sheet.site.clone(),
        equipment: sheet.equipment.clone(),
        report: Uuid::from_u128(99),
        done: "3 号球机防雷器更换，图像恢复。".into(),
        next: "明日复测接地电阻。".into(),
        work: work.collect(),
        parts: parts.collect(),
        engineer: sheet.engineer.clone(),
    }
}

pub(crate) fn signed(sheet: &Sheet) -> Signature {
    Signature {
        outcome: Outcome::Signed,
        document_hash: sheet.hash().unwrap(),
        name: "王建国".into(),
        title: "设备科长".into(),
        phone: "138 0000 1234".into(),
        signed_at: at(4, 40),
        position: Some(Position { latitude_e7: 399_812_345, longitude_e7: 1_163_012_345, accuracy_m: Some(12) }),
        strokes: Some(hash_hex(&strokes())),
        language: sheet.language,
    }
}

pub(crate) fn unsigned(sheet: &Sheet, outcome: Outcome) -> Signature {
    Signature { outcome, strokes: None, ..signed(sheet) }
}

pub(crate) fn slip(lines: usize) -> TakeSlip {
    let line = |n: usize| TakeLine {
        card: format!("P-{:05}", 1000 + n * 7),
        name: Bilingual::new("电源防雷器 24 V 10 kA", "Power surge arrester 24 V 10 kA"),
        quantity: Quantity::pieces(1 + (n as i64 % 3)),
        serial: if n.is_multiple_of(3) { "8806331200457719900232ABCDEFGH".into() } else { String::new() },
        from: Bilingual::new("总库", "Main store"),
        bin: format!("1-02-{:02}-{}", n % 12, 1 + n % 4),
        to: Bilingual::new("李明的备件包", "Li Ming's bag"),
    };
    TakeSlip {
        number: "LY-A7-000031".into(),
        taken_by: "李明".into(),
        taken_at: at(14, 20),
        zone: "Asia/Shanghai".into(),
        job: "BJ-A7-000012".into(),
        reason: "夜间抢修 3 号球机".into(),
        take_first: true,
        paper_due: Some(Utc.with_ymd_and_hms(2026, 3, 6, 14, 20, 0).unwrap()),
        lines: (0..lines).map(line).collect(),
        approver: None,
        issued_by: Some("周敏".into()),
    }
}
