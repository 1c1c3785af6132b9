//! What asks for a photo on a job, so that one photo counts for all of it, and where a photo is from, in words.

use super::check::{self, Filling, checks_of};
use super::job::Known;
use crate::domain::checks::{self, Kind, READY_TO_LEAVE, Slot, Value};
use crate::domain::ids::{CheckId, EquipmentId};
use crate::domain::jobs::Photo;
use crate::screens::blocks::{Entry, Field, FieldKind};
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::screens::words::Words;
use chrono_tz::Tz;

/// What asks.
pub(crate) enum Asks {
    /// The rule that a fault is on record before a part is replaced.
    Evidence(EquipmentId),
    /// An item of a checklist.
    Item(CheckId, Slot),
}

/// A place that asks for a photo, as a switch on the photo screen.
pub(crate) struct Place {
    pub asks: Asks,
    key: String,
    label: String,
    proposed: bool,
}

impl Place {
    pub fn field(&self) -> Field {
        Field::new(&self.key, self.label.clone(), FieldKind::Switch).value(self.proposed.to_string())
    }
    /// Whether the photo counts for it: as switched, else as proposed.
    pub fn counts(&self, form: Form<'_>) -> bool {
        if form.text(&self.key).is_empty() { self.proposed } else { form.on(&self.key) }
    }
}

/// What a photo is taken for in the first place: that is no choice.
#[derive(Default)]
pub(crate) struct Own {
    pub machine: Option<EquipmentId>,
    pub evidence: bool,
    pub item: Option<(CheckId, Slot)>,
}

/// Every other place of the job that asks for a photo now. Of a repair, what shows the fault counts for all of them unless somebody says
/// otherwise; of a patrol, and beside one item that is photographed, each item has its own picture unless somebody says so.
pub(crate) fn asking(view: &View<'_>, known: &Known, own: &Own) -> Result<Vec<Place>, Problem> {
    let words = view.words;
    let mut places = Vec::new();
    let wanted = known.job.wants_evidence(own.machine);
    if let Some(machine) = wanted.filter(|_| !own.evidence) {
        places.push(Place {
            asks: Asks::Evidence(machine),
            key: "for_evidence".into(),
            label: words.say("screen-photo-for-evidence"),
            proposed: true,
        });
    }
    let machine = own.machine.or(wanted);
    for (check, list) in checks_of(view, known.id)? {
        // What is looked at before leaving shows tools and parts, and no fault.
        let Some(id) = check.id.filter(|_| check.code() != READY_TO_LEAVE) else { continue };
        for slot in check.open_photos(&list, machine) {
            if own.item.as_ref().is_some_and(|(of, item)| *of == id && *item == slot) {
                continue;
            }
            let label = list.item(&slot.item).map_or("", |item| item.label.in_lang(words.lang));
            let item = format!("{label} {}", check.equipment_name(&slot)).trim().to_owned();
            places.push(Place {
                key: format!("for_{id}_{slot}"),
                label: words.with("screen-photo-for-item", &[("item", item)]),
                proposed: known.job.is_repair() && own.item.is_none(),
                asks: Asks::Item(id, slot),
            });
        }
    }
    Ok(places)
}

/// Adds the photo to the item's answer; where there is none yet, it waits for it.
pub(crate) fn add_to_item(view: &View<'_>, filling: &Filling, slot: Slot, photo: &Photo) -> Result<(), Problem> {
    let route = Route::Checklist { check: filling.id.to_string() };
    let mut kept = view.kept(&route)?;
    let value = serde_json::to_string(photo).map_err(|_| Problem::error("field_unreadable"))?;
    kept.push(Entry { key: check::photos_key(&slot), value });
    view.keep(&route, &kept)?;
    let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
    let current = filling.check.answer(&slot).cloned();
    match (current, &item.kind) {
        (Some(answer), _) => check::answer(view, filling, slot, answer.value, &answer.remark),
        (None, Kind::Photo) => check::answer(view, filling, slot, Value::Photo, ""),
        (None, _) => check::answer_waiting(view, filling, slot),
    }
}

/// What the record shows already answers the photo items of a list that was just begun: nobody photographs the same thing twice.
pub(crate) fn answer_from_record(view: &View<'_>, check: CheckId) -> Result<(), Problem> {
    let filling = Filling::read(view, check)?;
    for (slot, photo) in checks::answered_by_evidence(&filling.check, &filling.definition, &filling.known.job) {
        add_to_item(view, &filling, slot, &photo)?;
    }
    Ok(())
}

/// That a photo was chosen from the phone's gallery, and when its file says that it was taken; empty of one that was taken for the record.
pub(crate) fn origin(words: Words, photo: &Photo, zone: Tz) -> String {
    match &photo.gallery {
        Some(file) if file.dated => words.with("screen-photo-gallery", &[("time", words.time(photo.taken_at, zone))]),
        Some(_) => words.say("screen-photo-gallery-undated"),
        None => String::new(),
    }
}

/// What is told of a photo in one line: its caption, and where it is from.
pub(crate) fn in_one_line(words: Words, photo: &Photo, zone: Tz) -> String {
    let parts = [photo.caption.clone(), origin(words, photo, zone)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
