//! The promises of a job: the one that runs out next with the time left, and how the others stand in one line.

use crate::domain::jobs::{SlaClock, SlaStatus};
use crate::domain::rules::SLA_SOON;
use crate::screens::blocks::{Row, Tone};
use crate::screens::queries::job::Known;
use crate::screens::queries::sla;
use crate::screens::words::Words;
use chrono::{DateTime, Utc};

/// What runs out next as a row, and the others that have begun in one line.
pub(super) fn rows(words: Words, known: &Known) -> (Vec<Row>, String) {
    let status = sla::status(known, words.now);
    let all = [("answered", status.answered), ("on_site", status.on_site), ("restored", status.restored)];
    let next = all.iter().filter_map(|(key, clock)| Some((due(words, clock)?, *key))).min();
    let next = next.map(|(_, key)| key);
    let others = all.iter().filter(|(key, _)| Some(*key) != next);
    let others: Vec<String> = others.filter_map(|(key, clock)| line(words, known, key, clock)).collect();
    let next = all.iter().filter(|(key, _)| Some(*key) == next);
    (next.filter_map(|(key, clock)| row(words, known, key, clock)).collect(), words.list(&others))
}

/// Until when it can be kept, where that is not settled.
fn due(words: Words, clock: &SlaClock) -> Option<DateTime<Utc>> {
    match clock.status {
        SlaStatus::Running { due } | SlaStatus::Late { due } => Some(due),
        SlaStatus::Paused { left } => Some(words.now + left),
        SlaStatus::Idle | SlaStatus::Kept { .. } | SlaStatus::Missed { .. } => None,
    }
}

fn name(words: Words, key: &str) -> String {
    words.code("screen-job-promise-", key) // keys!: screen-job-promise-*
}

fn row(words: Words, known: &Known, key: &str, clock: &SlaClock) -> Option<Row> {
    let due = due(words, clock)?;
    let tone = match clock.status {
        SlaStatus::Late { .. } => Tone::Bad,
        SlaStatus::Paused { .. } => Tone::Plain,
        _ if due - words.now < SLA_SOON => Tone::Warning,
        _ => Tone::Info,
    };
    let detail = match clock.status {
        SlaStatus::Paused { .. } => words.say("screen-job-promise-paused"),
        _ => words.with("screen-job-promise-due", &[("time", words.time(due, known.zone))]),
    };
    Some(Row {
        key: key.to_owned(),
        title: name(words, key),
        detail,
        trailing: words.left(due),
        tone,
        ..Row::default()
    })
}

fn line(words: Words, known: &Known, key: &str, clock: &SlaClock) -> Option<String> {
    let time = |at: DateTime<Utc>| [("time", words.time(at, known.zone))];
    let said = match clock.status {
        SlaStatus::Idle => return None,
        SlaStatus::Kept { at } => words.with("screen-job-promise-kept", &time(at)),
        SlaStatus::Missed { at, .. } => words.with("screen-job-promise-missed", &time(at)),
        SlaStatus::Running { due } | SlaStatus::Late { due } => words.left(due),
        SlaStatus::Paused { .. } => words.say("screen-job-promise-paused"),
    };
    Some(words.with("screen-job-promise-line", &[("name", name(words, key)), ("said", said)]))
}
