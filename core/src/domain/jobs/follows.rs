//! Whether a signed sheet follows from the record: what it says, held against what its author had seen. Facts are never refused; a sheet that
//! says something else is put before a person, and does not count until one has decided.
//!
//! The hub asks this, which has all records: names of customers, sites and machines stand on a sheet, and a job knows only their ids.

use super::build::{costs, diagnosis, work};
use super::build_daily::reported;
use super::codes::SheetField;
use super::document::{DailyReport, DayEntry, DayPart};
use super::sheet::{EquipmentPart, PartLine, Sheet};
use super::{CostsOnSheet, Job};
use crate::domain::ids::EquipmentId;
use crate::domain::people::Person;
use crate::domain::sites::{Customer, Equipment, Site};
use crate::kernel::{EventId, PersonId};
use std::collections::{BTreeMap, BTreeSet};

/// The records around a job, each in every form that it ever had: a phone may not have known of the newest. The first is the empty one, of a
/// record that had not reached it.
#[derive(Debug, Default)]
pub struct Around {
    /// The customer.
    pub customer: Vec<Customer>,
    /// The site.
    pub site: Vec<Site>,
    /// The machines.
    pub equipment: BTreeMap<EquipmentId, Vec<Equipment>>,
    /// Whose sheet it says it is.
    pub engineer: Vec<Person>,
}

/// What of `sheet`, signed with by the phone of `by`, is not as `job` and the records around it say.
pub fn differences(sheet: &Sheet, job: &Job, by: PersonId, around: &Around) -> BTreeSet<SheetField> {
    let Some(report) = job.report.as_ref().map(|report| &report.what) else {
        return BTreeSet::from([SheetField::Number]);
    };
    let customer = around.customer.iter().any(|one| one.name == sheet.site.customer);
    let site =
        |one: &Site| one.name == sheet.site.name && one.address == sheet.site.address && one.zone == sheet.site.zone;
    let completed = job.completed.as_ref().map(|completed| completed.moment.by);
    let engineer = PersonId::new(sheet.engineer.id);
    let called = |one: &Person| [&one.name.zh, &one.name.en].contains(&&sheet.engineer.name);
    let named = around.engineer.iter().any(called) || sheet.engineer.name == engineer.to_string();
    let same = [
        (SheetField::Number, sheet.number == report.number),
        (SheetField::Kind, sheet.kind == report.kind),
        (SheetField::Reported, sheet.reported_at == report.at && sheet.channel == report.channel),
        (SheetField::Contact, sheet.contact == report.caller),
        (SheetField::Symptom, sheet.symptom == report.symptom),
        (SheetField::Customer, customer),
        (SheetField::Site, around.site.iter().any(site)),
        (SheetField::Equipment, equipment(&sheet.equipment, job, around)),
        (SheetField::Cause, sheet.cause == job.cause.get().map(|finding| finding.cause)),
        (SheetField::Diagnosis, sheet.diagnosis == diagnosis(job)),
        (SheetField::Work, completed.is_some() && sheet.work == work(job) && result(sheet, job)),
        (SheetField::Parts, parts(sheet, job)),
        (SheetField::Costs, CostsOnSheet::ALL.iter().any(|which| sheet.costs == costs(job, *which))),
        (SheetField::Engineer, named && (engineer == by || Some(engineer) == completed)),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

/// The same of a daily report: every line of it follows from a fact, and none stands twice. What was left out is on the next one, so that is no
/// difference; nor is when the record says that something happened, which a phone with a wrong clock may have known otherwise.
pub fn daily_differences(daily: &DailyReport, job: &Job, by: PersonId, around: &Around) -> BTreeSet<SheetField> {
    let Some(report) = job.report.as_ref().map(|report| &report.what) else {
        return BTreeSet::from([SheetField::Number]);
    };
    let site =
        |one: &Site| one.name == daily.site.name && one.address == daily.site.address && one.zone == daily.site.zone;
    let engineer = PersonId::new(daily.engineer.id);
    let called = |one: &Person| [&one.name.zh, &one.name.en].contains(&&daily.engineer.name);
    let named = around.engineer.iter().any(called) || daily.engineer.name == engineer.to_string();
    let told = reported(job, EventId::new(daily.report)).filter(|told| {
        let what = &told.what;
        (what.day, &what.done, &what.next) == (daily.day, &daily.done, &daily.next) && told.moment.by == engineer
    });
    let part = |own: &DayPart| {
        let fact = job.parts.iter().find(|part| part.moment.event.uuid() == own.event);
        fact.is_some_and(|part| is_part(&own.line, &part.part))
    };
    let entry = |own: &DayEntry| {
        let done = job.work.iter().find(|work| work.moment.event.uuid() == own.event).map(|work| &work.what);
        let undone = job.parts.iter().filter_map(|part| part.swapped_back.as_ref());
        let undone =
            undone.filter(|swap| swap.moment.event.uuid() == own.event).any(|swap| swap.what == own.entry.text);
        let said = &own.entry;
        undone || done.is_some_and(|work| (&work.text, work.from, work.to) == (&said.text, said.from, said.to))
    };
    let once = daily.covers().collect::<BTreeSet<_>>().len() == daily.covers().count();
    let same = [
        (SheetField::Number, daily.number == report.number),
        (SheetField::Kind, daily.kind == report.kind),
        (SheetField::Customer, around.customer.iter().any(|one| one.name == daily.site.customer)),
        (SheetField::Site, around.site.iter().any(site)),
        (SheetField::Equipment, equipment(&daily.equipment, job, around)),
        (SheetField::Work, told.is_some() && once && daily.work.iter().all(entry)),
        (SheetField::Parts, daily.parts.iter().all(part)),
        (SheetField::Engineer, named && (engineer == by || told.is_some())),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

/// What the work came to and what is left, on a sheet of a form that says it.
fn result(sheet: &Sheet, job: &Job) -> bool {
    let told = job.completed.as_ref().map(|completed| (completed.what.result, completed.what.left.as_str()));
    sheet.format < 2 || told.unwrap_or_default() == (sheet.result, sheet.left.as_str())
}

/// Machine by machine, each as it was on record at some time, or by its id where a record had not arrived.
fn equipment(parts: &[EquipmentPart], job: &Job, around: &Around) -> bool {
    let own = job.equipment();
    let same = |(part, id): (&EquipmentPart, &EquipmentId)| {
        let unknown = EquipmentPart { pn: id.to_string(), ..EquipmentPart::default() };
        let known = around.equipment.get(id).into_iter().flatten();
        *part == unknown
            || known.into_iter().any(|one| (&one.pn, &one.sn, &one.name) == (&part.pn, &part.sn, &part.name))
    };
    own.len() == parts.len() && parts.iter().zip(&own).all(same)
}

/// What went in and came out; how the card is called may have changed.
fn parts(sheet: &Sheet, job: &Job) -> bool {
    let own: Vec<_> = job.parts.iter().filter(|part| part.swapped_back.is_none()).map(|part| &part.part).collect();
    let same = |(line, part): (&PartLine, &&super::Replacement)| is_part(line, part);
    own.len() == sheet.parts.len() && sheet.parts.iter().zip(&own).all(same)
}

fn is_part(line: &PartLine, part: &super::Replacement) -> bool {
    line.quantity == part.quantity && line.serial_in == part.serial_in && line.serial_out == part.serial_out
}
