//! Building the sheet: everything that the customer is to sign, from the job's state and the records around it. The same sources give the
//! same bytes on every device.

use super::sheet::*;
use super::{Cost, Job, Photo, Replaced};
use crate::domain::checks::{Answer as Given, Check, Definition, Entry, Item, Kind, READY_TO_LEAVE, Slot, Value};
use crate::domain::ids::{CardId, EquipmentId};
use crate::domain::parts::Card;
use crate::domain::sites::{Customer, Equipment, Site};
use crate::kernel::{PersonId, Refusal};
use std::collections::BTreeMap;

/// What a sheet is built from. A record that is missing here shows by its id, so that a sheet can be signed although a record did not
/// arrive.
#[derive(Clone, Copy, Debug)]
pub struct SheetSources<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its checks with their lists, in the order in which they began.
    pub checks: &'a [(&'a Check, &'a Definition)],
    /// The customer.
    pub customer: &'a Customer,
    /// The site.
    pub site: &'a Site,
    /// Equipment of the job.
    pub equipment: &'a BTreeMap<EquipmentId, Equipment>,
    /// Cards of the parts that were used.
    pub cards: &'a BTreeMap<CardId, Card>,
    /// Names of our people.
    pub people: &'a BTreeMap<PersonId, String>,
    /// The language or languages of the sheet.
    pub language: SheetLanguage,
    /// Whose costs are on it.
    pub costs: CostsOnSheet,
    /// What the customer has to say.
    pub opinion: Option<&'a Opinion>,
}

/// Which cost lines the customer's sheet has. What we or a supplier bear is between us, and its amounts and grounds are not the customer's
/// business unless somebody wants to show them (decision 0018). All of them stay on the job's record. [C4]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostsOnSheet {
    /// What the customer pays.
    #[default]
    Customers,
    /// What anybody pays.
    All,
}

impl CostsOnSheet {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Customers, Self::All];
    /// Whether a cost is on the sheet.
    pub fn has(self, cost: &Cost) -> bool {
        self == Self::All || cost.payer == Payer::Customer
    }
}

/// Builds the sheet of the job's current revision.
///
/// # Errors
/// `job_unknown`; `job_not_completed`; `check_items_missing` (ids in `items`) when a required item of a check has no answer.
pub fn build_sheet(sources: &SheetSources<'_>) -> Result<Sheet, Refusal> {
    let job = sources.job;
    let (Some(id), Some(report)) = (job.id, &job.report) else { return Err(Refusal::new("job_unknown")) };
    let Some(completed) = &job.completed else { return Err(Refusal::new("job_not_completed")) };
    // What our people ticked before leaving is not the customer's business.
    let checks: Vec<_> = sources.checks.iter().filter(|(check, _)| on_sheet(job, check)).collect();
    for (check, list) in &checks {
        crate::domain::checks::commands::refuse_missing(check, list)?;
    }
    let amendment = job.amendments.last();
    let times = times(job, completed.moment.by);
    Ok(Sheet {
        format: SHEET_FORMAT,
        language: sources.language,
        job: id.uuid(),
        number: report.what.number.clone(),
        kind: report.what.kind,
        revision: job.revision(),
        replaces: amendment.map(|amendment| amendment.what.replaces.to_string()),
        amendment: amendment.map(|amendment| amendment.what.reason.clone()).unwrap_or_default(),
        emergency: job.emergency.is_some(),
        channel: report.what.channel,
        reported_at: report.what.at,
        site: SitePart {
            customer: sources.customer.name.clone(),
            name: sources.site.name.clone(),
            address: sources.site.address.clone(),
            zone: sources.site.zone.clone(),
        },
        contact: report.what.caller.clone(),
        equipment: job.equipment().into_iter().map(|id| equipment(sources, id)).collect(),
        symptom: report.what.symptom.clone(),
        level: job.level(),
        diagnosis: diagnosis(job),
        cause: job.cause.get().map(|finding| finding.cause),
        work: work(job),
        backup: job.backup().map(|answer| BackupPart {
            decision: answer.what.decision,
            by: answer.what.by.clone(),
            at: answer.moment.at,
            remark: answer.what.remark.clone(),
        }),
        checklists: checks.iter().map(|(check, list)| checklist(check, list)).collect(),
        parts: job.parts.iter().filter(|part| part.swapped_back.is_none()).map(|part| line(sources, part)).collect(),
        photos: photos(sources, &checks),
        costs: costs(job, sources.costs),
        entitlement: report.what.entitlement.clone(),
        times,
        engineer: PersonPart { id: completed.moment.by.uuid(), name: name(sources, completed.moment.by) },
        result: completed.what.result,
        left: completed.what.left.clone(),
        opinion: sources.opinion.cloned(),
    })
}

