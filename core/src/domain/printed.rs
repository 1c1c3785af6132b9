//! What stands printed on things: serial numbers, part numbers, labels. They are kept as printed and compared as people see them: what
//! cannot be seen does not count, and a full-width letter is the letter.

use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What is printed: without characters that nobody sees (marks of direction, zero-width spaces, control characters), and without space
/// around it.
pub fn tidy(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !invisible(*c)).collect();
    seen.trim().to_owned()
}

/// The form in which two printed texts compare: [`tidy`], then Unicode's compatibility form (NFKC), in which `ＦＪ－０１` is `FJ-01`.
pub fn folded(text: &str) -> String {
    let tidy = tidy(text);
    if tidy.is_ascii() {
        return tidy;
    }
    let folded: String = tidy.nfkc().filter(|c| !invisible(*c)).collect();
    folded.trim().to_owned()
}

/// Whether two texts say the same on a label.
pub fn same(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// The order in which printed texts stand: those that say the same are equal.
pub fn order(one: &str, other: &str) -> Ordering {
    // Most are plain, and are compared as they are.
    if plain(one) && plain(other) { one.cmp(other) } else { folded(one).cmp(&folded(other)) }
}

/// Whether a text is its own folded form for certain.
fn plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

/// A trade item number in its one form of 14 digits, whether it is written with 8, 12, 13 or 14 of them; none where the text is not one or
/// its check digit is wrong (GS1 General Specifications 3.3, 7.9).
pub fn gtin(text: &str) -> Option<String> {
    let digits = folded(text);
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Weights 1, 3, 1, 3 ... from the check digit leftwards: the sum is a multiple of ten.
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.bytes().rev().zip(weights).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    sum.is_multiple_of(10).then(|| format!("{digits:0>14}"))
}

fn invisible(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    c.is_control()
        || (!c.is_ascii() && matches!(c.general_category(), Control | Format | LineSeparator | ParagraphSeparator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_label_in_its_many_forms() {
        for form in [
            "FJ-01",
            "ＦＪ－０１",
            "F\u{200B}J-01",
            "\u{200E}FJ-01\u{200E}",
            " FJ-01\u{3000}",
            "FJ\u{AD}-01",
            "\u{FEFF}FJ-01",
            "FJ-01\r\n",
        ] {
            assert_eq!(folded(form), "FJ-01", "{form:?}");
            assert!(same(form, "FJ-01"));
        }
        assert_eq!(tidy("\u{200E}ＦＪ－０１ "), "ＦＪ－０１", "kept as printed");
        assert!(!same("FJ-01", "FJ-1") && !same("fj-01", "FJ-01"));
        assert_eq!(tidy("A\u{1D}21B"), "A21B");
    }

    #[test]
    fn a_trade_item_number_has_one_form() {
        for form in ["6901230000010", "06901230000010", "６９０１２３０００００１０", " 6901230000010 "] {
            assert_eq!(gtin(form).as_deref(), Some("06901230000010"), "{form}");
        }
        assert_eq!(gtin("614141123452"), gtin("0614141123452"));
        assert_eq!(gtin("96385074").as_deref(), Some("00000096385074"));
        for other in ["6901230000019", "690123000001", "", "69O1230000010", "210235293310B5"] {
            assert_eq!(gtin(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_done_once_and_for_all(text in ".{0,30}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
            prop_assert_eq!(folded(&tidy(&text)), once);
        }

        #[test]
        fn equal_in_order_is_the_same_on_a_label(one in "[ -~\u{ff01}-\u{ff5e}\u{200b}]{0,4}", other in "[ -~\u{ff01}-\u{ff5e}\u{200b}]{0,4}") {
            prop_assert_eq!(order(&one, &other) == Ordering::Equal, same(&one, &other));
            prop_assert_eq!(order(&one, &other), folded(&one).cmp(&folded(&other)));
        }
    }
}
