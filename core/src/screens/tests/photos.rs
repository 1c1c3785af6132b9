//! Photos: one counts for every place that asks for one, and one from the gallery says so.

use super::day;
use super::inputs::{begin_patrol, check};
use super::kit::*;
use crate::domain::checks::{Entry as Stands, Slot};
use crate::domain::jobs::{Job, Photo};
use crate::kernel::Hash;
use crate::screens::*;
use crate::text::Lang;
use chrono::{DateTime, Utc};

fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

/// On site and at work, the customer asked about the backup.
pub fn at_work(phone: &Phone) {
    day::to_leaving(phone);
    day::leave(phone);
    phone.wait(40);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    phone.tap(job_route(), "backup", &[("decision", "consented"), ("by", "Chen"), ("remark", "")]);
}

fn begin_check(phone: &Phone) -> String {
    let outcome = phone.tap(job_route(), "check_repair_check", &[]);
    let Some(Route::Checklist { check }) = outcome.route else { panic!("{outcome:?}") };
    check
}

fn evidence() -> PhotoFor {
    PhotoFor::Evidence { job: job_text(), equipment: None }
}

fn fault_photo() -> Slot {
    Slot::of("fault_photo")
}

/// The photos of the checklist's item.
fn of_item(phone: &Phone, id: &str) -> Vec<Hash> {
    let check = check(phone, id);
    check.answer(&fault_photo()).into_iter().flat_map(|answer| &answer.photos).map(|photo| photo.blob.hash).collect()
}

fn of_evidence(phone: &Phone) -> Vec<Photo> {
    state(phone).evidence.into_iter().flat_map(|fact| fact.what.photos).collect()
}

fn camera_screen(phone: &Phone, purpose: PhotoFor) -> PhotoScreen {
    match phone.screen(Route::Photo { purpose }) {
        Screen::Photo(screen) => screen,
        other => panic!("{other:?}"),
    }
}

fn chosen(phone: &Phone, bytes: Vec<u8>) -> Result<Outcome, AppError> {
    phone.wait(1);
    let purpose = PhotoFor::Job { job: job_text() };
    let action = Action::Photo { purpose, action: PhotoAction::Chosen { bytes, marks: Vec::new() } };
    phone.app().act(&action, &entries(&[("caption", "seen by the guard")]))
}

#[test]
fn one_photo_counts_for_the_evidence_and_for_the_checklist() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    let id = begin_check(&phone);
    let screen = camera_screen(&phone, evidence());
    let counts: Vec<_> = screen.counts.iter().map(|field| (field.kind, field.value.as_str())).collect();
    assert_eq!(counts, [(FieldKind::Switch, "true")], "proposed");
    assert!(screen.counts[0].label.contains("Photo of the fault"), "{:?}", screen.counts);
    let outcome = phone.take_photo(evidence(), "");
    assert_eq!(outcome.route, Some(job_route()));
    let kept = of_evidence(&phone);
    assert_eq!(kept.len(), 1);
    assert_eq!(of_item(&phone, &id), [kept[0].blob.hash], "one file");
    assert!(camera_screen(&phone, evidence()).counts.is_empty(), "nothing asks any more");
    let taken = camera_screen(&phone, evidence()).taken.rows;
    assert_eq!(taken.len(), 1);
}

#[test]
fn what_is_switched_off_does_not_count() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    let id = begin_check(&phone);
    let key = camera_screen(&phone, evidence()).counts[0].key.clone();
    let action =
        Action::Photo { purpose: evidence(), action: PhotoAction::Taken { bytes: phone_photo(), marks: Vec::new() } };
    phone.app().act(&action, &entries(&[("caption", ""), (&key, "false")])).unwrap();
    assert_eq!((of_evidence(&phone).len(), of_item(&phone, &id).len()), (1, 0));
}

#[test]
fn a_photo_for_the_job_or_for_the_item_is_evidence_too() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    phone.take_photo(PhotoFor::Job { job: job_text() }, "the plug");
    assert_eq!((of_evidence(&phone).len(), state(&phone).photos.len()), (1, 0), "once on the record");
    phone.take_photo(PhotoFor::Job { job: job_text() }, "the door");
    assert_eq!((of_evidence(&phone).len(), state(&phone).photos.len()), (1, 1), "evidence is asked for once");

    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    let id = begin_check(&phone);
    let item = PhotoFor::Item { check: id.clone(), slot: fault_photo().to_string() };
    let outcome = phone.take_photo(item, "");
    assert_eq!(outcome.route, Some(Route::Checklist { check: id.clone() }), "back to the list");
    assert_eq!(of_item(&phone, &id), [of_evidence(&phone)[0].blob.hash]);
}

