//! Values that several contexts share: names, money, quantities, positions, phone numbers. No floats: what is stored compares and hashes
//! alike on every machine.

use super::codes::codes;
use crate::kernel::Refusal;
use crate::text::Lang;
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
    /// Digits behind the decimal point (ISO 4217): none for yen and won, two otherwise.
    fn digits(&self) -> usize {
        if matches!(self.currency.as_str(), "JPY" | "KRW" | "VND") { 0 } else { 2 }
    }
}

impl fmt::Display for Money {
    /// Such as `1280.50 CNY`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        match self.digits() {
            0 => write!(f, "{sign}{minor} {}", self.currency),
            _ => write!(f, "{sign}{}.{:02} {}", minor / 100, minor % 100, self.currency),
        }
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
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    // More than can be counted is a number too: who asked refuses it as absurd.
    let whole = whole.parse().unwrap_or(i64::MAX).saturating_mul(1000);
    Some(whole.saturating_add(part).saturating_mul(sign))
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
mod tests {
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
            assert_eq!(
                half.map_err(|refusal| refusal.code),
                if unit.divisible() { Ok(()) } else { Err("quantity_whole") }
            );
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
        for amount in [0, 2_000, 12_500, 1] {
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
}
