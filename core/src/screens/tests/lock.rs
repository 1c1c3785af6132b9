//! The lock: what it keeps back, who gets in, and that neither a restart nor a clock helps.

use super::day;
use super::kit::*;
use crate::screens::*;
use crate::store::KeyStore;
use crate::text::Lang;

const PIN: &str = "271828";

fn act(phone: &Phone, action: LockAction, typed: &[(&str, &str)]) -> Result<Outcome, AppError> {
    phone.app().act(&Action::Lock { action }, &entries(typed))
}
fn set(phone: &Phone, old: &str, new: &str, minutes: &str) -> Result<Outcome, AppError> {
    act(phone, LockAction::Set, &[("old", old), ("pin", new), ("again", new), ("minutes", minutes)])
}
fn unlock(phone: &Phone, pin: &str) -> Result<Outcome, AppError> {
    act(phone, LockAction::Unlock, &[("pin", pin)])
}
fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    result.unwrap_err().code
}

#[test]
fn it_locks_after_the_time_without_a_tap_and_shows_nothing_then() {
    let phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    phone.wait(4);
    phone.screen(Route::Today);
    let note = Action::Go { route: job_route() };
    phone.app().act(&note, &[]).unwrap();
    phone.wait(4);
    // Drawing the same screen again is no tap, and the time had begun again with the last.
    phone.screen(Route::Today);
    phone.wait(2);
    for route in [Route::Today, job_route(), Route::Sync, Route::Enrol, Route::PartsBag] {
        assert_eq!(code(phone.app().screen(&route)), "locked");
    }
    assert_eq!(code(phone.app().act(&note, &[])), "locked");
    assert_eq!(code(phone.app().keep(&job_route(), &entries(&[("text", "x")]))), "locked");
    assert_eq!(code(phone.app().kept(&job_route())), "locked");
    assert_eq!(code(phone.app().picture(&"00".repeat(32))), "locked");
    assert_eq!(code(set(&phone, PIN, "314159", "5")), "locked");
    assert_eq!(phone.app().start(), Route::Lock);
    let Screen::Lock(screen) = phone.screen(Route::Lock) else { panic!() };
    assert!(screen.locked && screen.settings.is_none() && screen.head.banners.is_empty());
    let shown = format!("{screen:?}");
    for word in ["张伟", "海曙", "Fettle Shanghai", "SH-D1"] {
        assert!(!shown.contains(word), "{word}");
    }
    assert_eq!(code(unlock(&phone, "000111")), "lock_wrong");
    assert_eq!(unlock(&phone, PIN).unwrap().route, Some(Route::Today));
    phone.screen(job_route());
}

/// What the camera sees of a label, as a brightness plane.
fn frame(label: &str) -> Action {
    let png = fettle_media::Label::new(label, &[label.to_owned()]).unwrap().to_png(4).unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let luma = picture.into_raw();
    let action = ScanAction::Frame { width, height, stride: width, luma, thorough: true };
    Action::Scan { purpose: ScanFor::Find, action }
}

#[test]
fn camera_frames_and_the_next_page_are_no_taps() {
    let phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    let see = |label: &str| phone.app().act(&frame(label), &[]);
    phone.wait(4);
    assert_eq!(see("SH-D1-7").unwrap().route, Some(job_route()));
    // Seeing something new was somebody's hand.
    phone.wait(4);
    assert_eq!(see("SH-D1-7").unwrap().route, Some(job_route()));
    phone.wait(2);
    // The phone lies on the label, and the app asks for more by itself.
    assert_eq!(code(see("SH-D1-7")), "locked");
    unlock(&phone, PIN).unwrap();
    phone.screen(Route::Today);
    phone.wait(4);
    let _ = phone.app().page(&Route::Today, "others", "");
    phone.wait(2);
    assert_eq!(code(phone.app().screen(&Route::Today)), "locked");
}