#[test]
fn a_list_that_is_begun_later_has_the_photo_and_can_refuse_it() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    phone.take_photo(evidence(), "0 V");
    let second = fettle_media::sample::phone_photo(8, 1, "2026-03-02T09:31:00+08:00".parse().unwrap(), 29.8, 121.5);
    let taken = PhotoAction::Taken { bytes: second.unwrap(), marks: Vec::new() };
    phone.app().act(&Action::Photo { purpose: evidence(), action: taken }, &entries(&[("caption", "12 V")])).unwrap();
    let id = begin_check(&phone);
    let found = of_evidence(&phone)[0].blob.hash;
    assert_eq!(of_item(&phone, &id), [found], "as found, and not as left");
    let route = Route::Checklist { check: id.clone() };
    let Screen::Checklist(screen) = phone.screen(route.clone()) else { panic!() };
    let cards = || screen.groups.iter().flat_map(|group| &group.items);
    let card = cards().find(|card| card.slot == "fault_photo").unwrap();
    assert_eq!((card.done, card.photos.len()), (true, 1), "it is seen");
    phone.tap(route, "refuse_photo", &[("reason", "shows the old plug")]);
    assert!(of_item(&phone, &id).is_empty());
    let stands = check(&phone, &id).entries.get(&fault_photo()).and_then(|entry| entry.get().cloned());
    assert_eq!(stands, Some(Stands::Skipped("shows the old plug".into())));
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let card = screen.groups.iter().flat_map(|group| &group.items).find(|card| card.slot == "fault_photo").unwrap();
    assert_eq!((card.done, card.note.as_str()), (false, "Photo refused: shows the old plug"));
    assert!(camera_screen(&phone, evidence()).counts.is_empty(), "what was refused is not asked for again");
    assert_eq!(of_evidence(&phone)[0].blob.hash, found, "evidence it stays");
}

#[test]
fn the_paper_has_a_photo_once_and_the_item_names_it() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    phone.take_photo(evidence(), "0 V");
    phone.tap(job_route(), "work", &[("text", "plug made anew"), ("minutes", "3")]);
    day::finish(&phone);
    let Screen::SheetAndSign(screen) = phone.screen(Route::SheetAndSign { job: job_text(), document: String::new() })
    else {
        panic!()
    };
    let hash = of_evidence(&phone)[0].blob.hash.to_string();
    let rows = || screen.sheet.iter().flat_map(|section| &section.rows);
    assert_eq!(rows().filter(|row| row.key == hash).count(), 1);
}

#[test]
fn on_a_patrol_each_item_has_its_own_picture() {
    let phone = Phone::ready(Lang::En);
    let id = begin_patrol(&phone);
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: id.clone() }) else { panic!() };
    let slot = screen.groups[0].items[0].slot.clone();
    let purpose = PhotoFor::Item { check: id.clone(), slot };
    assert!(camera_screen(&phone, purpose.clone()).counts.iter().all(|field| field.value == "false"));
    phone.take_photo(purpose, "");
    let photos = check(&phone, &id).entries.into_values().filter_map(|entry| entry.get().cloned());
    let answered = photos.filter(|entry| entry.answer().is_some_and(|answer| !answer.photos.is_empty())).count();
    assert!(answered <= 1);
}

#[test]
fn a_picture_from_the_gallery_keeps_what_its_file_says_and_is_marked_as_such() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    chosen(&phone, phone_photo()).unwrap();
    let kept = of_evidence(&phone).pop().unwrap();
    let file = kept.gallery.unwrap();
    assert_eq!(file.original, Hash::of(&phone_photo()));
    assert_eq!(file.local.unwrap().to_string(), "2026-03-02 09:30:00");
    assert_eq!((file.offset, file.dated), (Some(28_800), true));
    let position = file.position.unwrap();
    assert!((position.latitude_e7 - 298_745_000).abs() < 1_000, "{position:?}");
    assert_eq!(kept.taken_at, "2026-03-02T01:30:00Z".parse::<DateTime<Utc>>().unwrap());
    let rows = camera_screen(&phone, evidence()).taken.rows;
    assert!(rows[0].detail.starts_with("From the gallery, taken "), "{:?}", rows[0]);
    let line = phone.job_screen().timeline.rows.into_iter().find(|row| row.detail.contains("seen by the guard"));
    assert!(line.unwrap().detail.contains("From the gallery"));
    phone.take_photo(evidence(), "with the camera");
    assert_eq!(of_evidence(&phone).pop().unwrap().gallery, None);
}

#[test]
fn a_picture_that_does_not_say_when_it_was_taken_claims_no_time() {
    let phone = Phone::ready(Lang::En);
    at_work(&phone);
    let silent = fettle_media::Label::new("silent", &[]).unwrap().to_png(4).unwrap();
    chosen(&phone, silent).unwrap();
    let file = of_evidence(&phone).pop().unwrap().gallery.unwrap();
    assert_eq!((file.local, file.offset, file.position, file.dated), (None, None, None, false));
    let rows = camera_screen(&phone, evidence()).taken.rows;
    assert!(rows[0].detail.contains("not known"), "{:?}", rows[0]);
}

#[test]
fn what_is_no_picture_is_refused_and_nothing_is_left_of_it() {
    let phone = Phone::ready(Lang::En);
    let blobs = phone.app().store().counts().unwrap().blobs_up;
    let whole = phone_photo();
    let mut huge = whole.clone();
    huge.resize(whole.len() + 41 * 1024 * 1024, 0);
    let cases = [
        (b"%PDF-1.7".to_vec(), "photo_not_an_image"),
        (whole[..whole.len() / 3].to_vec(), "photo_truncated"),
        (huge, "photo_file_too_large"),
    ];
    for (bytes, expected) in cases {
        let refused = chosen(&phone, bytes).unwrap_err();
        assert_eq!(refused.code, expected);
        assert!(!refused.text.is_empty());
    }
    assert_eq!(phone.app().store().counts().unwrap().blobs_up, blobs);
    assert!(state(&phone).photos.is_empty());
}
