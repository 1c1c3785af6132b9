//! Pieces that every paper's view is built of: labels, times, money, hashes. A view is plain data that a template draws.

use crate::error::{PaperError, Warning};
use crate::fonts::Fonts;
use crate::logo;
use crate::printable::Printable;
use crate::texts::Texts;
use chrono::{DateTime, Offset, Utc};
use chrono_tz::Tz;
use fettle_core::domain::calendar::day_in;
use fettle_core::domain::jobs::sheet::{Bilingual, SheetLanguage};
use fettle_core::text::code_text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The company in the head of a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Name.
    pub name: Bilingual,
    /// Address; may be empty.
    pub address: Bilingual,
    /// Phone number as written; may be empty.
    pub phone: String,
    /// The logo: a PNG, JPEG or SVG file; empty without one.
    #[serde(default)]
    pub logo: Vec<u8>,
    /// What every report says at its end, such as the warranty of parts and how many copies there are; may be empty.
    #[serde(default)]
    pub terms: Bilingual,
}

/// A label with its value.
#[derive(Debug, Serialize)]
pub(crate) struct Pair {
    label: Texts,
    value: Texts,
}

/// The head and foot that all papers share.
#[derive(Debug, Serialize)]
pub(crate) struct Frame {
    pub(crate) lang: &'static str,
    pub(crate) labels: BTreeMap<&'static str, Texts>,
    pub(crate) company: CompanyView,
    pub(crate) title: Texts,
    pub(crate) number_label: Texts,
    pub(crate) number: String,
    /// The number by which the job is known, where `number` is another one.
    pub(crate) inner: Option<Pair>,
    /// Marks under the number: revision, emergency.
    pub(crate) marks: Vec<Texts>,
    /// What stands at the foot's left, beside company and number.
    pub(crate) foot: String,
    pub(crate) times_in: Texts,
}

#[derive(Debug, Serialize)]
pub(crate) struct CompanyView {
    name: Texts,
    address: Texts,
    phone: String,
    /// The logo's file; empty without one.
    logo: &'static str,
    terms: Texts,
}

/// How one paper writes: its language and its time zone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer {
    pub(crate) language: SheetLanguage,
    pub(crate) zone: Tz,
}

impl Writer {
    /// A zone that is not known is shown as UTC, and called that.
    pub(crate) fn new(language: SheetLanguage, zone: &str) -> Self {
        Self { language, zone: zone.parse().unwrap_or(Tz::UTC) }
    }

    pub(crate) fn company(&self, company: &Company) -> CompanyView {
        CompanyView {
            name: self.name(&company.name),
            address: self.name(&company.address),
            phone: company.phone.clone(),
            logo: logo::file(&company.logo).unwrap_or_default(),
            terms: self.name(&company.terms),
        }
    }

    /// The tag that Typst breaks and spaces text by.
    pub(crate) fn lang(&self) -> &'static str {
        if self.language == SheetLanguage::English { "en" } else { "zh" }
    }

    pub(crate) fn labels(&self, keys: &[&'static str]) -> BTreeMap<&'static str, Texts> {
        keys.iter().map(|key| (*key, self.label(key))).collect()
    }

    pub(crate) fn label(&self, key: &str) -> Texts {
        Texts::of(self.language, key, &[])
    }

    pub(crate) fn with(&self, key: &str, args: &[(&str, String)]) -> Texts {
        Texts::of(self.language, key, args)
    }

    pub(crate) fn name(&self, name: &Bilingual) -> Texts {
        Texts::name(self.language, name)
    }

    /// The text of a code: `code("cause", "other")`.
    pub(crate) fn code(&self, family: &str, code: &str) -> Texts {
        Texts::each(self.language, |lang| code_text(lang, &format!("papers-{family}-"), code))
    }

    /// A pair, unless the value is empty: a paper shows no empty fields.
    pub(crate) fn pair(&self, key: &str, value: Texts) -> Option<Pair> {
        (!value.0.iter().all(String::is_empty)).then(|| Pair { label: self.label(key), value })
    }

    /// `2026-03-05 09:02` in the paper's zone: the same form in both languages.
    pub(crate) fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// A stretch of time; the day is said once.
    pub(crate) fn span(&self, from: DateTime<Utc>, to: Option<DateTime<Utc>>) -> String {
        let Some(to) = to else { return self.time(from) };
        let end = to.with_timezone(&self.zone);
        let end = if day_in(from, self.zone) == day_in(to, self.zone) {
            end.format("%H:%M").to_string()
        } else {
            end.format("%Y-%m-%d %H:%M").to_string()
        };
        format!("{} – {end}", self.time(from))
    }

    pub(crate) fn time_pair(&self, key: &str, at: Option<DateTime<Utc>>) -> Option<Pair> {
        self.pair(key, Texts::plain(at.map(|at| self.time(at)).unwrap_or_default()))
    }

    /// Says which zone the times are in, with its offset at `at`.
    pub(crate) fn times_in(&self, at: DateTime<Utc>) -> Texts {
        let offset = at.with_timezone(&self.zone).offset().fix();
        self.with("papers-times-in", &[("zone", self.zone.name().to_owned()), ("offset", format!("UTC{offset}"))])
    }
}

/// Pieces of a line, without the empty ones.
pub(crate) fn joined(parts: &[&str], with: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(with)
}

/// A hash in groups of eight, so that two people can read it to each other.
pub(crate) fn grouped(hash: &str) -> String {
    let chars: Vec<char> = hash.chars().collect();
    chars.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The view as JSON with every text made printable; a warning when something had to be replaced.
pub(crate) fn printable(
    view: &impl Serialize,
    fonts: &Fonts,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<u8>, PaperError> {
    let not_set = |e: serde_json::Error| PaperError::NotSet(e.to_string());
    let mut value = serde_json::to_value(view).map_err(not_set)?;
    let mut texts = Printable::new(fonts);
    each_text(&mut value, &mut texts);
    warnings.extend(texts.missing().map(Warning::Characters));
    serde_json::to_vec(&value).map_err(not_set)
}

fn each_text(value: &mut Value, texts: &mut Printable) {
    match value {
        Value::String(text) => *text = texts.text(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, texts)),
        Value::Object(map) => map.values_mut().for_each(|item| each_text(item, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn times_are_those_of_the_site() {
        let writer = Writer::new(SheetLanguage::English, "Asia/Shanghai");
        let at = |h, m| Utc.with_ymd_and_hms(2026, 3, 5, h, m, 0).unwrap();
        assert_eq!(writer.time(at(16, 30)), "2026-03-06 00:30");
        assert_eq!(writer.span(at(1, 0), Some(at(2, 5))), "2026-03-05 09:00 – 10:05");
        assert_eq!(writer.span(at(15, 0), Some(at(16, 5))), "2026-03-05 23:00 – 2026-03-06 00:05");
        assert_eq!(writer.times_in(at(1, 0)).0, ["All times in Asia/Shanghai (UTC+08:00)"]);
        assert_eq!(Writer::new(SheetLanguage::English, "Mars/Olympus").time(at(1, 0)), "2026-03-05 01:00");
    }

    #[test]
    fn hashes_are_grouped() {
        assert_eq!(grouped(&"0123456789abcdef".repeat(2)), "01234567 89abcdef 01234567 89abcdef");
    }
}
