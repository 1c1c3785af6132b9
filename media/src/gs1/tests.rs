//! Codes as they stand on real parts, and everything that is not one.

use super::{Element, Gs1, Gs1Error, ai, check};
use chrono::NaiveDate;
use proptest::prelude::*;

const YEAR: i32 = 2026;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn code(text: &str) -> &'static str {
    match Gs1::parse(text, YEAR) {
        Ok(read) => panic!("{text:?} was read as {read:?}"),
        Err(e) => e.code(),
    }
}

#[test]
fn a_scanned_element_string_with_separators() {
    let read = Gs1::parse("]d20109506000134352\u{1D}10AB-12\u{1D}1728123121SER/7\u{1D}", YEAR).unwrap();
    assert_eq!(read.gtin.as_deref(), Some("09506000134352"));
    assert_eq!(read.batch.as_deref(), Some("AB-12"));
    assert_eq!(read.expiry, Some(day(2028, 12, 31)));
    assert_eq!(read.serial.as_deref(), Some("SER/7"));
    assert_eq!(read.elements.len(), 4);
}

#[test]
fn the_form_in_parentheses_says_the_same() {
    let scanned = Gs1::parse("0109506000134352112601152100A1\u{1D}241CUST-9\u{1D}3712", YEAR).unwrap();
    let written = Gs1::parse("(01)09506000134352(11)260115(21)00A1(241)CUST-9(37)12", YEAR).unwrap();
    assert_eq!(scanned, written);
    assert_eq!(written.produced, Some(day(2026, 1, 15)));
    assert_eq!(written.customer_part.as_deref(), Some("CUST-9"));
    assert_eq!(written.count, Some(12));
}

#[test]
fn a_value_may_hold_parentheses() {
    let read = Gs1::parse("(21)A(B)1(7)(10)X", YEAR).unwrap();
    assert_eq!(read.serial.as_deref(), Some("A(B)1(7)"));
    assert_eq!(read.batch.as_deref(), Some("X"));
}

#[test]
fn fields_of_every_known_identifier() {
    let text = "(00)340123450000000000(240)MK-1(250)SEC(400)PO-77(8003)09506000134352A1(30)5(20)01(99)inner";
    let sscc = "34012345000000000";
    let digit = (0..10).find(|d| check::digit_is_right(&format!("{sscc}{d}"))).unwrap();
    let text = text.replace("340123450000000000", &format!("{sscc}{digit}"));
    let read = Gs1::parse(&text, YEAR).unwrap();
    assert_eq!(read.sscc.unwrap().len(), 18);
    assert_eq!(read.maker_part.as_deref(), Some("MK-1"));
    assert_eq!(read.secondary_serial.as_deref(), Some("SEC"));
    assert_eq!(read.order.as_deref(), Some("PO-77"));
    assert_eq!(read.returnable_asset.as_deref(), Some("09506000134352A1"));
    assert_eq!(read.count, Some(5));
    let kept = Element { ai: "99".into(), value: "inner".into() };
    assert!(read.elements.contains(&kept));
    assert_eq!(Gs1::parse("8004ASSET-5", YEAR).unwrap().asset.as_deref(), Some("ASSET-5"));
}

#[test]
fn digital_links_on_any_domain() {
    let read =
        Gs1::parse("https://id.gs1.org/01/09506000134352/10/ABC/21/12345?17=281231&linkType=gs1:pip", YEAR).unwrap();
    assert_eq!(read.gtin.as_deref(), Some("09506000134352"));
    assert_eq!(
        (read.batch.as_deref(), read.serial.as_deref(), read.expiry),
        (Some("ABC"), Some("12345"), Some(day(2028, 12, 31)))
    );
    assert_eq!(read.elements.len(), 4, "linkType is no element");
    for text in [
        "HTTPS://parts.example.com/shop/2026/01/9506000134352/21/A%2F7#top",
        "http://example.com:8080/01/09506000134352/21/A%2F7/",
        "https://example.com/x/01/09506000134352/21/A%2F7?utm=1;foo",
    ] {
        let read = Gs1::parse(text, YEAR).unwrap();
        assert_eq!(read.gtin.as_deref(), Some("09506000134352"), "{text}");
        assert_eq!(read.serial.as_deref(), Some("A/7"), "{text}");
    }
    assert_eq!(Gs1::parse("https://example.com/8004/EQ-1", YEAR).unwrap().asset.as_deref(), Some("EQ-1"));
}

