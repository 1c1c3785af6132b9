//! Settings: the language of this phone, the lock, what is kept here, and what this app is.

use super::action::{Action, LockAction, Outcome, SettingsAction};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::queries::banners;
use super::route::Route;
use super::view::View;
use crate::domain::people;
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SettingsScreen {
    /// Title and banners.
    pub head: Head,
    /// The language, chosen here or left to the phone.
    pub language: Panel,
    /// The app's lock.
    pub lock: Section,
    /// What is kept on this phone, and what of it waits.
    pub storage: Section,
    /// What news reaches this phone while the app is away, what does not, and what helps.
    pub notices: Section,
    /// Version, phone, person, server.
    pub about: Section,
    /// What can be done.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>) -> Result<SettingsScreen, Problem> {
    let words = view.words;
    let say = |key: &str| words.say(key);
    let chosen = view.speech.chosen().map_or("", Lang::tag);
    // Each language is named in itself, for who reads no other.
    let named = Lang::ALL.into_iter().map(|lang| (lang.tag(), crate::text::text(lang, "screen-settings-own-name")));
    let named = named.map(|(tag, name)| (tag.to_owned(), name));
    let choices = std::iter::once((String::new(), say("screen-settings-as-phone"))).chain(named);
    let field = Field::new("language", say("screen-settings-language"), FieldKind::Choice);
    let save = Button::new("language", say("screen-save"), SettingsAction::Language).primary();
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-settings-section-", key), // keys!: screen-settings-section-*
        rows,
        ..Section::default()
    };
    let key = Button::new("new_key", say("screen-lock-new-key"), LockAction::NewKey);
    Ok(SettingsScreen {
        head: Head { title: say("screen-settings-title"), banners: banners::all(view), ..Head::default() },
        language: Panel {
            key: "language".into(),
            title: say("screen-settings-language"),
            fields: vec![field.choices(choices).value(chosen)],
            button: Some(save),
        },
        lock: section("lock", vec![lock(view)]),
        storage: section("storage", storage(view)?),
        notices: section("notices", notices(view)),
        about: section("about", about(view)?),
        buttons: vec![
            Button::new("sync", say("screen-sync-title"), Route::Sync),
            key.confirm(say("screen-lock-new-key-about")),
        ],
    })
}

fn lock(view: &View<'_>) -> Row {
    let (words, look) = (view.words, view.lock);
    let detail = match look.set {
        true => words.with("screen-settings-locks-after", &[("minutes", look.minutes.to_string())]),
        false => words.say("screen-settings-no-lock"),
    };
    let tone = if look.set { Tone::Good } else { Tone::Warning };
    let (title, open) = (words.say("screen-lock-title"), Some(Route::Lock));
    Row { key: "lock".into(), title, detail, tone, open, ..Row::default() }
}

fn storage(view: &View<'_>) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let (counts, kept) = (view.store.counts()?, view.store.storage()?);
    let row = |key: &str, count: u64, trailing: String| Row {
        key: key.to_owned(),
        title: words.with(&format!("screen-settings-kept-{key}"), &[("count", count.to_string())]), // keys!: screen-settings-kept-*
        trailing,
        ..Row::default()
    };
    let waits = counts.pending + counts.quarantined + counts.blobs_up + counts.salvaged;
    let tone = if waits == 0 { Tone::Good } else { Tone::Warning };
    let mut rows = vec![
        row("records", view.store.event_count()?, size(view, kept.record_bytes)),
        row("files", kept.files, size(view, kept.file_bytes)),
        Row { tone, open: Some(Route::Sync), ..row("waiting", waits, String::new()) },
    ];
    if counts.blobs_down > 0 {
        rows.push(row("coming", counts.blobs_down, String::new()));
    }
    Ok(rows)
}

/// What keeps news from a phone whose app is away: nobody's cloud wakes it.
fn notices(view: &View<'_>) -> Vec<Row> {
    let row = |key: &str| Row {
        key: key.to_owned(),
        title: view.words.code("screen-settings-notices-", key), // keys!: screen-settings-notices-*
        detail: view.words.code("screen-settings-notices-help-", key), // keys!: screen-settings-notices-help-*
        ..Row::default()
    };
    ["push", "android", "ios"].map(row).into()
}

/// Bytes as people say them, in steps of 1000 as the platforms' own settings do.
fn size(view: &View<'_>, bytes: u64) -> String {
    let (unit, per) = match bytes {
        0..1_000_000 => ("kb", 1_000),
        1_000_000..1_000_000_000 => ("mb", 1_000_000),
        _ => ("gb", 1_000_000_000),
    };
    let tenths = bytes.saturating_mul(10).div_ceil(per);
    let amount = format!("{}.{}", tenths / 10, tenths % 10);
    view.words.with(&format!("screen-settings-size-{unit}"), &[("amount", amount)]) // keys!: screen-settings-size-*
}

fn about(view: &View<'_>) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let row = |key: &str, trailing: String| Row {
        key: key.to_owned(),
        title: words.code("screen-settings-about-", key), // keys!: screen-settings-about-*
        trailing,
        ..Row::default()
    };
    let mut rows = vec![row("version", view.app.to_owned())];
    if let Some(enrolment) = &view.identity.enrolment {
        let enrolled = &enrolment.enrolled;
        rows.push(row("device", enrolled.short.clone()));
        rows.push(row("person", view.person(enrolled.person)?));
        let server = row("server", enrolled.hub_name.clone());
        rows.push(Row { detail: enrolment.hub_url.clone(), ..server });
    }
    Ok(rows)
}

pub(crate) fn act(view: &View<'_>, action: &SettingsAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let SettingsAction::Language = action;
    let chosen = match form.text("language") {
        "" => None,
        tag => {
            let known = Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
            Some(known.ok_or_else(|| Problem::error("field_unreadable").at("language"))?)
        }
    };
    view.speech.choose(view.store, chosen, view.reading.wall_ms)?;
    let lang = view.speech.lang();
    // What is written to this person elsewhere (papers, mails) follows; who may not record it still reads the own screen.
    if view.identity.enrolment.is_some() {
        let me = view.me()?;
        let person: people::Person = view.get(me.person.uuid())?;
        if person.language != lang && me.may("person.language_set") {
            view.record(&people::set_language(&me, lang)?)?;
        }
    }
    Ok(Outcome::told(crate::text::text(lang, "screen-saved")))
}

impl From<SettingsAction> for Action {
    fn from(action: SettingsAction) -> Self {
        Self::Settings { action }
    }
}
