//! What of parts falls due: papers of what was taken first, parts that are to come back, what came back and waits to be judged.

use super::debts::due_back;
use super::{Place, PlaceKind, Take};
use crate::domain::calendar::later;
use crate::domain::dues::{Due, Late, Overdue, next_step};
use crate::domain::rules::{ESCALATION_LIMIT_PAPERS, INSPECTION_DAYS, RECEIPT_DAYS};
use chrono::{DateTime, TimeDelta, Utc};

/// What is owed on a take and has a time, the step that falls due first in front. Parts are one thing, however many lines: it is due when the first of
/// them is. What is on its way back is the store's to receive.
pub fn take_dues(take: &Take) -> Vec<Due> {
    let paper = take.paper_due.map(|since| step(Late::TakePaper, since, &take.overdue));
    let open = take.lines.iter().filter(|(number, line)| line.open() > take.on_its_way_of(**number));
    let back = open.map(|(_, line)| due_back(take, line)).min();
    let back = back.map(|since| step(Late::PartsBack, since, &take.overdue));
    let sent = take.on_its_way.iter().map(|sent| later(sent.at, TimeDelta::days(RECEIPT_DAYS))).min();
    let receipt = sent.map(|since| step(Late::Receipt, since, &take.overdue));
    let mut all: Vec<Due> = paper.into_iter().chain(back).chain(receipt).collect();
    all.sort_by(|one, other| one.order().cmp(&other.order()));
    all
}

/// What came back and lies at a place until it is judged, within a week (D7): as a whole, by the longest there. `oldest`: since when that is.
pub fn place_dues(place: &Place, oldest: Option<DateTime<Utc>>) -> Vec<Due> {
    let waits = oldest.filter(|_| place.kind() == Some(PlaceKind::Quarantine) && place.closed.is_none());
    let due = |since| step(Late::Inspection, later(since, TimeDelta::days(INSPECTION_DAYS)), &place.overdue);
    waits.map(due).into_iter().collect()
}

/// Steps that were taken for what was due later count too: what comes to light late was late with them.
fn step(what: Late, since: DateTime<Utc>, told: &[Overdue]) -> Due {
    let taken = told.iter().filter(|told| told.is_of(what, since)).map(|told| told.step);
    next_step(what, "", since, ESCALATION_LIMIT_PAPERS, taken)
}