#[test]
fn short_trade_item_numbers_in_links_are_padded() {
    for (printed, full) in [("96385074", "00000096385074"), ("614141123452", "00614141123452")] {
        let read = Gs1::parse(&format!("https://example.com/01/{printed}"), YEAR).unwrap();
        assert_eq!(read.gtin.as_deref(), Some(full));
    }
}

#[test]
fn each_refusal_has_its_code() {
    assert_eq!(code(""), "gs1_empty");
    assert_eq!(code(" \t"), "gs1_empty");
    assert_eq!(code("\u{1D}"), "gs1_empty");
    assert_eq!(code("]d2"), "gs1_empty");
    assert_eq!(code("HELLO"), "gs1_unknown_identifier");
    assert_eq!(code("5012345"), "gs1_unknown_identifier");
    assert_eq!(code("(01"), "gs1_unknown_identifier");
    assert_eq!(code("(999)1"), "gs1_unknown_identifier");
    assert_eq!(code("监控"), "gs1_unknown_identifier");
    assert_eq!(code("0109506"), "gs1_wrong_length");
    assert_eq!(code("0109506\u{1D}000134352"), "gs1_wrong_length");
    assert_eq!(code("(01)9506000134352"), "gs1_wrong_length");
    assert_eq!(code("(10)123456789012345678901"), "gs1_wrong_length");
    assert_eq!(code("(21)"), "gs1_wrong_length");
    assert_eq!(code("(01)0950600013435X"), "gs1_wrong_characters");
    assert_eq!(code("(21)监控"), "gs1_wrong_characters");
    assert_eq!(code("(3103)0001x0"), "gs1_wrong_characters");
    assert_eq!(code("(3103)1"), "gs1_wrong_length");
    assert_eq!(code("(01)09506000134353"), "gs1_check_digit");
    assert_eq!(code("(8003)09506000134353A"), "gs1_check_digit");
    assert_eq!(code("(17)261301"), "gs1_wrong_date");
    assert_eq!(code("(17)260230"), "gs1_wrong_date");
    assert_eq!(code("(15)269999"), "gs1_wrong_date");
    assert_eq!(code("(10)A(10)B"), "gs1_contradiction");
    assert_eq!(code("https://example.com/"), "gs1_not_a_digital_link");
    assert_eq!(code("https://example.com/2026/01/report/5"), "gs1_not_a_digital_link");
    assert_eq!(code("https://example.com/2026/01/report"), "gs1_wrong_characters");
    assert_eq!(code("https://example.com/01/09506000134353"), "gs1_check_digit");
    assert_eq!(code("https://example.com/01/09506000134352/21/%FF"), "gs1_wrong_characters");
}

#[test]
fn one_bad_element_does_not_spoil_the_others() {
    let read = |text: &str| {
        let read = Gs1::parse(text, YEAR).unwrap();
        (read.gtin, read.serial, read.faults.iter().map(Gs1Error::code).collect::<Vec<_>>())
    };
    let (gtin, serial) = (Some("09506000134352".to_owned()), Some("PTZ-600".to_owned()));
    assert_eq!(read("(01)09506000134352(17)000000(21)PTZ-600"), (gtin.clone(), serial.clone(), vec!["gs1_wrong_date"]));
    assert_eq!(read("(01)09506000134353(21)PTZ-600"), (None, serial.clone(), vec!["gs1_check_digit"]));
    assert_eq!(read("(01)09506000134352(712)7098690(21)PTZ-600"), (gtin.clone(), serial.clone(), vec![]));
    assert_eq!(read("010950600013435221PTZ-600\u{1D}7127098690"), (gtin.clone(), serial.clone(), vec![]));
    let long = "(01)09506000134352(21)ABCDEFGHIJKLMNOPQRSTUVWXYZ12";
    assert_eq!(read(long), (gtin.clone(), None, vec!["gs1_wrong_length"]));
    assert_eq!(read("(01)09506000134352(21)A(21)B"), (gtin.clone(), None, vec!["gs1_contradiction"]));
    assert_eq!(read("010950600013435217\u{1D}21PTZ-600"), (gtin, serial, vec!["gs1_wrong_length"]));
}

#[test]
fn a_text_is_meant_as_gs1_where_it_says_so() {
    for text in [
        "]C10109506000134352",
        "]d221A",
        "]Q321A",
        "(21)A",
        "0109506000134352\u{1D}21A",
        "https://id.gs1.org/01/09506000134352",
    ] {
        assert!(Gs1::is_meant(text), "{text}");
    }
    for text in ["210235293310B5000001", "2229043001234", "10D9T", "30012345", "91AB77", "2400117", "]C021A", "PTZ-600"]
    {
        assert!(!Gs1::is_meant(text), "{text}");
    }
}

