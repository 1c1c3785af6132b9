//! A measured number: exact, without floats, so that limits and signed sheets are the same on every machine.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// A decimal number with at most six digits behind the point, written as text such as `3.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

/// A text that is not such a number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a decimal number")]
pub struct BadDecimal;

const DIGITS: usize = 6;

impl FromStr for Decimal {
    type Err = BadDecimal;
    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let text = text.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let point_alone = digits.contains('.') && part.is_empty();
        if whole.is_empty() || point_alone || part.len() > DIGITS || !plain(whole) || !plain(part) {
            return Err(BadDecimal);
        }
        // Twelve digits before the point fit; more is no measurement.
        if whole.len() > 12 {
            return Err(BadDecimal);
        }
        let micro: i64 = format!("{whole}{part:0<DIGITS$}").parse().map_err(|_| BadDecimal)?;
        Ok(Self(if negative { -micro } else { micro }))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let part = format!("{part:06}");
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}