#[test]
fn time_asleep_counts_whatever_clock_the_platform_has() {
    for counts_sleep in [true, false] {
        let phone = Phone::ready(Lang::Zh);
        phone.clock.stands_in_sleep(!counts_sleep);
        set(&phone, "", PIN, "5").unwrap();
        phone.wait(4);
        phone.screen(Route::Today);
        phone.clock.sleep(8 * 60);
        assert_eq!(code(phone.app().screen(&Route::Today)), "locked", "it lay in the van over night");
        unlock(&phone, PIN).unwrap();
        if !counts_sleep {
            // Nobody can tell how long ago the tap was.
            phone.clock.set_by_hand(-24 * 60);
            assert_eq!(code(phone.app().screen(&Route::Today)), "locked");
        }
    }
}

#[test]
fn a_phone_that_slept_keeps_the_time_and_is_told_of_no_set_clock() {
    let phone = Phone::ready(Lang::En);
    phone.clock.stands_in_sleep(true);
    phone.clock.sleep(2 * 60);
    assert!(phone.job_screen().head.banners.iter().all(|banner| !banner.text.contains("clock was changed")));
    phone.clock.set_by_hand(-24 * 60);
    assert!(phone.job_screen().head.banners.iter().any(|banner| banner.text.contains("clock was changed")));
}

#[test]
fn a_restart_locks_and_growing_waits_survive_it_and_the_clock() {
    let mut phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    phone.reopen(Lang::Zh);
    assert_eq!(code(phone.app().screen(&Route::Today)), "locked");
    for _ in 0..3 {
        assert_eq!(code(unlock(&phone, "wrong one")), "lock_wrong");
        phone.reopen(Lang::Zh);
    }
    assert_eq!(code(unlock(&phone, "wrong one")), "lock_wrong");
    // The right one has to wait as well: half a minute now.
    assert_eq!(code(unlock(&phone, PIN)), "lock_wait");
    phone.reopen(Lang::Zh);
    phone.clock.set_by_hand(7 * 24 * 60);
    assert_eq!(code(unlock(&phone, PIN)), "lock_wait");
    phone.clock.set_by_hand(-30 * 24 * 60);
    assert_eq!(code(unlock(&phone, PIN)), "lock_wait");
    phone.wait(1);
    let mut waited = Vec::new();
    for _ in 0..6 {
        assert_eq!(code(unlock(&phone, "wrong one")), "lock_wrong");
        let Screen::Lock(screen) = phone.screen(Route::Lock) else { panic!() };
        assert!(!screen.help.is_empty());
        let mut minutes = 0;
        while unlock(&phone, "wrong one").unwrap_err().code == "lock_wait" {
            phone.wait(1);
            minutes += 1;
        }
        waited.push(minutes);
        phone.wait(61);
    }
    assert!(waited.windows(2).all(|w| w[0] <= w[1]) && waited.last() == Some(&60), "{waited:?}");
    unlock(&phone, PIN).unwrap();
    // After the right one everything starts over.
    act(&phone, LockAction::LockNow, &[]).unwrap();
    assert_eq!(code(unlock(&phone, "wrong one")), "lock_wrong");
    unlock(&phone, PIN).unwrap();
}

#[test]
fn a_pin_is_set_changed_and_removed_only_with_the_one_before() {
    let mut phone = Phone::ready(Lang::Zh);
    assert_eq!(code(set(&phone, "", "12345", "5")), "lock_pin_short");
    assert_eq!(code(set(&phone, "", "", "5")), "lock_pin_short");
    for simple in ["111111", "123456", "987654"] {
        assert_eq!(code(set(&phone, "", simple, "5")), "lock_pin_simple");
    }
    let differs = [("pin", PIN), ("again", "271829"), ("minutes", "5")];
    assert_eq!(code(act(&phone, LockAction::Set, &differs)), "lock_pin_differs");
    assert_eq!(code(set(&phone, "", PIN, "0")), "lock_minutes");
    phone.reopen(Lang::Zh);
    phone.screen(Route::Today);
    set(&phone, "", PIN, "5").unwrap();
    assert_eq!(code(set(&phone, "999000", "a longer phrase", "5")), "lock_wrong");
    // Only the minutes.
    set(&phone, PIN, "", "60").unwrap();
    phone.wait(59);
    phone.screen(Route::Today);
    set(&phone, PIN, "a longer phrase", "60").unwrap();
    assert_eq!(code(act(&phone, LockAction::Remove, &[("old", PIN)])), "lock_wrong");
    act(&phone, LockAction::Remove, &[("old", "a longer phrase")]).unwrap();
    phone.reopen(Lang::Zh);
    phone.screen(Route::Today);
}