#[test]
fn a_part_by_its_makers_number_and_serial() {
    let read = Gs1::parse("(8010)4012345AB#1(8011)77", YEAR).unwrap();
    assert_eq!((read.component.as_deref(), read.component_serial.as_deref()), (Some("4012345AB#1"), Some("77")));
    assert_eq!(Gs1::parse("(710)PZN-1", YEAR).unwrap().elements[0].ai, "710");
}

#[test]
fn the_same_element_may_be_repeated() {
    assert_eq!(Gs1::parse("(10)A(10)A", YEAR).unwrap().batch.as_deref(), Some("A"));
}

#[test]
fn dates_follow_the_sliding_century_and_the_last_of_the_month() {
    let date = |value, year| check::date("17", value, year).unwrap();
    assert_eq!(date("280200", 2026), day(2028, 2, 29));
    assert_eq!(date("261200", 2026), day(2026, 12, 31));
    assert_eq!(date("760101", 2026), day(2076, 1, 1), "50 years ahead");
    assert_eq!(date("770101", 2026), day(1977, 1, 1), "49 years ago");
    assert_eq!(date("050101", 2095), day(2105, 1, 1));
    assert_eq!(check::date("17", "260100x", 2026).unwrap(), day(2026, 1, 31));
    assert_eq!(check::date("17", "26", 2026), Err(Gs1Error::Date { ai: "17".into() }));
}

#[test]
fn the_check_digit_rule_of_the_standard() {
    for right in ["09506000134352", "96385074", "4006381333931", "614141123452"] {
        assert!(check::digit_is_right(right), "{right}");
    }
    for wrong in ["09506000134353", "", "9638507A", "４００６"] {
        assert!(!check::digit_is_right(wrong), "{wrong}");
    }
}

#[test]
fn fixed_lengths_are_those_of_the_standard() {
    let fixed: Vec<String> = (0..100).map(|n| format!("{n:02}")).filter(|p| ai::fixed_length(p).is_some()).collect();
    let standard = [
        "00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "31", "32", "33",
        "34", "35", "36", "41",
    ];
    assert_eq!(fixed, standard);
}

/// A value as GS1 allows it.
fn text_value() -> impl Strategy<Value = String> {
    "[A-Za-z0-9!\"%&'*+,./:;<=>?_-]{1,20}"
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,60}", year in any::<i32>()) {
        let _ = Gs1::parse(&text, year);
        let _ = Gs1::parse(&format!("({text}"), year);
        let _ = Gs1::parse(&format!("01{text}"), year);
        let _ = Gs1::parse(&format!("https://{text}/01/{text}?17={text}"), year);
    }

    #[test]
    fn digits_are_read_or_refused_without_a_panic(text in "[0-9()\u{1D}]{0,60}", year in any::<i32>()) {
        let _ = Gs1::parse(&text, year);
    }

    #[test]
    fn all_three_forms_give_the_same(serial in text_value(), batch in text_value(), body in "[0-9]{13}") {
        let digit = (0..10).find(|d| check::digit_is_right(&format!("{body}{d}"))).unwrap();
        let gtin = format!("{body}{digit}");
        let scanned = Gs1::parse(&format!("01{gtin}10{batch}\u{1D}21{serial}"), YEAR).unwrap();
        let written = Gs1::parse(&format!("(01){gtin}(10){batch}(21){serial}"), YEAR).unwrap();
        let escape = |t: &str| percent_encoding::utf8_percent_encode(t, percent_encoding::NON_ALPHANUMERIC).to_string();
        let link = format!("https://example.com/01/{gtin}/10/{}/21/{}", escape(&batch), escape(&serial));
        prop_assert_eq!(&scanned, &written);
        prop_assert_eq!(&scanned, &Gs1::parse(&link, YEAR).unwrap());
        prop_assert_eq!(scanned.serial, Some(serial));
        prop_assert_eq!(scanned.batch, Some(batch));
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(body in "[0-9]{13}", at in 0..14_usize, add in 1..10_u8) {
        let digit = (0..10).find(|d| check::digit_is_right(&format!("{body}{d}"))).unwrap();
        let mut gtin = format!("{body}{digit}").into_bytes();
        gtin[at] = b'0' + (gtin[at] - b'0' + add) % 10;
        prop_assert_eq!(code(&format!("(01){}", String::from_utf8(gtin).unwrap())), "gs1_check_digit");
    }
}
