//! Taking a photo: from the camera's file to the record. The photo is turned, reduced, stamped if the contract asks for it, kept as a blob,
//! and named by an event of the job or the check.

use super::action::{Action, Outcome, PenStroke, PhotoAction};
use super::blocks::{Field, FieldKind, Head, Row, Section};
use super::error::Problem;
use super::form::Form;
use super::measured::Measured;
use super::queries::check::{self, Filling};
use super::queries::job::{self, Known, thumbnail};
use super::route::{PhotoFor, Route};
use super::view::{View, id};
use crate::domain::checks::{Kind, Slot, Value};
use crate::domain::ids::{CheckId, EquipmentId, JobId};
use crate::domain::jobs::{Evidence, Photo, PhotoAdded, commands};
use chrono_tz::Tz;
use fettle_media::PhotoOptions;
use serde::{Deserialize, Serialize};

/// Taking a photo. The shell opens the camera and hands its file to `PhotoAction::Taken`, with the caption.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PhotoScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// What the photo is for, in words.
    pub purpose: String,
    /// What will be written into the picture; empty where the contract does not ask for it.
    pub watermark: String,
    /// The caption.
    pub caption: Field,
    /// The action to hand the file with: its bytes and marks are filled in by the shell.
    pub action: Action,
    /// Photos that are there already.
    pub taken: Section,
    /// Whether the phone's own position belongs beside the file, if the shell may know: the entry `position`, measured now. It is written
    /// into the picture, or that there is none.
    pub position: bool,
}

/// What a photo belongs to, read.
enum Target {
    Job(Known),
    Evidence(Known, EquipmentId),
    Item(Box<Filling>, Slot),
}

impl Target {
    fn read(view: &View<'_>, purpose: &PhotoFor) -> Result<Self, Problem> {
        Ok(match purpose {
            PhotoFor::Job { job } => Self::Job(Known::read(view, id(job)?)?),
            PhotoFor::Evidence { job, equipment } => {
                let known = Known::read(view, id::<JobId>(job)?)?;
                let chosen = equipment.as_deref().map(id).transpose()?;
                let equipment = chosen.or_else(|| known.job.equipment().first().copied());
                Self::Evidence(known, equipment.ok_or_else(|| Problem::error("equipment_missing"))?)
            }
            PhotoFor::Item { check, slot } => {
                Self::Item(Box::new(Filling::read(view, id::<CheckId>(check)?)?), id(slot)?)
            }
        })
    }
    fn known(&self) -> &Known {
        match self {
            Self::Job(known) | Self::Evidence(known, _) => known,
            Self::Item(filling, _) => &filling.known,
        }
    }
}

pub(crate) fn show(view: &View<'_>, purpose: &PhotoFor) -> Result<PhotoScreen, Problem> {
    let words = view.words;
    let target = Target::read(view, purpose)?;
    let known = target.known();
    let row = |photo: &Photo| Row {
        key: photo.blob.hash.to_string(),
        title: photo.caption.clone(),
        trailing: words.time(photo.taken_at, known.zone),
        photo: Some(thumbnail(photo)),
        ..Row::default()
    };
    let (text, rows): (String, Vec<Row>) = match &target {
        Target::Job(known) => {
            let reported = known.job.report.iter().flat_map(|report| &report.what.photos);
            let photos = reported.chain(known.job.photos.iter().map(|fact| &fact.what.photo));
            (words.say("screen-photo-for-job"), photos.map(row).collect())
        }
        Target::Evidence(known, equipment) => {
            let of = known.job.evidence.iter().filter(|fact| fact.what.equipment == *equipment);
            (words.say("screen-photo-for-evidence"), of.flat_map(|fact| &fact.what.photos).map(row).collect())
        }
        Target::Item(filling, slot) => {
            let label = filling.definition.item(&slot.item).map_or("", |item| item.label.in_lang(words.lang));
            let kept = view.kept(&Route::Checklist { check: filling.id.to_string() })?;
            let waiting = check::kept_photos(&kept, slot);
            let photos = filling.check.answer(slot).into_iter().flat_map(|answer| &answer.photos).chain(&waiting);
            (words.with("screen-photo-for-item", &[("item", label.to_owned())]), photos.map(row).collect())
        }
    };
    Ok(PhotoScreen {
        head: job::head(view, known, words.say("screen-photo-title")),
        purpose: text,
        watermark: if wants_watermark(known) { shown_watermark(view, known) } else { String::new() },
        caption: Field::new("caption", words.say("screen-photo-caption"), FieldKind::Text),
        action: Action::Photo {
            purpose: purpose.clone(),
            action: PhotoAction::Taken { bytes: Vec::new(), marks: Vec::new() },
        },
        taken: Section {
            more: None,
            key: "taken".into(),
            title: words.say("screen-photo-taken"),
            rows,
            empty: words.say("screen-photo-none"),
        },
        position: wants_watermark(known),
    })
}

fn wants_watermark(known: &Known) -> bool {
    known.contract.as_ref().is_some_and(|contract| contract.watermark)
}

