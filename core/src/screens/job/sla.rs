//! The three promises of a job, each with the time left or how it ended.

use crate::domain::jobs::{SlaClock, SlaStatus};
use crate::domain::rules::SLA_SOON;
use crate::screens::blocks::{Row, Tone};
use crate::screens::queries::job::Known;
use crate::screens::queries::sla;
use crate::screens::words::Words;
use chrono::{DateTime, Utc};

/// The promises that have begun.
pub(super) fn rows(words: Words, known: &Known) -> Vec<Row> {
    let status = sla::status(known, words.now);
    let all = [("answered", status.answered), ("on_site", status.on_site), ("restored", status.restored)];
    all.into_iter().filter_map(|(key, clock)| row(words, known, key, clock)).collect()
}

fn row(words: Words, known: &Known, key: &str, clock: SlaClock) -> Option<Row> {
    let time = |at: DateTime<Utc>| [("time", words.time(at, known.zone))];
    let (detail, trailing, tone) = match clock.status {
        SlaStatus::Idle => return None,
        SlaStatus::Running { due } => {
            let tone = if due - words.now < SLA_SOON { Tone::Warning } else { Tone::Info };
            (words.with("screen-job-promise-due", &time(due)), words.left(due), tone)
        }
        SlaStatus::Late { due } => (words.with("screen-job-promise-due", &time(due)), words.left(due), Tone::Bad),
        SlaStatus::Paused { left } => {
            let due = words.now + left;
            (words.say("screen-job-promise-paused"), words.left(due), Tone::Plain)
        }
        SlaStatus::Kept { at } => (words.with("screen-job-promise-kept", &time(at)), String::new(), Tone::Good),
        SlaStatus::Missed { at, .. } => (words.with("screen-job-promise-missed", &time(at)), String::new(), Tone::Bad),
    };
    let title = words.code("screen-job-promise-", key); // keys!: screen-job-promise-*
    Some(Row { key: key.to_owned(), title, detail, trailing, tone, ..Row::default() })
}
