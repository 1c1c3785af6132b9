//! Amounts, quantities, names and telephone numbers as people write them.

use super::*;
use proptest::prelude::*;

#[test]
fn quantities_read_as_people_write_them() {
    let texts = [(1000, "1"), (1500, "1.5"), (-250, "-0.25"), (1, "0.001"), (0, "0")];
    for (amount, text) in texts {
        assert_eq!(thousandths(amount), text);
    }
}

#[test]
fn a_unit_goes_with_its_number() {
    let said = |amount, unit| [Lang::Zh, Lang::En].map(|lang| Quantity { amount, unit }.in_lang(lang));
    assert_eq!(said(1_000, Unit::Piece), ["1 件", "1 pc"]);
    assert_eq!(said(2_000, Unit::Piece), ["2 件", "2 pcs"]);
    assert_eq!(said(1_000, Unit::Pair), ["1 对", "1 pair"]);
    assert_eq!(said(3_000, Unit::Pair), ["3 对", "3 pairs"]);
    assert_eq!(said(1_500, Unit::Metre), ["1.5 米", "1.5 m"]);
}

#[test]
fn money_is_said_by_its_currency_and_the_language() {
    let said = |minor, currency: &str| [Lang::Zh, Lang::En].map(|lang| Money::new(minor, currency).in_lang(lang));
    assert_eq!(said(16_550, "CNY"), ["¥165.50", "CNY 165.50"]);
    assert_eq!(said(-5, "CNY"), ["-¥0.05", "CNY -0.05"]);
    assert_eq!(said(-123_456_789, "EUR"), ["EUR -1,234,567.89", "EUR -1,234,567.89"]);
    assert_eq!(said(1_500, "JPY"), ["JPY 1,500", "JPY 1,500"]);
    assert_eq!(said(1_500, "KWD"), ["KWD 1.500", "KWD 1.500"]);
    assert_eq!(said(i64::MIN, "CNY")[1], "CNY -92,233,720,368,547,758.08");
    assert_eq!(Money::parse("1.5", "KWD").unwrap(), Money::new(1_500, "KWD"));
}

#[test]
fn money_is_whole_minor_units() {
    assert_eq!(Money::new(128_050, "CNY").to_string(), "1280.50 CNY");
    assert_eq!(Money::new(-5, "CNY").to_string(), "-0.05 CNY");
    assert_eq!(Money::new(128_050, "JPY").to_string(), "128050 JPY");
    let unit = Money::new(333, "CNY");
    assert_eq!(unit.times(&Quantity { amount: 1500, unit: Unit::Metre }).minor, 500, "499.5 is rounded up");
    assert_eq!(unit.checked_add(&Money::new(1, "EUR")), None, "currencies do not add up");
    assert_eq!(unit.checked_add(&Money::new(i64::MAX, "CNY")), None);
}

#[test]
fn the_bounds_of_quantities() {
    assert!(Quantity::pieces(ABSURD_QUANTITY).check(false).is_ok());
    let code = |quantity: Quantity, serialised| quantity.check(serialised).unwrap_err().code;
    assert_eq!(code(Quantity::pieces(ABSURD_QUANTITY + 1), false), "quantity_absurd");
    assert_eq!(code(Quantity { amount: 0, unit: Unit::Metre }, false), "quantity_not_positive");
    assert_eq!(code(Quantity { amount: 2000, unit: Unit::Piece }, true), "quantity_serial_one");
    for unit in Unit::ALL {
        let half = Quantity { amount: 12_500, unit: *unit }.check(false);
        assert_eq!(half.map_err(|refusal| refusal.code), if unit.divisible() { Ok(()) } else { Err("quantity_whole") });
    }
}

#[test]
fn quantities_are_read_as_people_write_them() {
    for (text, amount) in [("12.5", 12_500), ("３．２", 3_200), (" 7 ", 7_000), ("0.001", 1), ("-4", -4_000)] {
        assert_eq!(read_thousandths(text), Some(amount), "{text}");
    }
    for text in ["", "1,200", "1，200", "1.2.3", "0.0001", "ten", ".5", "--1"] {
        assert_eq!(read_thousandths(text), None, "{text}");
    }
    let written = |amount| serde_json::to_string(&Amount(amount)).unwrap();
    assert_eq!((written(2_000), written(12_500)), ("2".to_owned(), "\"12.5\"".to_owned()));
    for amount in [0, 2_000, 12_500, 1, i64::MAX, i64::MIN, i64::MIN + 1] {
        assert_eq!(serde_json::from_str::<Amount>(&written(amount)).unwrap(), Amount(amount));
    }
    assert!(serde_json::from_str::<Amount>("\"1,2\"").is_err());
}

#[test]
fn phone_numbers_are_kept_as_typed_and_dialled_without_ornament() {
    let phone = Phone::parse(" +86 (10) 6512-3456 ").unwrap();
    assert_eq!((phone.as_str(), phone.dialled().as_str()), ("+86 (10) 6512-3456", "+861065123456"));
    for (typed, dialled) in [
        ("0591-87654321转8012", "059187654321,8012"),
        ("0591-87654321 转 8012", "059187654321,8012"),
        ("0591-87654321-8012", "059187654321,8012"),
        ("010-65123456", "01065123456"),
        ("138-0013-8000", "13800138000"),
        ("021-555-0134", "0215550134"),
    ] {
        let phone = Phone::parse(typed).unwrap();
        assert_eq!((phone.as_str(), phone.dialled().as_str()), (typed, dialled));
    }
    for bad in [
        "",
        "12",
        "+",
        "12+34",
        "转8012",
        "0591-87654321转",
        "0591-87654321转80转12",
        "0591-87654321转前台",
        "phone 12345",
        "123456789012345678901",
    ] {
        assert_eq!(Phone::parse(bad).unwrap_err().code, "phone_invalid", "{bad}");
    }
}

#[test]
fn a_name_in_one_language_never_disappears() {
    let name = Bilingual { zh: "机房".into(), en: String::new() };
    assert_eq!((name.in_lang(Lang::En), name.in_lang(Lang::Zh)), ("机房", "机房"));
}

proptest! {
    #[test]
    fn a_price_times_a_quantity_is_within_half_a_unit(minor in -10_000_000i64..10_000_000, amount in 0i64..100_000_000) {
        let exact = i128::from(minor) * i128::from(amount);
        let got = i128::from(Money::new(minor, "CNY").times(&Quantity { amount, unit: Unit::Piece }).minor) * 1000;
        prop_assert!((got - exact).abs() <= 500);
    }
}
