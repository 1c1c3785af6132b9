//! Taking a photo, or choosing one from the phone's gallery: from the file to the record. The photo is turned, reduced, stamped if the
//! contract asks for it, kept as a blob, and named by the events of every place that it counts for: one file, one act.

use super::action::{Action, Outcome, PenStroke, PhotoAction};
use super::blocks::{Field, FieldKind, Head, Row, Section};
use super::error::Problem;
use super::form::Form;
use super::measured::Measured;
use super::queries::check::{self, Filling};
use super::queries::job::{self, Known, thumbnail};
use super::queries::photos::{self, Asks, Own};
use super::route::{PhotoFor, Route};
use super::view::{View, id};
use crate::domain::checks::{READY_TO_LEAVE, Slot};
use crate::domain::ids::{CheckId, EquipmentId, JobId};
use crate::domain::jobs::sheet::Position;
use crate::domain::jobs::{Evidence, FromGallery, Photo, PhotoAdded, commands};
use crate::kernel::Hash;
use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use chrono_tz::Tz;
use fettle_media::PhotoOptions;
use serde::{Deserialize, Serialize};

/// Taking a photo. The shell opens the camera and hands its file to `PhotoAction::Taken`, or what was chosen of the phone's pictures to
/// `PhotoAction::Chosen`, with the caption and the switches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PhotoScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// What the photo is for, in words.
    pub purpose: String,
    /// What will be written into the picture, each line with what it says; empty where the contract does not ask for it.
    pub watermark: String,
    /// The caption.
    pub caption: Field,
    /// The action to hand the camera's file with: its bytes and marks are filled in by the shell.
    pub action: Action,
    /// Photos that are there already.
    pub taken: Section,
    /// Whether the phone's own position belongs beside the file, if the shell may know: the entry `position`, measured now. It is written
    /// into the picture, or that there is none.
    pub position: bool,
    /// Above the switches; empty where there are none.
    pub counts_title: String,
    /// What else on this job asks for a photo: a switch each, as proposed. They go with the file, beside the caption.
    pub counts: Vec<Field>,
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
                let wanted = chosen.or_else(|| known.job.wants_evidence(None));
                let equipment = wanted.or_else(|| known.job.equipment().first().copied());
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
    fn own(&self) -> Own {
        match self {
            Self::Job(_) => Own::default(),
            Self::Evidence(_, machine) => Own { machine: Some(*machine), evidence: true, item: None },
            Self::Item(filling, slot) => {
                Own { machine: slot.equipment, evidence: false, item: Some((filling.id, slot.clone())) }
            }
        }
    }
    /// Where the camera was opened: there it goes on.
    fn back(&self) -> Route {
        let job = self.known().id.to_string();
        match self {
            Self::Item(filling, _) if filling.check.code() == READY_TO_LEAVE => Route::ReadyToLeave { job },
            Self::Item(filling, _) => Route::Checklist { check: filling.id.to_string() },
            Self::Job(_) | Self::Evidence(..) => Route::Job { job },
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
        detail: photos::origin(words, photo, known.zone),
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
    let counts: Vec<Field> = photos::asking(view, known, &target.own())?.iter().map(photos::Place::field).collect();
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
        counts_title: if counts.is_empty() { String::new() } else { words.say("screen-photo-counts") },
        counts,
    })
}

fn wants_watermark(known: &Known) -> bool {
    known.contract.as_ref().is_some_and(|contract| contract.watermark)
}

/// Time, place and job, as burned into the picture: letters that every reader of the picture has, each line with what it says. The place is
/// where the phone measured itself to be, how exactly and when; never where the site is on file, which would claim what nobody measured.
fn watermark(view: &View<'_>, known: &Known, measured: Option<Measured>) -> Vec<String> {
    vec![format!("TIME {}", clock(view, known)), format!("PLACE {}", place(measured, known.zone)), marking(view, known)]
}

/// As of a picture from the gallery: what its own file says, and that it is from there.
fn file_watermark(view: &View<'_>, known: &Known, file: &FromGallery) -> Vec<String> {
    let offset = file.offset.and_then(FixedOffset::east_opt).map(|offset| format!(" {offset}")).unwrap_or_default();
    let taken = file.local.map(|local| format!("{}{offset}", local.format("%Y-%m-%d %H:%M")));
    let at = file.position.map(|position| degrees(&position));
    vec![
        format!("TIME {} (GALLERY)", taken.unwrap_or_else(|| "NOT IN FILE".to_owned())),
        format!("PLACE {} (GALLERY)", at.unwrap_or_else(|| "NOT IN FILE".to_owned())),
        marking(view, known),
    ]
}

fn clock(view: &View<'_>, known: &Known) -> String {
    let now = view.words.now.with_timezone(&known.zone);
    format!("{} {}", now.format("%Y-%m-%d %H:%M"), now.format("%:z"))
}

fn degrees(position: &Position) -> String {
    let degrees = |e7: i32| f64::from(e7) / 10_000_000.0;
    format!("{:.5} {:.5}", degrees(position.latitude_e7), degrees(position.longitude_e7))
}

fn place(measured: Option<Measured>, zone: Tz) -> String {
    let Some(Measured { position, at }) = measured else { return "POSITION NOT TAKEN".to_owned() };
    let accuracy = position.accuracy_m.map_or_else(|| "+-? m".to_owned(), |metres| format!("+-{metres} m"));
    let time = at.map_or_else(String::new, |at| at.with_timezone(&zone).format(" %H:%M:%S").to_string());
    format!("{} {accuracy}{time}", degrees(&position))
}

