//! The sheet's bytes must never change by themselves: signatures of years ago depend on them.

use super::*;
use crate::domain::values::Money;
use chrono::TimeZone;

fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 5, hour, minute, 0).unwrap()
}

fn sheet() -> Sheet {
    Sheet {
        format: SHEET_FORMAT,
        language: SheetLanguage::Both,
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
            customer: Bilingual::new("公安分局", "Police branch"),
            name: Bilingual::same("3#"),
            address: "海淀路 1 号".into(),
            zone: "Asia/Shanghai".into(),
        },
        contact: ContactPart { name: "王".into(), title: String::new(), phone: "010".into() },
        equipment: vec![EquipmentPart { pn: "PTZ-1".into(), sn: "SN9".into(), ..EquipmentPart::default() }],
        symptom: "无图像".into(),
        level: Some(3),
        diagnosis: "接头".into(),
        cause: Some(Cause::ConnectorQuality),
        work: vec![WorkEntry { from: at(3, 0), to: Some(at(3, 30)), text: "换接头".into() }],
        backup: Some(BackupPart {
            decision: BackupDecision::Refused,
            by: "王".into(),
            at: at(2, 50),
            remark: String::new(),
        }),
        checklists: vec![ChecklistPart {
            title: Bilingual::new("维修检查", "Repair check"),
            version: 2,
            items: vec![ItemPart {
                label: Bilingual::new("接地电阻", "Earth resistance"),
                kind: ItemKind::Number,
                answer: Some(Answer::Value { text: "3.2".into(), unit: "Ω".into() }),
                limits: Some(Limits { low: None, high: Some("4".into()), unit: "Ω".into() }),
                within: Some(true),
                remark: String::new(),
                photos: vec!["ab".into()],
                equipment: String::new(),
            }],
            together: vec![TogetherPart { at: at(3, 10), items: 2 }],
        }],
        parts: vec![PartLine {
            card: "K1".into(),
            quantity: Amount::whole(1),
            label: Some(PartLabel::Bad),
            ..PartLine::default()
        }],
        photos: vec![PhotoPart {
            hash: "ab".into(),
            caption: String::new(),
            taken_at: at(3, 5),
            gallery: false,
            undated: false,
        }],
        costs: vec![CostLine {
            kind: CostKind::Hours,
            payer: Payer::Us,
            amount: 20_000,
            currency: "CNY".into(),
            basis: "1 h".into(),
        }],
        entitlement: Some(EntitlementPart { basis: Entitlement::InContract, clause: "4.2".into(), decided: None }),
        times: TimesPart { left: Some(at(2, 0)), arrived: None, started: None, done: Some(at(3, 40)) },
        engineer: PersonPart { id: Uuid::from_u128(9), name: "李".into() },
        result: Some(WorkResult::Partly),
        left: "立杆重做防水".into(),
        opinion: Some(Opinion { remarks: "请尽快".into(), rating: Some(4) }),
    }
}

/// The same as a sheet of format 1 said it.
fn of_format_1() -> Sheet {
    let mut sheet = Sheet { format: 1, result: None, left: String::new(), opinion: None, ..sheet() };
    sheet.checklists.iter_mut().for_each(|list| list.together.clear());
    sheet
}

