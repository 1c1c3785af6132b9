//! Sync: what waits, what the hub quarantines and why, in plain words; and the banners that tell of it on every screen.

use super::action::{Outcome, SyncAction, Work};
use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::queries::banners;
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::checks::{Check, Checklist};
use crate::domain::jobs::Job;
use crate::domain::parts::{Card, Movement, Take};
use crate::kernel::fold::time;
use crate::kernel::{Aggregate, Subject};
use crate::store::{Bundle, BundleState, Unsent, UnsentState};
use crate::sync::protocol::HandedIn;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The sync screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncScreen {
    /// Title and banners.
    pub head: Head,
    /// All is in, or how much waits.
    pub state: String,
    /// How that is meant.
    pub tone: Tone,
    /// Whose phone it is, at which hub, its short code.
    pub device: Section,
    /// What waits to be sent, oldest first.
    pub waiting: Section,
    /// What the hub quarantines, with the reason and what to do.
    pub apart: Section,
    /// Bundles of other phones that this one carries.
    pub bundles: Section,
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// How many things with waiting records are listed; the rest is counted.
const LISTED: usize = 50;

pub(crate) fn show(view: &View<'_>) -> Result<SyncScreen, Problem> {
    let words = view.words;
    let counts = view.store.counts()?;
    let unsent = view.store.unsent()?;
    let zone = view.home_zone().unwrap_or(chrono_tz::Asia::Shanghai);
    let is_quarantined = |unsent: &&Unsent| matches!(unsent.state, UnsentState::Quarantined(_));
    let waiting = waiting(view, unsent.iter().filter(|u| !is_quarantined(u)), zone)?;
    let mut apart = Vec::new();
    for unsent in unsent.iter().filter(is_quarantined) {
        if let UnsentState::Quarantined(reason) = &unsent.state {
            apart.push(Row {
                key: unsent.id.to_string(),
                title: named(view, &unsent.subject)?,
                detail: words.code("error-", reason),
                trailing: words.time(time(unsent.when_ms), zone),
                tone: Tone::Bad,
                open: open(&unsent.subject),
                ..Row::default()
            });
        }
    }
    let (state, tone) = banners::state(view, &counts);
    let enrolled = view.identity.enrolment.is_some();
    let button = Button::new("now", words.say("screen-sync-now"), SyncAction::Now).primary();
    let mut buttons = vec![button.unless((!enrolled).then(|| words.say("error-not-enrolled")))];
    buttons.extend(hand_over(view, enrolled)?);
    buttons.push(Button::new("settings", words.say("screen-settings-title"), Route::Settings));
    Ok(SyncScreen {
        head: Head {
            title: words.say("screen-sync-title"),
            subtitle: last_contact(view, zone),
            banners: banners::warnings(view),
            ..Head::default()
        },
        state,
        tone,
        device: Section {
            more: None,
            key: "device".into(),
            title: words.say("screen-sync-device"),
            rows: device_rows(view)?,
            empty: words.say("error-not-enrolled"),
        },
        waiting: Section {
            more: None,
            key: "waiting".into(),
            title: words.say("screen-sync-waiting"),
            rows: waiting,
            empty: words.say("screen-sync-nothing-waits"),
        },
        apart: Section {
            more: None,
            key: "apart".into(),
            title: words.say("screen-sync-apart"),
            rows: apart,
            empty: String::new(),
        },
        bundles: Section {
            more: None,
            key: "bundles".into(),
            title: words.say("screen-sync-bundles"),
            rows: bundles(view, zone)?,
            empty: String::new(),
        },
        buttons,
    })
}

/// Offered while something is not on the hub: for a phone that cannot send it itself.
fn hand_over(view: &View<'_>, enrolled: bool) -> Result<Option<Button>, Problem> {
    let words = view.words;
    let holds = view.store.to_hand_over()?;
    let records = holds.pending + holds.quarantined + holds.salvaged;
    if records + holds.blobs == 0 {
        return Ok(None);
    }
    let args = [("records", records.to_string()), ("files", holds.blobs.to_string())];
    let button = Button::new("hand_over", words.say("screen-sync-hand-over"), SyncAction::HandOver)
        .confirm(words.with("screen-sync-hand-over-confirm", &args));
    Ok(Some(button.unless((!enrolled).then(|| words.say("error-not-enrolled")))))
}

/// What this phone carries for others, and what became of it.
fn bundles(view: &View<'_>, zone: Tz) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let row = |bundle: Bundle| {
        let (detail, tone) = match bundle.state {
            BundleState::Waits => (words.say("screen-sync-bundle-waits"), Tone::Warning),
            BundleState::Refused(code) => (words.code("error-", &code), Tone::Bad),
            BundleState::HandedIn(outcome) => handed_in(words, &outcome),
        };
        Row {
            key: bundle.carried.hash.to_string(),
            title: words.with("screen-sync-bundle", &[("short", bundle.carried.short)]),
            detail,
            trailing: words.time(time(bundle.carried.made_ms), zone),
            tone,
            ..Row::default()
        }
    };
    Ok(view.store.bundles()?.into_iter().map(row).collect())
}

