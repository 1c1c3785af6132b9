//! Codes in the console's forms: what was typed, or typed by a scanner, is read as on phones. A serial number is taken out of a label's content; the
//! number of a kind of goods is no piece.

use chrono::Datelike as _;
use fettle_core::domain::parts::Card;
use fettle_core::domain::printed::{gtin, same, tidy};
use fettle_core::kernel::Refusal;
use fettle_core::kernel::fold::time;
use fettle_core::screens::ReadCode;

fn read(typed: &str, now_ms: u64) -> Option<ReadCode> {
    ReadCode::read(typed, time(now_ms).year())
}

/// The serial number in a text about a piece of `card`.
///
/// # Errors
/// `code_without_serial` where the text names a kind of goods and no piece.
pub(super) fn serial(typed: &str, card: &Card, now_ms: u64) -> Result<String, Refusal> {
    let of_a_kind = || Refusal::new("code_without_serial").with("code", tidy(typed));
    let code = read(typed, now_ms).ok_or_else(of_a_kind)?;
    let serial = code.serial().ok_or_else(of_a_kind)?;
    let is_own = |own: &str| same(own, &serial) || (gtin(own).is_some() && gtin(own) == gtin(&serial));
    if card.codes().any(is_own) { Err(of_a_kind()) } else { Ok(serial) }
}

/// What is bound to a part: the name of its kind, which the next piece has too; else the text.
pub(super) fn binding(typed: &str, now_ms: u64) -> String {
    read(typed, now_ms).map_or_else(|| tidy(typed), |code| code.binding())
}