/// Time, place and job, as burned into the picture: letters that every reader of the picture has. The place is where the phone measured
/// itself to be, how exactly and when; never where the site is on file, which would claim what nobody measured.
fn watermark(view: &View<'_>, known: &Known, measured: Option<Measured>) -> Vec<String> {
    let now = view.words.now.with_timezone(&known.zone);
    let time = format!("{} {}", now.format("%Y-%m-%d %H:%M"), now.format("%:z"));
    vec![time, place(measured, known.zone), marking(view, known)]
}

fn place(measured: Option<Measured>, zone: Tz) -> String {
    let Some(Measured { position, at }) = measured else { return "POSITION NOT TAKEN".to_owned() };
    let degrees = |e7: i32| f64::from(e7) / 10_000_000.0;
    let accuracy = position.accuracy_m.map_or_else(|| "+-? m".to_owned(), |metres| format!("+-{metres} m"));
    let time = at.map_or_else(String::new, |at| at.with_timezone(&zone).format(" %H:%M:%S").to_string());
    format!("{:.5} {:.5} {accuracy}{time}", degrees(position.latitude_e7), degrees(position.longitude_e7))
}

/// Which job, by which phone.
fn marking(view: &View<'_>, known: &Known) -> String {
    let device = view.identity.enrolment.as_ref().map(|e| e.enrolled.short.clone()).unwrap_or_default();
    format!("{} {device}", known.job.number()).trim().to_owned()
}

/// As told before the photo is there: its place is measured with it.
fn shown_watermark(view: &View<'_>, known: &Known) -> String {
    let mut lines = watermark(view, known, None);
    lines[1] = view.words.say("screen-photo-place");
    lines.join("\n")
}

pub(crate) fn act(
    view: &View<'_>,
    purpose: &PhotoFor,
    action: &PhotoAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let PhotoAction::Taken { bytes, marks } = action;
    let target = Target::read(view, purpose)?;
    let known = target.known();
    let now = view.words.now;
    let lines = if wants_watermark(known) { watermark(view, known, Measured::of(form, now)) } else { Vec::new() };
    let marks = marks.iter().map(PenStroke::to_media).collect();
    let made = fettle_media::process(bytes, &PhotoOptions { watermark: lines, marks, ..PhotoOptions::default() })?;
    // A camera without a zone, or with its clock ahead, does not outdo what the phone knows of the time.
    let taken_at = made.taken_at.and_then(|taken| taken.utc()).filter(|taken| *taken <= now).unwrap_or(now);
    // Files first: they know no transaction.
    let photo = Photo {
        blob: view.store.put_blob(&made.bytes, "image/jpeg")?,
        thumbnail: Some(view.store.put_blob(&made.thumbnail, "image/jpeg")?),
        caption: form.text("caption").to_owned(),
        taken_at,
    };
    view.decide(|view| keep(view, Target::read(view, purpose)?, photo))?;
    Ok(Outcome::told(view.words.say("screen-photo-kept")))
}

/// Records the photo where it belongs.
fn keep(view: &View<'_>, target: Target, photo: Photo) -> Result<(), Problem> {
    let me = view.me()?;
    match target {
        Target::Job(known) => {
            view.record(&commands::add_photo(&known.job, &me, PhotoAdded { photo, equipment: None })?)?;
        }
        Target::Evidence(known, equipment) => {
            let evidence = Evidence { equipment, note: photo.caption.clone(), photos: vec![photo] };
            view.record(&commands::add_evidence(&known.job, &me, evidence)?)?;
        }
        Target::Item(filling, slot) => add_to_item(view, &filling, slot, photo)?,
    }
    Ok(())
}

/// Adds the photo to the item's answer; where there is none yet, it waits for it.
fn add_to_item(view: &View<'_>, filling: &Filling, slot: Slot, photo: Photo) -> Result<(), Problem> {
    let route = Route::Checklist { check: filling.id.to_string() };
    let mut kept = view.kept(&route)?;
    let value = serde_json::to_string(&photo).map_err(|_| Problem::error("field_unreadable"))?;
    kept.push(super::blocks::Entry { key: check::photos_key(&slot), value });
    view.keep(&route, &kept)?;
    let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
    let current = filling.check.answer(&slot).cloned();
    match (current, &item.kind) {
        (Some(answer), _) => check::answer(view, filling, slot, answer.value, &answer.remark),
        (None, Kind::Photo) => check::answer(view, filling, slot, Value::Photo, ""),
        (None, _) => check::answer_waiting(view, filling, slot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::blocks::Entry;

    #[test]
    fn the_place_in_the_picture_is_measured_or_said_not_to_be() {
        let now = "2026-03-02T01:30:00Z".parse().unwrap();
        let line = |typed: &str| {
            let entries = [Entry::new("position", typed)];
            place(Measured::of(Form(&entries), now), chrono_tz::Asia::Shanghai)
        };
        assert_eq!(line("29.874512,121.544021,12.3,45"), "29.87451 121.54402 +-13 m 09:29:15");
        assert_eq!(line("29.874512,121.544021"), "29.87451 121.54402 +-? m");
        for none in ["", "here", "29.8", "91,0,5", "29.8,181"] {
            assert_eq!(line(none), "POSITION NOT TAKEN", "{none}");
        }
    }
}
