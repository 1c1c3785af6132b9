//! Values that several contexts share: names, money, quantities, positions, phone numbers. No floats: what is stored compares and hashes
//! alike on every machine.

use super::codes::codes;
use crate::kernel::Refusal;
use crate::text::{Lang, text_with};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A name that exists in two languages, such as a part's or a checklist item's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// A name with a text for each language.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A name that is the same in both languages, such as a person's or a model's.
    pub fn same(text: impl Into<String>) -> Self {
        let zh: String = text.into();
        Self { en: zh.clone(), zh }
    }

    /// The text in `lang` (`zh-CN` or `en`); where that one is empty, the other, so that nothing disappears from a paper.
    pub fn in_language(&self, lang: &str) -> &str {
        let (first, second) = if lang.starts_with("en") { (&self.en, &self.zh) } else { (&self.zh, &self.en) };
        if first.is_empty() { second } else { first }
    }

    /// The text in `lang`, as [`Self::in_language`].
    pub fn in_lang(&self, lang: Lang) -> &str {
        self.in_language(lang.tag())
    }

    /// Whether neither language has a text.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In minor units of `currency` (fen, cents).
    pub minor: i64,
    /// ISO 4217 code, such as `CNY`.
    pub currency: String,
}

/// The currency that forms propose where nothing on record says another one.
pub const USUAL_CURRENCY: &str = "CNY";

impl Money {
    /// An amount in minor units.
    pub fn new(minor: i64, currency: impl Into<String>) -> Self {
        Self { minor, currency: currency.into() }
    }
    /// The amount alone, such as `1280.50`, as [`Self::parse`] reads it.
    pub fn amount(&self) -> String {
        self.to_string().trim_end_matches(&self.currency).trim_end().to_owned()
    }
    /// Reads an amount as people write it, such as `1280.5`, full-width digits too. No comma: it groups thousands in one country and divides in another.
    ///
    /// # Errors
    /// `money_unreadable`, also for more digits behind the point than the currency has.
    pub fn parse(text: &str, currency: &str) -> Result<Self, Refusal> {
        let money = Self::new(0, currency.trim().to_uppercase());
        let bad = || Refusal::new("money_unreadable").with("value", text);
        let thousandths =
            read_thousandths(text).filter(|amount| *amount != i64::MAX && *amount != i64::MIN).ok_or_else(bad)?;
        let minor = 10_i64.pow(3 - u32::try_from(money.digits()).unwrap_or(2));
        if thousandths % minor != 0 {
            return Err(bad());
        }
        Ok(Self { minor: thousandths / minor, ..money })
    }
    /// Whether it can be a price.
    ///
    /// # Errors
    /// `price_negative`, `currency_invalid` unless its currency is three capital letters.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.minor < 0 {
            return Err(Refusal::new("price_negative"));
        }
        if self.currency.len() != 3 || !self.currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(Refusal::new("currency_invalid").with("currency", &self.currency));
        }
        Ok(())
    }
    /// The sum; none for different currencies or beyond what can be counted.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        (self.currency == other.currency)
            .then(|| self.minor.checked_add(other.minor))?
            .map(|minor| Self::new(minor, self.currency.clone()))
    }
    /// The price of `quantity` at this unit price, rounded half up to the minor unit.
    pub fn times(&self, quantity: &Quantity) -> Self {
        let product = i128::from(self.minor) * i128::from(quantity.amount);
        let rounded = (product + 500).div_euclid(1000);
        Self::new(
            i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }),
            self.currency.clone(),
        )
    }
    /// As it is read in `lang`: `¥1,200.00` for yuan in Chinese, `CNY 1,200.00` in English. Other currencies have their code in both, so that
    /// no two with one sign are mixed up.
    pub fn in_lang(&self, lang: Lang) -> String {
        let (sign, whole, part) = self.figures();
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if lang == Lang::Zh && self.currency == "CNY" {
            return format!("{sign}¥{grouped}{part}");
        }
        format!("{} {sign}{grouped}{part}", self.currency)
    }
    /// The sign, the whole units, and the rest with its point.
    fn figures(&self) -> (&'static str, String, String) {
        let digits = self.digits();
        let minor = format!("{:0>width$}", self.minor.unsigned_abs(), width = digits + 1);
        let (whole, part) = minor.split_at(minor.len() - digits);
        let part = if digits == 0 { String::new() } else { format!(".{part}") };
        (if self.minor < 0 { "-" } else { "" }, whole.to_owned(), part)
    }
    /// Digits behind the decimal point (ISO 4217): most currencies have two; these are the exceptions that are in use.
    fn digits(&self) -> usize {
        match self.currency.as_str() {
            "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "PYG" | "UGX" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Money {
    /// Such as `1280.50 CNY`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, whole, part) = self.figures();
        write!(f, "{sign}{whole}{part} {}", self.currency)
    }
}

