//! Scanned and typed texts: GS1 element strings, Digital Links, enrolment links, names of slots, streams and subjects, numbers.

use fettle_core::domain::checks::Decimal;
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::Phone;
use fettle_core::kernel::{Hash, Subject};
use fettle_core::screens::ReadCode;
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_media::Gs1;
use std::fmt::Display;
use std::str::FromStr;

/// A year in which scans happen.
const YEAR: i32 = 2026;

/// Any text as everything that a text may be.
pub fn scan(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(gs1) = Gs1::parse(text, YEAR) {
        elements(&gs1);
    }
    if let Ok(link) = text.parse::<EnrolLink>() {
        // A link that was read may come out longer than it went in; then it is not one to print.
        let written = link.to_string();
        assert!(written.len() > 1_000 || written.parse() == Ok(link.clone()), "a link is read back: {written}");
        assert!(link.hub.starts_with("http://") || link.hub.starts_with("https://"));
        assert!(!link.hub.contains(char::is_whitespace) && !link.code.contains(char::is_whitespace));
    }
    match ReadCode::read(text, YEAR) {
        None => assert!(
            text.trim().len() <= 3 || !text.chars().any(char::is_alphanumeric) || text.trim().starts_with(']'),
            "only nothing says nothing"
        ),
        Some(code) => {
            assert_eq!(code.scanned, text.trim());
            assert_eq!(ReadCode::read(&code.scanned, YEAR).as_ref(), Some(&code));
            assert!(!code.text.is_empty() && !code.text.contains(char::is_control));
            let names: Vec<String> = [code.whole.clone(), code.pieces(), code.kinds(), vec![code.binding()]].concat();
            assert!(names.iter().all(|name| !name.is_empty()));
            assert!(names.len() <= 14);
        }
    }
    let trimmed = text.trim();
    one_spelling::<Subject>(text);
    one_spelling::<Hash>(text);
    stable::<Stream>(text);
    stable::<Decimal>(trimmed);
    if let Ok(phone) = Phone::parse(text) {
        assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
        assert!(phone.dialled().chars().all(|c| "+,".contains(c) || c.is_ascii_digit()));
    }
}

/// What was read says what stands there, and says it again when written for people.
fn elements(gs1: &Gs1) {
    assert!(!gs1.elements.is_empty());
    // What was left out is not written again.
    let gs1 = &Gs1 { faults: Vec::new(), ..gs1.clone() };
    let bracketed: String = gs1.elements.iter().map(|element| format!("({}){}", element.ai, element.value)).collect();
    // A value may look like an identifier in parentheses itself: then the two forms cannot be told apart.
    if gs1.elements.iter().all(|element| !element.value.contains('(')) {
        assert_eq!(Gs1::parse(&bracketed, YEAR).as_ref(), Ok(gs1), "{bracketed}");
    }
    // And as a scanner would give it, each element closed by a separator.
    let scanned: String = gs1.elements.iter().map(|element| format!("{}{}\u{1d}", element.ai, element.value)).collect();
    assert_eq!(Gs1::parse(&scanned, YEAR).map(|again| again.elements), Ok(gs1.elements.clone()), "{scanned}");
    assert!(gs1.gtin.as_ref().is_none_or(|gtin| gtin.len() == 14));
    assert!(gs1.sscc.as_ref().is_none_or(|sscc| sscc.len() == 18));
}

/// One value has one spelling.
fn one_spelling<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}

/// What is written of a value is read as the same value.
fn stable<T: FromStr + Display + PartialEq + std::fmt::Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>();
        assert!(again.is_ok_and(|again| again == value), "{text} is read back");
    }
}
