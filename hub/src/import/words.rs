//! Codes of the domain as people write them: the code itself, or its text in either language.

use fettle_core::text::{Lang, text};

/// The value whose code or text this is; `family` begins the keys of the texts.
pub(super) fn word<T>(
    written: &str,
    family: &str,
    from_code: impl Fn(&str) -> Option<T>,
    codes: impl IntoIterator<Item = &'static str>,
) -> Option<T> {
    let wanted = written.trim();
    if let Some(found) = from_code(wanted).or_else(|| from_code(&wanted.to_lowercase())) {
        return Some(found);
    }
    let says = |code: &&str| {
        let key = format!("{family}{}", code.replace('_', "-"));
        Lang::ALL.into_iter().any(|lang| text(lang, &key).eq_ignore_ascii_case(wanted))
    };
    codes.into_iter().find(says).and_then(from_code)
}
