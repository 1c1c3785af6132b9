//! A calendar as folded.

use super::{CalendarEvent, NoticeDay};
use crate::domain::calendar::{WorkingDays, may_name};
use crate::kernel::{Aggregate, Hash, Meta, PersonId, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a notice says of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether it is worked; else it is off.
    pub worked: bool,
    /// What for; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Who published a notice, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The working days of a year, as they were published last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// The year; none before anything was published.
    pub year: Option<i32>,
    /// The days that its notice names.
    pub days: BTreeMap<NaiveDate, Said>,
    /// Where it comes from; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Who published it, and when.
    pub published: Option<Published>,
}

impl Calendar {
    /// Has working days counted by it.
    pub fn put(&self, days: &mut WorkingDays) {
        if let Some(year) = self.year {
            days.publish(year, self.days.iter().map(|(day, said)| (*day, said.worked)).collect());
        }
    }
    /// The days that it gives off, and those that it has worked.
    pub fn count(&self) -> (usize, usize) {
        let worked = self.days.values().filter(|said| said.worked).count();
        (self.days.len() - worked, worked)
    }
}

/// The record of a year's calendar: the same wherever it is published, a UUID (version 8, RFC 9562) over a hash of the year.
pub fn calendar_subject(year: i32) -> Subject {
    let hash = Hash::of_parts(&[b"fettle.calendar.v1\0", &year.to_be_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.bytes()[..16]);
    Subject::new(Calendar::KIND, uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

impl Aggregate for Calendar {
    const KIND: &'static str = "calendar";
    const FOLDS: u16 = 1;
    type Body = CalendarEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CalendarEvent) {
        let CalendarEvent::Published { year, days, source } = body;
        // A notice on another year's record says nothing of either.
        if calendar_subject(year) != *meta.subject {
            return;
        }
        let said = |NoticeDay { day, worked, name }| (day, Said { worked, name });
        self.year = Some(year);
        self.days = days.into_iter().filter(|one| may_name(year, one.day)).map(said).collect();
        self.source = source;
        self.published = Some(Published { by: meta.by, at: meta.when() });
    }
}
