//! Fillings of checklists: of a job, with their list, and how an answer gets on record.

use super::bag;
use super::job::Known;
use crate::domain::checks;
use crate::domain::checks::{
    Answer, Check, Checked, Checklist, Definition, Item, Kind, Known as KnownBy, OnRecord, READY_TO_LEAVE, Slot, Value,
};
use crate::domain::ids::{CheckId, EquipmentId, JobId, SiteId};
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::Verdict;
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
    /// What is proposed for what is still to be answered, unless something else was typed there.
    pub fn proposed(&self, view: &View<'_>) -> Result<Vec<(Slot, Value)>, Problem> {
        if self.check.is_completed() {
            return Ok(Vec::new());
        }
        let mut proposed = checks::proposed(&self.check, &self.definition, &self.known.job, view.words.now);
        if !proposed.is_empty() {
            let kept = view.kept(&Route::Checklist { check: self.id.to_string() })?;
            proposed.retain(|(slot, _)| kept_answer(&kept, slot).is_none());
        }
        Ok(proposed)
    }
    /// How many required items nobody answers but a person: what is proposed is answered with the end.
    pub fn missing(&self, proposed: &[(Slot, Value)]) -> usize {
        let missing = self.check.missing(&self.definition);
        missing.iter().filter(|slot| proposed.iter().all(|(other, _)| other != *slot)).count()
    }
    /// Items with two different answers.
    pub fn in_conflict(&self) -> usize {
        let visible = self.check.visible(&self.definition);
        visible.filter(|(_, slot)| self.check.conflicts().any(|other| other == slot)).count()
    }
    /// Whether nothing is missing once all that is left has passed.
    pub fn ends_with_rest(&self, proposed: &[(Slot, Value)]) -> bool {
        let required = |slot: &Slot| self.definition.item(&slot.item).is_some_and(|item| item.required);
        let proposed = proposed.iter().filter(|(slot, _)| required(slot)).count();
        self.check.missing_beside_rest(&self.definition) <= proposed && self.in_conflict() == 0
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
    let me = view.me()?;
    let mut drafts = checks::commands::start(&known.job, &me, list, equipment, &mut || view.fresh())?;
    let subject = drafts.first().map(|draft| draft.subject.clone()).ok_or_else(|| Problem::error("id_unreadable"))?;
    if let Some(definition) = &list.definition {
        let record = on_record(view, &known, definition)?;
        drafts.extend(checks::known_answers(&subject, &me, definition, &record)?);
    }
    view.record(&drafts)?;
    Ok(subject.id())
}

