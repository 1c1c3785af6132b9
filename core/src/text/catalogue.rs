//! Loading the catalogue and looking texts up.

use super::sources::SOURCES;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use unic_langid::{LanguageIdentifier, langid};

/// A language of Fettle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Both, in the order in which papers show them.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];
    /// BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
    /// The language that fits a tag or an `Accept-Language` header best; Chinese when nothing fits.
    pub fn from_tag(tag: &str) -> Self {
        let known = |part: &str| match part.trim().get(..2).map(str::to_ascii_lowercase).as_deref() {
            Some("zh") => Some(Self::Zh),
            Some("en") => Some(Self::En),
            _ => None,
        };
        tag.split(',').find_map(known).unwrap_or_default()
    }
}

/// Arguments of a text.
pub type Args<'a> = [(&'a str, String)];

static ZH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::Zh));
static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::En));

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = match lang {
        Lang::Zh => langid!("zh-CN"),
        Lang::En => langid!("en"),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would travel into papers and hashes.
    bundle.set_use_isolating(false);
    for (_, zh, en) in SOURCES {
        let source = if lang == Lang::Zh { zh } else { en };
        // A source with a mistake keeps its sound entries; the tests refuse it.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The text of `key`. A key that is not in the catalogue shows as itself; a test makes sure that none is missing.
pub fn text(lang: Lang, key: &str) -> String {
    text_with(lang, key, &[])
}

/// The text of a code: `family` ends with its dash, such as `job-status-`. A code of a later version, which has no text here, shows as it is.
pub fn code_text(lang: Lang, family: &str, code: &str) -> String {
    code_key(family, code).map_or_else(|| code.to_owned(), |key| text(lang, &key))
}

/// The key of a code's text; none where this version has none.
pub fn code_key(family: &str, code: &str) -> Option<String> {
    let key = format!("{family}{code}").replace('_', "-");
    ZH.has_message(&key).then_some(key)
}

/// The text of `key` with arguments. Values that are whole numbers choose plural forms.
pub fn text_with(lang: Lang, key: &str, args: &Args<'_>) -> String {
    let bundle = match lang {
        Lang::Zh => &*ZH,
        Lang::En => &*EN,
    };
    let key = key.replace('_', "-");
    let Some(pattern) = bundle.get_message(&key).and_then(|message| message.value()) else { return key };
    let mut fluent_args = FluentArgs::new();
    for (name, value) in args {
        let value = match value.parse::<i64>() {
            // Only plain numbers: "007" or a phone number is a text.
            Ok(number) if number.to_string() == *value => FluentValue::from(number),
            _ => FluentValue::from(value.as_str()),
        };
        fluent_args.set(*name, value);
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&fluent_args), &mut errors).into_owned()
}