fn locked_out(phone: &Phone) {
    for route in [Route::Today, job_route(), Route::SheetAndSign { job: job_text(), document: String::new() }] {
        assert_eq!(code(phone.app().screen(&route)), "locked");
    }
}

#[test]
fn a_photo_that_was_being_taken_when_it_locked_is_kept_and_not_shown() {
    let mut phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    let purpose = || PhotoFor::Job { job: job_text() };
    let taken = |bytes: &[u8]| Action::Photo {
        purpose: purpose(),
        action: PhotoAction::Taken { bytes: bytes.into(), marks: Vec::new() },
    };
    let photos = |phone: &Phone| {
        let Screen::Photo(screen) = phone.screen(Route::Photo { purpose: purpose() }) else { panic!() };
        screen.taken.rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>()
    };
    assert!(photos(&phone).is_empty());
    phone.wait(6);
    locked_out(&phone);
    let done = phone.app().act(&taken(&phone_photo()), &entries(&[("caption", "云台")])).unwrap();
    assert_eq!(done, Outcome::to(Route::Lock), "nothing is told");
    locked_out(&phone);
    // What is no photo is told to nobody; the shell holds it until somebody unlocks.
    assert_eq!(code(phone.app().act(&taken(b"half a file"), &[])), "locked");
    // The camera was open, and the system ended the app meanwhile.
    phone.reopen(Lang::Zh);
    phone.app().act(&taken(&phone_photo()), &entries(&[("caption", "支架")])).unwrap();
    locked_out(&phone);
    unlock(&phone, PIN).unwrap();
    assert_eq!(photos(&phone), ["云台", "支架"]);
}

#[test]
fn a_signature_that_was_being_drawn_when_it_locked_is_kept_and_not_shown() {
    let phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    day::finish(&phone);
    set(&phone, "", PIN, "5").unwrap();
    let route = Route::SheetAndSign { job: job_text(), document: String::new() };
    let Screen::SheetAndSign(sheet) = phone.screen(route.clone()) else { panic!() };
    let action = SignAction::Sign { sheet: sheet.hash, width: 400.0, height: 200.0, strokes: strokes() };
    let sign = |job: String| Action::Sign { job, action: action.clone() };
    let signer = entries(&[("name", "刘所"), ("title", "所长"), ("phone", "13800000000")]);
    // Another screen was open, or another sheet: nobody was signing.
    phone.screen(Route::Today);
    phone.wait(6);
    assert_eq!(code(phone.app().act(&sign(job_text()), &signer)), "locked");
    unlock(&phone, PIN).unwrap();
    phone.screen(route.clone());
    phone.wait(6);
    assert_eq!(code(phone.app().act(&sign(patrol().to_string()), &signer)), "locked");
    let refused = SignAction::Refused { sheet: String::new() };
    assert_eq!(code(phone.app().act(&Action::Sign { job: job_text(), action: refused }, &signer)), "locked");
    let done = phone.app().act(&sign(job_text()), &signer).unwrap();
    assert_eq!(done, Outcome::to(Route::Lock), "nothing is told");
    locked_out(&phone);
    unlock(&phone, PIN).unwrap();
    let Screen::SheetAndSign(sheet) = phone.screen(route) else { panic!() };
    assert!(sheet.answer.is_some_and(|answer| !answer.svg.is_empty()), "it is signed");
}