/// What this phone knows that items of the list are known by; what none of them is known by is not looked up.
fn on_record(view: &View<'_>, known: &Known, list: &Definition) -> Result<OnRecord, Problem> {
    let asks = |by: KnownBy| list.items.iter().any(|item| item.known() == Some(by));
    let (me, now) = (view.identity.person()?, view.words.now);
    let earlier = asks(KnownBy::NoEarlier) && !known.earlier(view)?.is_empty();
    let mut record = OnRecord::of(&known.job, earlier, now);
    if asks(KnownBy::Carried) {
        let pieces = bag::carried(view)?.iter().map(|one| one.quantity.max(0) / 1000).sum::<i64>();
        record.carried = u32::try_from(pieces).unwrap_or(u32::MAX);
    }
    if !asks(KnownBy::SameDay) {
        return Ok(record);
    }
    let zone = view.home_zone()?;
    for (job, _) in view.jobs_under(me.uuid())? {
        let Some(parent) = of_job(Some(JobId::new(job))) else { continue };
        for (_, check) in view.children::<Check>(&parent)? {
            record.same_day(&check, me, now, zone);
        }
    }
    Ok(record)
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

/// The newest of my open fillings that asks something of this machine.
pub(crate) fn asking(view: &View<'_>, machine: EquipmentId, site: Option<SiteId>) -> Result<Option<CheckId>, Problem> {
    let mut found = Vec::new();
    for (job, state) in view.jobs_under(view.identity.person()?.uuid())? {
        let Some(parent) = of_job(Some(JobId::new(job))).filter(|_| state.site() == site && state.is_open()) else {
            continue;
        };
        for (id, check) in view.children::<Check>(&parent)? {
            let about = check.start.as_ref().is_some_and(|start| start.equipment.iter().any(|one| one.id == machine));
            if check.is_completed() || !about {
                continue;
            }
            let filling = Filling::read(view, CheckId::new(id))?;
            let asks = filling.check.visible(&filling.definition).any(|(_, slot)| slot.equipment == Some(machine));
            if asks {
                found.push((check.started.map(|moment| moment.at), CheckId::new(id)));
            }
        }
    }
    Ok(found.into_iter().max().map(|(_, id)| id))
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
    let photos = photos_of(filling, &kept, &slot);
    let given = Answer::given(value, remark, photos);
    let key = slot.to_string();
    let drafts = checks::commands::answer(&filling.check, &view.me()?, &filling.definition, slot, given)?;
    view.record(&drafts)?;
    kept.retain(|entry: &Entry| entry.key.split_once('.').is_none_or(|(owner, _)| owner != key));
    view.keep(&route, &kept)
}

/// Passes all that is left and may pass together; whether nothing is missing then.
pub(crate) fn pass_rest(view: &View<'_>, filling: &Filling) -> Result<bool, Problem> {
    let ends = filling.ends_with_rest(&filling.proposed(view)?);
    view.record(&checks::pass_rest(&filling.check, &view.me()?, &filling.definition, view.words.now)?)?;
    let passed = Filling::read(view, filling.id)?;
    // A pass may bring up what is asked only then.
    Ok(ends && passed.missing(&passed.proposed(view)?) == 0)
}

/// Ends a list, with what was proposed.
pub(crate) fn ended(view: &View<'_>, id: CheckId) -> Result<Filling, Problem> {
    let mut filling = Filling::read(view, id)?;
    let me = view.me()?;
    let proposed = filling.proposed(view)?;
    if !proposed.is_empty() {
        view.record(&checks::take_proposed(&filling.check, &me, &filling.definition, proposed)?)?;
        filling = Filling::read(view, id)?;
    }
    view.record(&checks::commands::complete(&filling.check, &me, &filling.definition)?)?;
    Ok(filling)
}

/// What a tapped answer says.
pub(crate) fn tapped(kind: &Kind, code: &str) -> Option<Value> {
    match kind {
        Kind::PassFail => Verdict::from_code(code).map(Value::PassFail),
        Kind::Choice { .. } => Some(Value::Choice(code.to_owned())),
        _ => None,
    }
}

/// What was tapped, is out of limits and waited for a remark or a photo is answered now that there is a photo.
pub(crate) fn answer_waiting(view: &View<'_>, filling: &Filling, slot: Slot) -> Result<(), Problem> {
    let kept = view.kept(&Route::Checklist { check: filling.id.to_string() })?;
    let Some(item) = filling.definition.item(&slot.item) else { return Ok(()) };
    let waits = kept_answer(&kept, &slot).and_then(|code| tapped(&item.kind, code));
    match waits.filter(|value| item.kind.within(value) == Some(false)) {
        Some(value) => {
            let remark = remark_of(filling, &kept, &slot);
            answer(view, filling, slot, value, &remark)
        }
        None => Ok(()),
    }
}

/// The photos of an item: those on record, and those that wait for its answer.
pub(crate) fn photos_of(filling: &Filling, kept: &[Entry], slot: &Slot) -> Vec<Photo> {
    let mut photos = filling.check.answer(slot).map(|answer| answer.photos.clone()).unwrap_or_default();
    photos.extend(kept_photos(kept, slot));
    photos
}

/// The remark of an item: as it is typed, else as it is on record.
pub(crate) fn remark_of(filling: &Filling, kept: &[Entry], slot: &Slot) -> String {
    let key = format!("{slot}.remark");
    let typed = kept.iter().find(|entry| entry.key == key).map(|entry| entry.value.trim().to_owned());
    typed.or_else(|| filling.check.answer(slot).map(|answer| answer.remark.clone())).unwrap_or_default()
}

/// Photos that were taken for an item before it was answered.
pub(crate) fn kept_photos(kept: &[Entry], slot: &Slot) -> Vec<Photo> {
    let key = photos_key(slot);
    let found = kept.iter().filter(|entry| entry.key == key);
    found.filter_map(|entry| serde_json::from_str(&entry.value).ok()).collect()
}

/// What was typed or tapped for an item and is not answered yet.
pub(crate) fn kept_answer<'a>(kept: &'a [Entry], slot: &Slot) -> Option<&'a str> {
    let key = answer_key(slot);
    kept.iter().find(|entry| entry.key == key).map(|entry| entry.value.trim()).filter(|value| !value.is_empty())
}

/// Under which key it is kept: the name of its field on the card of its item.
pub(crate) fn answer_key(slot: &Slot) -> String {
    format!("{slot}.answer")
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
