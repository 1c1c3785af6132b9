//! Catalogue texts in the language or languages of a paper.

use fettle_core::domain::jobs::sheet::{Bilingual, SheetLanguage};
use fettle_core::text::{Args, Lang, text_with};
use serde::Serialize;

/// A text once for each language of the paper, the first one leading. Templates draw it; a second one that says the same is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Texts(pub(crate) Vec<String>);

/// The languages of a paper in the order in which it shows them.
pub(crate) fn languages(language: SheetLanguage) -> &'static [Lang] {
    match language {
        SheetLanguage::Chinese => &[Lang::Zh],
        SheetLanguage::English => &[Lang::En],
        // A language of a later version: whoever reads one of these is served.
        SheetLanguage::Both | SheetLanguage::Newer(_) => &Lang::ALL,
    }
}

impl Texts {
    pub(crate) fn of(language: SheetLanguage, key: &str, args: &Args<'_>) -> Self {
        Self::each(language, |lang| text_with(lang, key, args))
    }

    pub(crate) fn each(language: SheetLanguage, text: impl FnMut(Lang) -> String) -> Self {
        let mut all: Vec<String> = languages(language).iter().copied().map(text).collect();
        all.dedup();
        Self(all)
    }

    pub(crate) fn name(language: SheetLanguage, name: &Bilingual) -> Self {
        Self::each(language, |lang| name.in_language(lang.tag()).to_owned())
    }

    /// One text that is the same in every language.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self(vec![text.into()])
    }
}
