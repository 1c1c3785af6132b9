//! Fillings of checklists: of a job, with their list, and how an answer gets on record.

use super::job::Known;
use crate::domain::checks;
use crate::domain::checks::{Answer, Check, Checked, Checklist, Definition, Item, Kind, READY_TO_LEAVE, Slot, Value};
use crate::domain::ids::{CheckId, EquipmentId, JobId};
use crate::domain::jobs::Job;
use crate::domain::jobs::{Moment, Photo};
use crate::domain::sites::Equipment;
use crate::screens::blocks::Entry;
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::screens::view::of_job;
use crate::screens::words::Words;

/// A filling with what is needed to show it.
pub(crate) struct Filling {
    pub id: CheckId,
    pub check: Check,
    pub definition: Definition,
    pub known: Known,
}

impl Filling {
    pub fn read(view: &View<'_>, id: CheckId) -> Result<Self, Problem> {
        let check: Check = view.need(id.uuid())?;
        let list = check.checklist().ok_or_else(|| Problem::error("id_unreadable"))?;
        let list: Checklist = view.need(list.uuid())?;
        let definition = list.definition.ok_or_else(|| Problem::error("id_unreadable"))?;
        let job: JobId = check.job().ok_or_else(|| Problem::error("id_unreadable"))?;
        Ok(Self { id, check, definition, known: Known::read(view, job)? })
    }
}

/// Fillings of a job with their lists, in the order in which they began.
pub(crate) fn checks_of(view: &View<'_>, job: JobId) -> Result<Vec<(Check, Definition)>, Problem> {
    let Some(parent) = crate::screens::view::of_job(Some(job)) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (id, check) in view.children::<Check>(&parent)? {
        let Some(list) = check.checklist() else { continue };
        let list: Checklist = view.get(list.uuid())?;
        if let Some(definition) = list.definition {
            found.push((check.started.map(|moment| moment.at), id, check, definition));
        }
    }
    found.sort_by_key(|(started, id, ..)| (*started, *id));
    Ok(found.into_iter().map(|(_, _, check, list)| (check, list)).collect())
}

/// Begins a filling; gives its id.
pub(crate) fn start_check(view: &View<'_>, job: JobId, list: &Checklist) -> Result<uuid::Uuid, Problem> {
    let known = Known::read(view, job)?;
    let mut equipment = Vec::new();
    if let Some(site) = crate::screens::view::of_site(known.job.site()) {
        let mentioned = known.job.equipment();
        for (id, one) in view.children::<Equipment>(&site)? {
            let id = EquipmentId::new(id);
            // A repair is about its own equipment; a patrol or acceptance is about the whole site.
            if one.retired.is_none() && (!known.job.is_repair() || mentioned.contains(&id)) {
                equipment.push(Checked { id, class: one.class.clone(), name: machine_name(view, &one) });
            }
        }
    }
    equipment.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let drafts = checks::commands::start(&known.job, &view.me()?, list, equipment, &mut || view.fresh())?;
    let id = drafts.first().map(|draft| draft.subject.id()).ok_or_else(|| Problem::error("id_unreadable"))?;
    view.record(&drafts)?;
    Ok(id)
}

/// The newest filling of the list for this job.
pub(crate) fn ready_filling(view: &View<'_>, job: JobId) -> Result<Option<(CheckId, Check)>, Problem> {
    let Some(parent) = of_job(Some(job)) else { return Ok(None) };
    let mut found = view.children::<Check>(&parent)?;
    found.retain(|(_, check)| check.code() == READY_TO_LEAVE);
    // Who came back and goes again looks at tools, parts and papers again.
    let job: Job = view.get(job.uuid())?;
    if let Some(back) = job.newest_visit(view.identity.person()?).and_then(|visit| visit.back) {
        found.retain(|(_, check)| check.started.is_some_and(|moment| moment.at > back.at));
    }
    found.sort_by_key(|(id, check)| (check.started.map(|moment| moment.at), *id));
    Ok(found.pop().map(|(id, check)| (CheckId::new(id), check)))
}

/// When the list of the newest way there was completed.
pub(crate) fn ready_since(view: &View<'_>, known: &Known) -> Result<Option<Moment>, Problem> {
    let newest = known.job.newest_visit(view.identity.person()?);
    let check: Option<Check> = match newest.filter(|visit| visit.out_since().is_some()).and_then(|visit| visit.check) {
        Some(check) => view.find(check.uuid())?,
        None => ready_filling(view, known.id)?.map(|(_, check)| check),
    };
    Ok(check.and_then(|check| check.completed))
}

/// Records an answer with the photos that were taken for it, and forgets what was kept of its fields.
pub(crate) fn answer(
    view: &View<'_>,
    filling: &Filling,
    slot: Slot,
    value: Value,
    remark: &str,
) -> Result<(), Problem> {
    let route = Route::Checklist { check: filling.id.to_string() };
    let mut kept = view.kept(&route)?;
    let mut photos = filling.check.answer(&slot).map(|answer| answer.photos.clone()).unwrap_or_default();
    photos.extend(kept_photos(&kept, &slot));
    let given = Answer { value, remark: remark.to_owned(), photos };
    let key = slot.to_string();
    let drafts = checks::commands::answer(&filling.check, &view.me()?, &filling.definition, slot, given)?;
    view.record(&drafts)?;
    kept.retain(|entry: &Entry| entry.key.split_once('.').is_none_or(|(owner, _)| owner != key));
    view.keep(&route, &kept)
}

/// Photos that were taken for an item before it was answered.
pub(crate) fn kept_photos(kept: &[Entry], slot: &Slot) -> Vec<Photo> {
    let key = photos_key(slot);
    let found = kept.iter().filter(|entry| entry.key == key);
    found.filter_map(|entry| serde_json::from_str(&entry.value).ok()).collect()
}

/// Under which key such a photo is kept.
pub(crate) fn photos_key(slot: &Slot) -> String {
    format!("{slot}.photo")
}

/// An answer in words.
pub(crate) fn said(words: Words, item: &Item, value: &Value) -> String {
    match (value, &item.kind) {
        (Value::PassFail(verdict), _) => words.code("papers-verdict-", verdict.code()),
        (Value::Choice(code), Kind::Choice { options }) => {
            let label =
                options.iter().find(|option| option.code == *code).map(|option| option.label.in_lang(words.lang));
            label.unwrap_or(code).to_owned()
        }
        (Value::Number(number), Kind::Number { unit, .. }) => format!("{number} {unit}").trim().to_owned(),
        (Value::Duration(seconds), _) => words.span(i64::from(seconds / 60)),
        (Value::Photo, _) => String::new(),
        (other, _) => other.text(),
    }
}

/// What people call a machine: where it stands, else its name.
fn machine_name(view: &View<'_>, one: &Equipment) -> String {
    let name = one.name.in_lang(view.words.lang);
    if one.place.is_empty() { format!("{name} {}", one.sn) } else { format!("{name} {}", one.place) }.trim().to_owned()
}
