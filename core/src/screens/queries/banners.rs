//! What is said above every screen: what is unsent, and what a person has to act on.

use crate::domain::people::{Device, Person};
use crate::domain::rules::NEW_PHONE;
use crate::kernel::clock::note;
use crate::kernel::{Aggregate, ClockDoubt, DeviceId, PersonId, Subject};
use crate::screens::blocks::{Banner, Tone, Unsent};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::store::{CLOCK_AHEAD, Counts};

pub(crate) fn state(view: &View<'_>, counts: &Counts) -> (String, Tone) {
    let words = view.words;
    if counts.quarantined > 0 {
        let args = [("count", counts.quarantined.to_string())];
        return (words.with("screen-sync-some-apart", &args), Tone::Bad);
    }
    if counts.pending + counts.blobs_up > 0 {
        let args = [("records", counts.pending.to_string()), ("files", counts.blobs_up.to_string())];
        return (words.with("screen-sync-unsent", &args), Tone::Warning);
    }
    (words.say("screen-sync-all-in"), Tone::Good)
}

/// Banners on every screen of an enrolled phone: all of [`warnings`], and what the hub keeps apart. What only waits for the network is a count
/// in the title bar ([`unsent`]).
pub(crate) fn all(view: &View<'_>) -> Vec<Banner> {
    said(view, false)
}

/// As [`all`], with how much is unsent in words: where the day begins.
pub(crate) fn with_unsent(view: &View<'_>) -> Vec<Banner> {
    said(view, true)
}

fn said(view: &View<'_>, waiting: bool) -> Vec<Banner> {
    let mut banners = warnings(view);
    let Ok(counts) = view.store.counts() else { return banners };
    let (text, tone) = state(view, &counts);
    if tone == Tone::Bad || (waiting && tone != Tone::Good) {
        // Unsent work is the normal case out there: said, not shouted.
        let tone = if tone == Tone::Bad { Tone::Bad } else { Tone::Info };
        banners.push(Banner { tone, text, open: Some(Route::Sync) });
    }
    banners
}

/// The count in the title bar of every screen; none while everything is in.
pub(crate) fn unsent(view: &View<'_>) -> Option<Unsent> {
    view.identity.enrolment.as_ref()?;
    let counts = view.store.counts().ok()?;
    let (records, files) = (counts.pending + counts.quarantined, counts.blobs_up);
    let args = [("records", records.to_string()), ("files", files.to_string())];
    (records + files > 0).then(|| Unsent {
        records,
        files,
        label: (records + files).to_string(),
        text: view.words.with("screen-unsent", &args),
        open: Route::Sync,
    })
}

/// Other phones that were enrolled in this person's name of late: who did not do it has to hear of it, wherever they look.
pub(crate) fn new_phones(view: &View<'_>, me: PersonId) -> Result<Vec<Banner>, Problem> {
    let words = view.words;
    let mut banners = Vec::new();
    for (id, phone) in view.children::<Device>(&Subject::new(Person::KIND, me.uuid()))? {
        let Some(enrolled) = phone.enrolled.filter(|at| words.now - *at < NEW_PHONE) else { continue };
        if DeviceId::from(id) == view.identity.device || phone.revoked.is_some() {
            continue;
        }
        let time = words.time(enrolled, view.home_zone()?);
        let args = [("phone", format!("{} {}", phone.short, phone.name)), ("time", time)];
        let text = words.with("screen-new-phone", &args);
        banners.push(Banner { tone: Tone::Warning, text, open: None });
    }
    Ok(banners)
}

/// What a person has to act on: a stopped device, a damaged file, a clock in doubt.
pub(crate) fn warnings(view: &View<'_>) -> Vec<Banner> {
    let words = view.words;
    let mut banners = Vec::new();
    if let Some(code) = &view.identity.stopped {
        banners.push(Banner { tone: Tone::Bad, text: words.code("error-", code), open: Some(Route::Sync) });
    }
    if view.store.pending_replacement().is_ok_and(|pending| pending.is_some()) {
        let text = words.say("error-device-restored");
        banners.push(Banner { tone: Tone::Info, text, open: Some(Route::Sync) });
    }
    if let Some(aside) = view.set_aside {
        let mut say = |text| banners.push(Banner { tone: Tone::Bad, text, open: None });
        let args = [("count", aside.salvaged.to_string()), ("files", aside.blobs.to_string())];
        say(words.with("screen-sync-set-aside", &args));
        if aside.lost + aside.blobs_lost > 0 {
            let args = [("count", aside.lost.to_string()), ("files", aside.blobs_lost.to_string())];
            say(words.with("screen-sync-lost", &args));
        }
        if !aside.device_kept {
            say(words.say("screen-sync-new-device"));
        }
    }
    if view.store.setting(CLOCK_AHEAD).is_ok_and(|ahead| ahead.is_some()) {
        banners.push(Banner { tone: Tone::Warning, text: words.say("error-clock-ahead"), open: Some(Route::Sync) });
    }
    let unread = view.store.unread().unwrap_or(0);
    if unread > 0 {
        let text = words.with("screen-sync-unread", &[("count", unread.to_string())]);
        banners.push(Banner { tone: Tone::Info, text, open: Some(Route::Sync) });
    }
    let doubt = note(view.reading, view.identity.recorder.anchor.as_ref()).doubt;
    let key = match doubt {
        Some(ClockDoubt::WallClockSet) => "screen-sync-clock-set",
        Some(ClockDoubt::WentBack) => "screen-sync-clock-back",
        // A restart, or a phone that never spoke to its hub, is no reason to trouble anyone before the next sync.
        Some(ClockDoubt::Restarted | ClockDoubt::NeverCompared | ClockDoubt::Other) | None => return banners,
    };
    banners.push(Banner { tone: Tone::Warning, text: words.say(key), open: Some(Route::Sync) });
    banners
}