/// Which job, by which phone.
fn marking(view: &View<'_>, known: &Known) -> String {
    format!("JOB {} PHONE {}", known.job.number(), device(view)).trim().to_owned()
}

fn device(view: &View<'_>) -> String {
    view.identity.enrolment.as_ref().map(|e| e.enrolled.short.clone()).unwrap_or_default()
}

/// As told before the photo is there, in the reader's language: its place is measured with it.
fn shown_watermark(view: &View<'_>, known: &Known) -> String {
    let words = view.words;
    let job = [("number", known.job.number().to_owned()), ("phone", device(view))];
    let lines = [
        words.with("screen-photo-mark-time", &[("time", clock(view, known))]),
        words.say("screen-photo-place"),
        words.with("screen-photo-mark-job", &job),
    ];
    lines.join("\n")
}

/// What the file of a picture from the gallery says of itself, and when that was.
fn from_gallery(file: &[u8], zone: Tz, now: DateTime<Utc>) -> Result<(FromGallery, DateTime<Utc>), Problem> {
    let (taken, position) = fettle_media::said(file)?;
    // A clock that does not say its zone went as those at the site do. What is said to come yet says nothing.
    let at_site = |local| zone.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc));
    let at = taken.and_then(|taken| taken.utc().or_else(|| at_site(taken.local))).filter(|at| *at <= now);
    #[allow(clippy::cast_possible_truncation, reason = "degrees of a place lie within ±180")]
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    let said = FromGallery {
        original: Hash::of(file),
        local: taken.map(|taken| taken.local),
        offset: taken.and_then(|taken| taken.offset).map(|offset| offset.local_minus_utc()),
        position: position.map(|at| Position { latitude_e7: e7(at.lat), longitude_e7: e7(at.lon), accuracy_m: None }),
        dated: at.is_some(),
    };
    Ok((said, at.unwrap_or(now)))
}

pub(crate) fn act(
    view: &View<'_>,
    purpose: &PhotoFor,
    action: &PhotoAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let (bytes, marks, chosen) = match action {
        PhotoAction::Taken { bytes, marks } => (bytes, marks, false),
        PhotoAction::Chosen { bytes, marks } => (bytes, marks, true),
    };
    let target = Target::read(view, purpose)?;
    let known = target.known();
    let now = view.words.now;
    let file = chosen.then(|| from_gallery(bytes, known.zone, now)).transpose()?;
    let lines = match &file {
        _ if !wants_watermark(known) => Vec::new(),
        Some((file, _)) => file_watermark(view, known, file),
        None => watermark(view, known, Measured::of(form, now)),
    };
    let marks = marks.iter().map(PenStroke::to_media).collect();
    let made = fettle_media::process(bytes, &PhotoOptions { watermark: lines, marks, ..PhotoOptions::default() })?;
    // A camera without a zone, or with its clock ahead, does not outdo what the phone knows of the time.
    let of_camera = || made.taken_at.and_then(|taken| taken.utc()).filter(|taken| *taken <= now).unwrap_or(now);
    let taken_at = file.as_ref().map_or_else(of_camera, |(_, at)| *at);
    // Files first: they know no transaction.
    let photo = Photo {
        blob: view.store.put_blob(&made.bytes, "image/jpeg")?,
        thumbnail: Some(view.store.put_blob(&made.thumbnail, "image/jpeg")?),
        caption: form.text("caption").to_owned(),
        taken_at,
        gallery: file.map(|(file, _)| file),
    };
    view.decide(|view| keep(view, &Target::read(view, purpose)?, &photo, form))?;
    Ok(Outcome::to(target.back()).say(view.words.say("screen-photo-kept")))
}

/// Records the photo wherever it counts.
fn keep(view: &View<'_>, target: &Target, photo: &Photo, form: Form<'_>) -> Result<(), Problem> {
    let (me, known) = (view.me()?, target.known());
    let places = photos::asking(view, known, &target.own())?;
    let chosen: Vec<Asks> = places.into_iter().filter(|place| place.counts(form)).map(|place| place.asks).collect();
    let evidence = match target {
        Target::Evidence(_, machine) => Some(*machine),
        Target::Job(_) | Target::Item(..) => chosen.iter().find_map(|asks| match asks {
            Asks::Evidence(machine) => Some(*machine),
            Asks::Item(..) => None,
        }),
    };
    if let Some(equipment) = evidence {
        let evidence = Evidence { equipment, note: photo.caption.clone(), photos: vec![photo.clone()] };
        view.record(&commands::add_evidence(&known.job, &me, evidence)?)?;
    } else if let Target::Job(known) = target {
        // As evidence it is on the job's record already.
        let added = PhotoAdded { photo: photo.clone(), equipment: None };
        view.record(&commands::add_photo(&known.job, &me, added)?)?;
    }
    if let Target::Item(filling, slot) = target {
        photos::add_to_item(view, filling, slot.clone(), photo)?;
    }
    for asks in chosen {
        if let Asks::Item(check, slot) = asks {
            photos::add_to_item(view, &Filling::read(view, check)?, slot, photo)?;
        }
    }
    Ok(())
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