codes! {
    /// Units in which parts are counted. Texts: `parts-unit-<code>`.
    // keys!: parts-unit-*
    Unit {
        /// One thing.
        Piece = "pcs",
        /// Two things that leave together.
        Pair = "pair",
        /// Several things sold as one.
        Set = "set",
        /// A metre.
        Metre = "m",
        /// A kilogram.
        Kilogram = "kg",
        /// A litre.
        Litre = "l",
        /// A roll.
        Roll = "roll",
        /// A box.
        Pack = "box",
    }
}

impl Unit {
    /// Whether a part of one is still something: half a metre is, half a pair is not.
    pub const fn divisible(self) -> bool {
        matches!(self, Self::Metre | Self::Kilogram | Self::Litre)
    }
}

/// How many, or how much, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quantity {
    /// In thousandths of `unit`.
    pub amount: i64,
    /// The unit.
    pub unit: Unit,
}

/// The most that one line may say, in whole units: more is a slip of the finger.
pub const ABSURD_QUANTITY: i64 = 100_000;

impl Quantity {
    /// Whole units.
    pub const fn whole(count: i64, unit: Unit) -> Self {
        Self { amount: count.saturating_mul(1000), unit }
    }
    /// As papers print it: the number, with its unit where that is a measure. Symbols of measures are the same in every language.
    pub fn on_paper(&self) -> String {
        if self.unit.divisible() { format!("{self} {}", self.unit.code()) } else { self.to_string() }
    }
    /// With its unit, as it is read in `lang`: `1 pc`, `2 pcs`, `2 件`.
    pub fn in_lang(&self, lang: Lang) -> String {
        let key = format!("parts-unit-{}", self.unit.code());
        format!("{self} {}", text_with(lang, &key, &[("count", self.to_string())]))
    }
    /// Whole things.
    pub const fn pieces(count: i64) -> Self {
        Self::whole(count, Unit::Piece)
    }
    /// Refuses what cannot be meant: `quantity_not_positive` for zero and less, `quantity_absurd` above [`ABSURD_QUANTITY`],
    /// `quantity_whole` for a fraction of what cannot be divided, `quantity_serial_one` for anything but exactly one of a serialised part.
    ///
    /// # Errors
    /// A [`Refusal`] with one of these codes.
    pub fn check(&self, serialised: bool) -> Result<(), Refusal> {
        if self.amount <= 0 {
            return Err(Refusal::new("quantity_not_positive"));
        }
        if self.amount > ABSURD_QUANTITY * 1000 {
            return Err(Refusal::new("quantity_absurd").with("limit", ABSURD_QUANTITY));
        }
        if !self.unit.divisible() && self.amount % 1000 != 0 {
            return Err(Refusal::new("quantity_whole"));
        }
        if serialised && self.amount != 1000 {
            return Err(Refusal::new("quantity_serial_one"));
        }
        Ok(())
    }
}

/// Reads a quantity as a person writes it: digits, at most three of them behind a point, full-width ones too. In thousandths; none for what is no such
/// number, a comma among them: it groups thousands in one country and divides in another, and is not guessed at.
pub fn read_thousandths(text: &str) -> Option<i64> {
    let plain: String = text.trim().chars().map(half_width).collect();
    let (sign, plain) = plain.strip_prefix('-').map_or((1, plain.as_str()), |rest| (-1, rest));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i128 = format!("{part:0<3}").parse().ok()?;
    // More than can be counted is a number too: who asked refuses it as absurd.
    let amount = sign * (i128::from(whole.parse().unwrap_or(i64::MAX)) * 1000 + part);
    Some(i64::try_from(amount).unwrap_or(if sign < 0 { i64::MIN } else { i64::MAX }))
}

/// How much, where the unit stands elsewhere: thousandths, written as a whole number, or as decimal text where it is none (`2`, `"12.5"`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

impl Amount {
    /// Whole units.
    pub const fn whole(count: i64) -> Self {
        Self(count.saturating_mul(1000))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&thousandths(self.0))
    }
}

impl Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 { serializer.serialize_i64(self.0 / 1000) } else { serializer.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Decimal(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Whole(count) => Ok(Self::whole(count)),
            Written::Decimal(text) => {
                read_thousandths(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not an amount"))
            }
        }
    }
}