pub(super) fn on_sheet(job: &Job, check: &Check) -> bool {
    check.job() == job.id && check.code() != READY_TO_LEAVE
}

pub(super) fn name(sources: &SheetSources<'_>, person: PersonId) -> String {
    sources.people.get(&person).cloned().unwrap_or_else(|| person.to_string())
}

pub(super) fn costs(job: &Job, which: CostsOnSheet) -> Vec<CostLine> {
    let line = |cost: &Cost| CostLine {
        kind: cost.kind,
        payer: cost.payer,
        amount: cost.amount,
        currency: cost.currency.clone(),
        basis: cost.basis.clone(),
    };
    job.costs.iter().map(|cost| &cost.what).filter(|cost| which.has(cost)).map(line).collect()
}

pub(super) fn diagnosis(job: &Job) -> String {
    let found = job.cause.get().map(|finding| &finding.diagnosis).filter(|text| !text.is_empty());
    found.or_else(|| job.diagnosis.get().map(|diagnosis| &diagnosis.scene)).cloned().unwrap_or_default()
}

pub(super) fn equipment(sources: &SheetSources<'_>, id: EquipmentId) -> EquipmentPart {
    match sources.equipment.get(&id) {
        Some(one) => EquipmentPart {
            pn: one.pn.clone(),
            sn: one.sn.clone(),
            name: one.name.clone(),
            place: one.place.clone(),
            warranty_end: one.warranty_end,
        },
        None => EquipmentPart { pn: id.to_string(), ..EquipmentPart::default() },
    }
}

pub(super) fn line(sources: &SheetSources<'_>, part: &Replaced) -> PartLine {
    let card = sources.cards.get(&part.part.card);
    PartLine {
        card: card.map_or_else(|| part.part.card.to_string(), |card| card.number().to_owned()),
        name: card.map(Card::name).unwrap_or_default(),
        quantity: part.part.quantity,
        unit: card.map(Card::unit).filter(|unit| unit.divisible()),
        serial_in: part.part.serial_in.clone(),
        serial_out: part.part.serial_out.clone(),
        label: part.part.label,
    }
}

/// What was done, and what was undone, in order of time; entries of one time in the order of the record.
pub(super) fn work(job: &Job) -> Vec<WorkEntry> {
    let done =
        job.work.iter().map(|work| WorkEntry { from: work.what.from, to: work.what.to, text: work.what.text.clone() });
    let undone = job.parts.iter().filter_map(|part| part.swapped_back.as_ref());
    let undone = undone.map(|swap| WorkEntry { from: swap.moment.at, to: None, text: swap.what.clone() });
    let result = job.completed.iter().filter(|completed| !completed.what.summary.trim().is_empty());
    let result =
        result.map(|done| WorkEntry { from: done.moment.at, to: None, text: done.what.summary.trim().to_owned() });
    let mut all: Vec<WorkEntry> = done.chain(undone).chain(result).collect();
    all.sort_by_key(|entry| entry.from);
    all
}

/// The times of the newest visit of the person who completed the work; of the newest visit at all, where that person made none.
fn times(job: &Job, by: PersonId) -> TimesPart {
    let own = job.visits.iter().rev().find(|visit| visit.by == by);
    let visit = own.or(job.visits.last());
    TimesPart {
        left: visit.and_then(|visit| visit.left).map(|moment| moment.at),
        arrived: visit.and_then(|visit| visit.arrived).map(|moment| moment.at),
        started: visit.and_then(|visit| visit.started).map(|moment| moment.at),
        done: job.completed.as_ref().map(|completed| completed.moment.at),
    }
}