#[tokio::test]
async fn a_new_key_is_asked_for_on_the_screen_and_put_into_use_beside_the_work() {
    let phone = Phone::ready(Lang::Zh);
    let key = |n: u32| phone.keys.get(&format!("vault/{n}")).unwrap();
    let old = key(1).unwrap();
    for _ in 0..2 {
        // Asked for twice, it is changed once.
        phone.tap(Route::Settings, "new_key", &[]);
    }
    assert!(key(1).is_some() && key(2).is_some() && key(3).is_none());
    // Nobody answers; the change of keys goes on all the same.
    assert!(!phone.app().sync_once().await.unwrap().ok);
    assert!(key(1).is_none() && key(2).is_some_and(|new| new != old));
    phone.screen(job_route());
    set(&phone, "", PIN, "5").unwrap();
    phone.wait(6);
    assert_eq!(code(act(&phone, LockAction::NewKey, &[])), "locked");
}

#[test]
fn the_pin_stands_in_no_file_and_in_no_draft() {
    let phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    phone.app().keep(&Route::Lock, &entries(&[("pin", PIN)])).unwrap();
    let Screen::Lock(screen) = phone.screen(Route::Lock) else { panic!() };
    assert!(screen.settings.unwrap().fields.iter().all(|field| field.value != PIN));
    let doc = String::from_utf8(phone.app().store().lock().unwrap().unwrap()).unwrap();
    assert!(doc.contains("$argon2id$") && !doc.contains(PIN));
}

#[tokio::test]
async fn only_the_own_hub_may_vouch_for_who_forgot_the_pin() {
    let phone = Phone::ready(Lang::Zh);
    set(&phone, "", PIN, "5").unwrap();
    act(&phone, LockAction::LockNow, &[]).unwrap();
    let waiting = phone.app().store().counts().unwrap().pending;
    let work = act(&phone, LockAction::Forgotten, &[("code", "AAAAA-AAAAA")]).unwrap().work;
    let Some(Work::Enrol { link, .. }) = work else { panic!() };
    assert!(link.contains("hub.test"), "{link}");
    let other = "http://thief.test";
    let other = crate::sync::enrol_link::EnrolLink::with(other, "AAAAA-AAAAA", Vec::new(), true).unwrap().to_string();
    assert_eq!(code(phone.app().enrol(&other, "").await), "lock_other_hub");
    assert_eq!(code(phone.app().screen(&Route::Today)), "locked");
    // Sync goes on while locked; here nobody answers.
    assert!(!phone.app().sync_once().await.unwrap().ok);
    assert_eq!(phone.app().store().counts().unwrap().pending, waiting);
}

/// A phone that can ask for its owner, or not, and gets this answer.
struct Knows(bool, bool);

impl OwnerCheck for Knows {
    fn available(&self) -> bool {
        self.0
    }
    fn check(&self, _why: &str) -> bool {
        self.1
    }
}

#[test]
fn the_phones_own_check_opens_in_the_place_of_the_pin_and_is_offered_only_where_the_phone_can_ask() {
    let mut phone = Phone::ready(Lang::En);
    set(&phone, "", PIN, "5").unwrap();
    let offered = |phone: &Phone| {
        let Screen::Lock(screen) = phone.screen(Route::Lock) else { panic!() };
        screen.buttons.iter().any(|button| button.key == "owner")
    };
    phone.reopen_with(Lang::En, Some(std::sync::Arc::new(Knows(false, false))));
    assert!(!offered(&phone), "nothing to check with: nothing to tap");
    assert_eq!(code(act(&phone, LockAction::UnlockByOwner, &[])), "lock_owner_unknown");
    phone.reopen_with(Lang::En, Some(std::sync::Arc::new(Knows(true, false))));
    assert!(offered(&phone));
    assert_eq!(code(act(&phone, LockAction::UnlockByOwner, &[])), "lock_owner_unknown");
    assert_eq!(phone.app().start(), Route::Lock);
    phone.reopen_with(Lang::En, Some(std::sync::Arc::new(Knows(true, true))));
    assert_eq!(act(&phone, LockAction::UnlockByOwner, &[]).unwrap().route, Some(Route::Today));
    phone.screen(job_route());
}