/// Chinese keyboards write digits and the point at full width.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '．' | '－' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

impl fmt::Display for Quantity {
    /// The number alone, such as `2` or `1.5`; its unit has a text in each language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&thousandths(self.amount))
    }
}

/// Thousandths as decimal text without needless zeros, such as `2` or `-1.5`.
pub fn thousandths(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (whole, rest) = (amount.unsigned_abs() / 1000, amount.unsigned_abs() % 1000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{rest:03}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// A place on earth (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Latitude in millionths of a degree, north positive.
    pub lat_e6: i32,
    /// Longitude in millionths of a degree, east positive.
    pub lon_e6: i32,
    /// Radius within which it lies, in metres; none where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_m: Option<u32>,
}

impl Position {
    /// A position from millionths of a degree.
    ///
    /// # Errors
    /// `position_invalid` outside ±90 and ±180 degrees.
    pub fn new(lat_e6: i32, lon_e6: i32, within_m: Option<u32>) -> Result<Self, Refusal> {
        if !(-90_000_000..=90_000_000).contains(&lat_e6) || !(-180_000_000..=180_000_000).contains(&lon_e6) {
            return Err(Refusal::new("position_invalid"));
        }
        Ok(Self { lat_e6, lon_e6, within_m })
    }
    /// Latitude and longitude in degrees, such as `39.887000, 116.369000`, as [`Self::parse`] reads them.
    pub fn degrees(&self) -> String {
        let one = |e6: i32| {
            let sign = if e6 < 0 { "-" } else { "" };
            format!("{sign}{}.{:06}", e6.unsigned_abs() / 1_000_000, e6.unsigned_abs() % 1_000_000)
        };
        format!("{}, {}", one(self.lat_e6), one(self.lon_e6))
    }
    /// Reads latitude and longitude in degrees, as maps show them: two decimal numbers with a comma or a space between.
    ///
    /// # Errors
    /// `position_invalid`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::new("position_invalid");
        let mut parts = text.split([',', '，', ' ']).filter(|part| !part.is_empty());
        let (lat, lon) = (parts.next().ok_or_else(bad)?, parts.next().ok_or_else(bad)?);
        let e6 = |part: &str| millionths(part).ok_or_else(bad);
        match parts.next() {
            None => Self::new(e6(lat)?, e6(lon)?, None),
            Some(_) => Err(bad()),
        }
    }
}

/// A decimal number of degrees in millionths; digits behind the sixth are left out.
fn millionths(text: &str) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !plain(whole) || !plain(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    Some(sign * (whole.parse::<i32>().ok()? * 1_000_000 + part.parse::<i32>().ok()?))
}

/// A phone number, as people wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// "Connect to", which stands before an extension.
const EXTENSION: char = '转';

impl Phone {
    /// Takes a number as typed: an optional `+`, 3 to 20 digits, and spaces, dashes, dots or brackets between; behind `转` an extension of 1
    /// to 6 digits.
    ///
    /// # Errors
    /// `phone_invalid` for anything else.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let (number, extension) = text.split_once(EXTENSION).map_or((text, None), |(n, e)| (n, Some(e.trim())));
        let allowed = |(i, c): (usize, char)| c.is_ascii_digit() || " -.()".contains(c) || (c == '+' && i == 0);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let extended =
            extension.is_none_or(|own| (1..=6).contains(&own.len()) && own.bytes().all(|b| b.is_ascii_digit()));
        if !(3..=20).contains(&digits) || !number.chars().enumerate().all(allowed) || !extended {
            return Err(Refusal::new("phone_invalid").with("value", text));
        }
        Ok(Self(text.to_owned()))
    }
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// What is dialled: digits with the leading `+`; an extension behind a comma, at which telephones wait for the answer. An extension is what
    /// stands behind `转`, and the third group of a Chinese number such as `0591-87654321-8012`.
    pub fn dialled(&self) -> String {
        let plain = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>();
        let groups: Vec<&str> = self.0.split('-').map(str::trim).collect();
        let (number, extension) = match (self.0.split_once(EXTENSION), groups.as_slice()) {
            (Some((number, extension)), _) => (plain(number), plain(extension)),
            (None, [area, number, extension])
                if area.starts_with('0')
                    && (3..=4).contains(&area.len())
                    && (7..=8).contains(&number.len())
                    && (1..=6).contains(&extension.len()) =>
            {
                (plain(area) + &plain(number), plain(extension))
            }
            _ => (plain(&self.0), String::new()),
        };
        if extension.is_empty() { number } else { format!("{number},{extension}") }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
