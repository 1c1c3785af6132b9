//! The story: the twelve faults as data.

use super::error::DemoError;
use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use serde::Deserialize;

/// The shipped story.
const STORY: &str = include_str!("../../sample/story.toml");

/// All faults, in the order of time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// One by one.
    pub fault: Vec<Fault>,
}

/// One fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// When it was reported, at the site's local time.
    pub reported: String,
    /// How.
    pub channel: String,
    /// By whom.
    pub caller: String,
    /// Label of the equipment.
    pub equipment: String,
    /// What was seen.
    pub symptom_zh: String,
    /// The same in English.
    pub symptom_en: String,
    /// Level, 1 to 4.
    pub level: u8,
    /// What it was judged to be.
    pub judged: String,
    /// Login of who goes.
    pub engineer: String,
    /// When the visit was, at the site's local time.
    pub visit: String,
    /// The cause, one of the paper's nine.
    pub cause: String,
    /// Number of the part's card, where one was needed.
    pub part: Option<String>,
    /// How many, in the card's unit.
    pub quantity: Option<i64>,
    /// What was done.
    pub action_zh: String,
    /// The same in English.
    pub action_en: String,
    /// Work first, papers after.
    #[serde(default)]
    pub emergency: bool,
}

impl Story {
    /// The shipped story.
    pub fn shipped() -> Result<Self, DemoError> {
        toml::from_str(STORY).map_err(|e| DemoError::Story(e.to_string()))
    }
    /// The day before the first fault.
    pub fn begins(&self) -> Result<DateTime<Utc>, DemoError> {
        let first = self.fault.first().ok_or_else(|| DemoError::Story("no fault".into()))?;
        Ok(local(&first.reported)? - TimeDelta::days(1))
    }
}

/// A local time of the sample company, as an instant.
pub fn local(text: &str) -> Result<DateTime<Utc>, DemoError> {
    let bad = || DemoError::Story(format!("{text} is no time"));
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| bad())?;
    Ok(Shanghai.from_local_datetime(&naive).earliest().ok_or_else(bad)?.with_timezone(&Utc))
}
