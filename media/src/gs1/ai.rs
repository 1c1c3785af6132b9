//! Application identifiers: how many digits each has, whether its value has a fixed length, and what the value may be.
//! General Specifications 3.2 (list) and figure 7.8.5-1 (fixed lengths).

use super::{Gs1Error, check};

/// What the value of a known identifier has to be.
struct Rule {
    ai: &'static str,
    least: usize,
    most: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Digits.
    Digits,
    /// Digits of which the last is the check digit.
    Checked,
    /// GS1 character set 82.
    Text,
    /// Digits with a check digit in the first 14, then text (AI 8003).
    CheckedThenText,
}

const fn rule(ai: &'static str, least: usize, most: usize, kind: Kind) -> Rule {
    Rule { ai, least, most, kind }
}

/// The identifiers of things that are serviced, bought and stored. Others are kept unjudged.
const RULES: [Rule; 24] = [
    rule("00", 18, 18, Kind::Checked),
    rule("01", 14, 14, Kind::Checked),
    rule("02", 14, 14, Kind::Checked),
    rule("10", 1, 20, Kind::Text),
    rule("11", 6, 6, Kind::Digits),
    rule("12", 6, 6, Kind::Digits),
    rule("13", 6, 6, Kind::Digits),
    rule("15", 6, 6, Kind::Digits),
    rule("16", 6, 6, Kind::Digits),
    rule("17", 6, 6, Kind::Digits),
    rule("20", 2, 2, Kind::Digits),
    rule("21", 1, 20, Kind::Text),
    rule("22", 1, 20, Kind::Text),
    rule("30", 1, 8, Kind::Digits),
    rule("37", 1, 8, Kind::Digits),
    rule("240", 1, 30, Kind::Text),
    rule("241", 1, 30, Kind::Text),
    rule("250", 1, 30, Kind::Text),
    rule("251", 1, 30, Kind::Text),
    rule("400", 1, 30, Kind::Text),
    rule("414", 13, 13, Kind::Checked),
    rule("8003", 14, 30, Kind::CheckedThenText),
    rule("8004", 1, 30, Kind::Text),
    rule("8200", 1, 70, Kind::Text),
];

/// How many digits an identifier has, from its first two; none if no identifier begins so.
pub(super) fn digits(first_two: &str) -> Option<usize> {
    let n: u32 = first_two.parse().ok()?;
    match n {
        0..=4 | 10..=13 | 15..=17 | 20..=22 | 30 | 37 | 90..=99 => Some(2),
        23..=25 | 40..=42 => Some(3),
        31..=36 | 39 | 43 | 70..=72 | 80..=82 => Some(4),
        _ => None,
    }
}

/// The whole length of the element (identifier and value) where it is fixed, so that no separator follows.
pub(super) fn fixed_length(first_two: &str) -> Option<usize> {
    let n: u32 = first_two.parse().ok()?;
    match n {
        0 => Some(20),
        1..=3 => Some(16),
        4 => Some(18),
        11..=19 => Some(8),
        20 => Some(4),
        31..=36 => Some(10),
        41 => Some(16),
        _ => None,
    }
}

/// Whether the text is an identifier's digits.
pub(super) fn is_identifier(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.get(..2).and_then(digits) == Some(text.len())
}

/// Checks a value against its identifier. Identifiers without a rule here are only checked for characters and length.
pub(super) fn validate(ai: &str, value: &str) -> Result<(), Gs1Error> {
    // Weights and measures without a rule of their own: what has a fixed length is digits, in whatever form it is written.
    let fixed = ai.get(..2).and_then(fixed_length).map(|length| length.saturating_sub(ai.len()));
    let unjudged = fixed.map_or(rule("", 1, 90, Kind::Text), |length| rule("", length, length, Kind::Digits));
    let Rule { least, most, kind, .. } = RULES.iter().find(|r| r.ai == ai).unwrap_or(&unjudged);
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let clean = match kind {
        Kind::Digits | Kind::Checked => all_digits(value),
        Kind::Text => value.bytes().all(in_set_82),
        Kind::CheckedThenText => value.get(..14).is_none_or(all_digits) && value.bytes().all(in_set_82),
    };
    if !clean {
        return Err(Gs1Error::Characters { ai: ai.into() });
    }
    if !(*least..=*most).contains(&value.len()) {
        return Err(Gs1Error::Length { ai: ai.into() });
    }
    let checked = match kind {
        Kind::Checked => value,
        Kind::CheckedThenText => &value[..14],
        Kind::Digits | Kind::Text => return Ok(()),
    };
    if check::digit_is_right(checked) { Ok(()) } else { Err(Gs1Error::CheckDigit { ai: ai.into() }) }
}

/// GS1 AI encodable character set 82 (General Specifications figure 7.11-1).
fn in_set_82(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!\"%&'()*+,-./_:;<=>?".contains(&byte)
}