fn handed_in(words: Words, outcome: &HandedIn) -> (String, Tone) {
    let quarantined: u64 = outcome.quarantined.iter().map(|some| some.events).sum();
    let damage = &outcome.damage;
    let args = [
        ("records", (outcome.accepted + outcome.known).to_string()),
        ("files", (outcome.blobs + outcome.blobs_known).to_string()),
        ("apart", quarantined.to_string()),
    ];
    if damage.chunks > 0 || damage.cut || damage.events_missing > 0 || !damage.blobs_missing.is_empty() {
        return (words.with("screen-sync-bundle-damaged", &args), Tone::Warning);
    }
    match quarantined {
        0 => (words.with("screen-sync-bundle-in", &args), Tone::Good),
        _ => (words.with("screen-sync-bundle-apart", &args), Tone::Warning),
    }
}

/// When the phone last heard from the hub; empty before the first time.
fn last_contact(view: &View<'_>, zone: Tz) -> String {
    let anchor = view.identity.recorder.anchor.as_ref();
    let at = anchor.map(|anchor| view.words.time(time(anchor.hub_ms), zone));
    at.map(|at| view.words.with("screen-sync-last", &[("time", at)])).unwrap_or_default()
}

/// What waits, one row for each thing that it is about, in the order of the oldest record.
fn waiting<'a>(view: &View<'_>, unsent: impl Iterator<Item = &'a Unsent>, zone: Tz) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut about: Vec<(&Subject, u64, u64)> = Vec::new();
    for one in unsent {
        match about.iter_mut().find(|(subject, ..)| **subject == one.subject) {
            Some((_, count, _)) => *count += 1,
            None => about.push((&one.subject, 1, one.when_ms)),
        }
    }
    let hidden = about.len().saturating_sub(LISTED);
    let mut rows = Vec::new();
    for (subject, count, since) in about.into_iter().take(LISTED) {
        let args = [("count", count.to_string()), ("time", words.time(time(since), zone))];
        rows.push(Row {
            key: subject.to_string(),
            title: named(view, subject)?,
            trailing: words.with("screen-sync-since", &args),
            open: open(subject),
            ..Row::default()
        });
    }
    if hidden > 0 {
        let title = words.with("screen-sync-more", &[("count", hidden.to_string())]);
        rows.push(Row { key: "more".into(), title, ..Row::default() });
    }
    Ok(rows)
}

/// What people call the thing that a record is about.
fn named(view: &View<'_>, subject: &Subject) -> Result<String, Problem> {
    let words = view.words;
    let kind = words.code("screen-kind-", subject.kind()); // keys!: screen-kind-*
    let name = match subject.kind() {
        Job::KIND => view.get::<Job>(subject.id())?.number().to_owned(),
        Take::KIND => view.get::<Take>(subject.id())?.number,
        Check::KIND => match view.get::<Check>(subject.id())?.checklist() {
            Some(list) => {
                let list: Checklist = view.get(list.uuid())?;
                list.definition.map(|list| list.title.in_lang(words.lang).to_owned()).unwrap_or_default()
            }
            None => String::new(),
        },
        Movement::KIND => match view.get::<Movement>(subject.id())?.card() {
            Some(card) => view.get::<Card>(card.uuid())?.name().in_lang(words.lang).to_owned(),
            None => String::new(),
        },
        _ => String::new(),
    };
    Ok(format!("{kind} {name}").trim().to_owned())
}

/// Where a tap on it leads.
fn open(subject: &Subject) -> Option<Route> {
    let id = subject.id().to_string();
    match subject.kind() {
        Job::KIND => Some(Route::Job { job: id }),
        Check::KIND => Some(Route::Checklist { check: id }),
        Take::KIND | Movement::KIND => Some(Route::PartsBag),
        _ => None,
    }
}

fn device_rows(view: &View<'_>) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let Some(enrolment) = &view.identity.enrolment else { return Ok(Vec::new()) };
    let person = view.person(enrolment.enrolled.person)?;
    let args = [("hub", enrolment.enrolled.hub_name.clone()), ("person", person)];
    let short = [("short", enrolment.enrolled.short.clone())];
    Ok(vec![Row {
        key: "device".into(),
        title: words.with("screen-enrol-joined", &args),
        detail: enrolment.hub_url.clone(),
        trailing: words.with("screen-sync-short", &short),
        ..Row::default()
    }])
}

pub(crate) fn act(view: &View<'_>, action: &SyncAction) -> Result<Outcome, Problem> {
    view.identity.person()?;
    Ok(Outcome::start(match action {
        SyncAction::Now => Work::Sync,
        SyncAction::HandOver => Work::HandOver,
    }))
}