#[test]
fn bytes_of_format_1_stay_as_they_were_signed() {
    let text = String::from_utf8(of_format_1().canonical_bytes().unwrap()).unwrap();
    assert!(text.starts_with(
        r#"{"format":1,"language":"both","job":"00000000-0000-0000-0000-000000000007","number":"BJ-A7-000012","kind":"repair","revision":0,"replaces":null,"#
    ));
    assert!(text.contains(r#""reported_at":"2026-03-05T01:02:00Z""#));
    assert_eq!(of_format_1().hash().unwrap(), GOLDEN, "the canonical bytes of format 1 changed: {text}");
    assert_eq!(Sheet::parse(text.as_bytes()).unwrap(), of_format_1());
}

#[test]
fn what_format_2_adds_stands_at_the_end_of_the_bytes() {
    let text = String::from_utf8(sheet().canonical_bytes().unwrap()).unwrap();
    let added = r#","result":"partly","left":"立杆重做防水","opinion":{"remarks":"请尽快","rating":4}}"#;
    assert!(text.starts_with(r#"{"format":2,"#) && text.ends_with(added), "{text}");
    assert_eq!(Opinion::said("  ", Some(6)), None, "nothing was said");
    assert_eq!(Opinion::said(" 好 ", None), Some(Opinion { remarks: "好".into(), rating: None }));
}

#[test]
fn a_sheet_says_what_it_costs_the_customer() {
    let line = |payer, amount, currency: &str| CostLine {
        kind: CostKind::Material,
        payer,
        amount,
        currency: currency.into(),
        basis: "1".into(),
    };
    let basis = |basis| Some(EntitlementPart { basis, clause: String::new(), decided: None });
    let price = |entitlement, costs: Vec<CostLine>| Sheet { entitlement, costs, ..sheet() }.price();
    let ours = || vec![line(Payer::Us, 16_550, "CNY"), line(Payer::Supplier, 900, "CNY")];
    assert_eq!(price(basis(Entitlement::InWarranty), ours()), CustomerPrice::Free(Entitlement::InWarranty));
    assert_eq!(price(basis(Entitlement::InContract), Vec::new()), CustomerPrice::Free(Entitlement::InContract));
    assert_eq!(price(basis(Entitlement::Chargeable), ours()), CustomerPrice::Open, "what we bear is no price of his");
    assert_eq!(price(None, ours()), CustomerPrice::Nothing);
    let own =
        vec![line(Payer::Customer, 100, "CNY"), line(Payer::Customer, 7, "EUR"), line(Payer::Customer, 50, "CNY")];
    let sums = vec![Money::new(150, "CNY"), Money::new(7, "EUR")];
    assert_eq!(
        price(basis(Entitlement::InWarranty), own),
        CustomerPrice::Pays(sums),
        "what is charged is never called free"
    );
}

/// If this must change, the form has changed: raise [`SHEET_FORMAT`] and keep reading the old one.
const GOLDEN: &str = "7329b39d81e6e2189983281404f493a850cb59dbcfe1d15e93125e0c2c6f37c1";

#[test]
fn what_is_read_is_written_the_same() {
    let bytes = sheet().canonical_bytes().unwrap();
    let read = Sheet::parse(&bytes).unwrap();
    assert_eq!(read, sheet());
    assert_eq!(read.canonical_bytes().unwrap(), bytes);
}

#[test]
fn every_field_counts_for_the_hash() {
    let value: serde_json::Value = serde_json::from_slice(&sheet().canonical_bytes().unwrap()).unwrap();
    let mut hashes = std::collections::BTreeSet::from([sheet().hash().unwrap()]);
    let mut changed = 0;
    each_leaf(&value, &mut Vec::new(), &mut |path, leaf| {
        let new = match leaf {
            serde_json::Value::String(s) => other_text(s),
            serde_json::Value::Number(n) => {
                assert!(!n.is_f64(), "a float at {path:?}");
                serde_json::json!(if path == ["format"] { 0 } else { n.as_i64().unwrap() + 1 })
            }
            serde_json::Value::Bool(b) => serde_json::json!(!b),
            _ => return,
        };
        let mut copy = value.clone();
        *copy.pointer_mut(&format!("/{}", path.join("/"))).unwrap() = new;
        let sheet: Sheet = serde_json::from_value(copy).unwrap();
        assert!(hashes.insert(sheet.hash().unwrap()), "{path:?} does not count");
        changed += 1;
    });
    assert!(changed > 60, "{changed}");
}

/// Another value of the same type, whatever the type is.
fn other_text(s: &str) -> serde_json::Value {
    let swaps = [
        ("both", "en"),
        ("repair", "training"),
        ("phone", "fax"),
        ("connector_quality", "other"),
        ("refused", "consented"),
        ("number", "text"),
        ("bad", "good"),
        ("hours", "travel"),
        ("us", "customer"),
        ("in_contract", "chargeable"),
        ("partly", "solved"),
    ];
    if let Some((_, to)) = swaps.iter().find(|(from, _)| *from == s) {
        return serde_json::json!(to);
    }
    if s.starts_with("2026-03-05T") {
        return serde_json::json!(s.replace("2026", "2027"));
    }
    if let Ok(id) = s.parse::<Uuid>() {
        return serde_json::json!(Uuid::from_u128(id.as_u128() + 1));
    }
    serde_json::json!(format!("{s}x"))
}

fn each_leaf(value: &serde_json::Value, path: &mut Vec<String>, visit: &mut impl FnMut(&[String], &serde_json::Value)) {
    let children: Vec<(String, &serde_json::Value)> = match value {
        serde_json::Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        serde_json::Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
        leaf => return visit(path, leaf),
    };
    for (key, child) in children {
        path.push(key);
        each_leaf(child, path, visit);
        path.pop();
    }
}

#[test]
fn a_later_form_is_refused_by_name() {
    let text = String::from_utf8(sheet().canonical_bytes().unwrap()).unwrap();
    let newer = text.replacen("\"format\":2", "\"format\":3", 1);
    assert_eq!(Sheet::parse(newer.as_bytes()).unwrap_err().code(), "sheet_newer");
    assert_eq!(Sheet::parse(b"{}").unwrap_err().code(), "sheet_unreadable");
    assert_eq!(Sheet::parse(&[0xff]).unwrap_err().code(), "sheet_unreadable");
}

#[test]
fn codes_are_those_that_are_stored() {
    for cause in Cause::ALL {
        assert_eq!(serde_json::to_value(cause).unwrap(), serde_json::json!(cause.code()));
        assert_eq!(Cause::from_code(cause.code()), Some(*cause));
    }
    assert_eq!(Cause::ALL.len(), 9);
    assert_eq!(SheetLanguage::Chinese.code(), "zh-CN");
}

#[test]
fn a_signature_keeps_its_outcome() {
    let signature = Signature {
        outcome: Outcome::Refused { reason: "未完成".into(), witness: "赵".into() },
        document_hash: sheet().hash().unwrap(),
        name: "王".into(),
        title: "站长".into(),
        phone: String::new(),
        signed_at: at(3, 50),
        position: Some(Position { latitude_e7: 399_000_000, longitude_e7: 1_163_000_000, accuracy_m: Some(12) }),
        strokes: None,
        language: SheetLanguage::Chinese,
    };
    let bytes = signature.canonical_bytes().unwrap();
    assert!(bytes.starts_with(br#"{"outcome":"refused","reason":"#));
    assert_eq!(serde_json::from_slice::<Signature>(&bytes).unwrap(), signature);
}

#[test]
fn a_missing_language_falls_back_to_the_other() {
    let name = Bilingual { zh: "摄像机".into(), en: String::new() };
    assert_eq!(name.in_language("en"), "摄像机");
    assert_eq!(Bilingual::new("摄像机", "camera").in_language("zh-CN"), "摄像机");
}

#[test]
fn a_clause_is_read_as_typed_or_in_the_reader_s_language() {
    let typed: EntitlementPart = serde_json::from_str(r#"{"basis":"in_contract","clause":"4.2"}"#).unwrap();
    assert_eq!((typed.text(Lang::Zh).as_str(), typed.text(Lang::En).as_str()), ("4.2", "4.2"));
    assert_eq!(
        serde_json::to_string(&typed).unwrap(),
        r#"{"basis":"in_contract","clause":"4.2"}"#,
        "bytes stay as they were"
    );
    let args = [("contract".to_owned(), "HT-1".to_owned())].into();
    let decided = Some(Clause { code: "service_not_in_contract".into(), args });
    let found = EntitlementPart { basis: Entitlement::Chargeable, clause: String::new(), decided };
    assert_eq!(found.text(Lang::Zh), "合同 HT-1 不包含此项服务，需收费。");
    assert_eq!(found.text(Lang::En), "Contract HT-1 does not cover this kind of service; it is charged.");
    let again: EntitlementPart = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(again, found);
}