/// Every photo once: those that came with the report, evidence, photos of the record, of costs that are on the sheet, of checks.
fn photos(sources: &SheetSources<'_>, checks: &[&(&Check, &Definition)]) -> Vec<PhotoPart> {
    let job = sources.job;
    let reported = job.report.iter().flat_map(|report| &report.what.photos);
    let evidence = job.evidence.iter().flat_map(|evidence| &evidence.what.photos);
    let added = job.photos.iter().map(|added| &added.what.photo);
    let costs = job.costs.iter().filter(|cost| sources.costs.has(&cost.what)).flat_map(|cost| &cost.what.photos);
    let of_checks = checks.iter().flat_map(|(check, list)| {
        let shown = check.visible(list).filter(|(question, _)| !question.internal);
        let answers = shown.filter_map(|(_, slot)| check.answer(&slot));
        answers.flat_map(|answer| &answer.photos).collect::<Vec<&Photo>>()
    });
    let mut parts: Vec<PhotoPart> = Vec::new();
    for photo in reported.chain(evidence).chain(added).chain(costs).chain(of_checks) {
        let hash = photo.blob.hash.to_string();
        if !parts.iter().any(|part| part.hash == hash) {
            parts.push(PhotoPart {
                hash,
                caption: photo.caption.clone(),
                taken_at: photo.taken_at,
                gallery: photo.gallery.is_some(),
                undated: photo.gallery.as_ref().is_some_and(|file| !file.dated),
            });
        }
    }
    parts
}

/// What we ask ourselves is on our record, and nothing for the customer to confirm.
fn checklist(check: &Check, list: &Definition) -> ChecklistPart {
    items(check, list, |question| !question.internal)
}

/// A filled list with the items that are wanted.
pub(super) fn items(check: &Check, list: &Definition, wanted: impl Fn(&Item) -> bool) -> ChecklistPart {
    let shown = check.visible(list).filter(|(question, _)| wanted(question));
    ChecklistPart {
        title: list.title.clone(),
        version: list.version,
        items: shown.map(|(question, slot)| item(check, question, &slot)).collect(),
        together: check.passed_together(list).into_iter().map(|(at, items)| TogetherPart { at, items }).collect(),
    }
}

fn item(check: &Check, item: &Item, slot: &Slot) -> ItemPart {
    let given = check.answer(slot);
    let skipped = match check.entries.get(slot).and_then(|entry| entry.get()) {
        Some(Entry::Skipped(reason)) => reason.clone(),
        _ => String::new(),
    };
    ItemPart {
        label: item.label.clone(),
        kind: item.kind.code(),
        answer: given.and_then(|given| answer(&item.kind, given)),
        limits: item.kind.limits(),
        within: given.and_then(|given| item.kind.within(&given.value)),
        remark: given.map_or(skipped, |given| given.remark.clone()),
        photos: given.into_iter().flat_map(|given| &given.photos).map(|photo| photo.blob.hash.to_string()).collect(),
        equipment: check.equipment_name(slot).to_owned(),
    }
}

fn answer(kind: &Kind, given: &Given) -> Option<Answer> {
    let value = |text: String, unit: &str| Some(Answer::Value { text, unit: unit.to_owned() });
    match (&given.value, kind) {
        (Value::PassFail(verdict), _) => Some(Answer::Verdict(*verdict)),
        (Value::Choice(code), Kind::Choice { options }) => {
            let label = options.iter().find(|option| option.code == *code).map(|option| option.label.clone());
            Some(Answer::Choice(label.unwrap_or_else(|| Bilingual::same(code))))
        }
        (Value::Number(number), Kind::Number { unit, .. }) => value(number.to_string(), unit),
        (Value::Duration(seconds), _) => value(minutes(*seconds), "min"),
        (Value::Photo, _) => None,
        (other, _) => value(other.text(), ""),
    }
}

/// A duration in minutes, such as `90`, or `90:30` where seconds remain.
fn minutes(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (minutes, 0) => minutes.to_string(),
        (minutes, seconds) => format!("{minutes}:{seconds:02}"),
    }
}

impl Kind {
    /// The kind as a sheet names it.
    pub fn code(&self) -> ItemKind {
        match self {
            Self::PassFail => ItemKind::PassFail,
            Self::Choice { .. } => ItemKind::Choice,
            Self::Number { .. } => ItemKind::Number,
            Self::Duration { .. } => ItemKind::Duration,
            Self::Count => ItemKind::Count,
            Self::Text => ItemKind::Text,
            Self::Photo => ItemKind::Photo,
            Self::Scan => ItemKind::Scan,
        }
    }

    /// The limits as a sheet and a screen show them; none where there are none.
    pub fn limits(&self) -> Option<Limits> {
        let limits = match self {
            Self::Number { unit, min, max } => Limits {
                low: min.map(|number| number.to_string()),
                high: max.map(|number| number.to_string()),
                unit: unit.clone(),
            },
            Self::Duration { min, max } => Limits {
                low: min.map(|number| number.to_string()),
                high: max.map(|number| number.to_string()),
                unit: "min".to_owned(),
            },
            _ => return None,
        };
        (limits.low.is_some() || limits.high.is_some()).then_some(limits)
    }
}
