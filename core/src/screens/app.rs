//! The app: one object that a shell holds. It gives screens and takes actions; nothing else decides.

mod link;

pub use link::{HandOver, SyncDone};

use super::action::{Action, JobAction, Outcome, ScanAction, SignAction};
use super::blocks::{Entry, Section};
use super::dispatch::{self, carry_out};
use super::error::{AppError, Problem};
use super::form::Form;
use super::guard::Guard;
use super::measured::{Measured, STAYS};
use super::platform::Platform;
use super::route::Route;
use super::speech::Speech;
use super::tap::Tap;
use super::view::View;
use super::{Luma, Reminder, Screen, known};
use crate::kernel::fold::time;
use crate::store::{Opened, SetAside, Setup, Store, StoreError, kinds};
use crate::sync::driver::Left;
use crate::text::Lang;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// A screen, and what an action on it has to bring back.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Drawn {
    /// What to show.
    pub screen: Screen,
    /// Which drawing it is, and what it showed at most. Means nothing to a shell; to be handed back with each action on this drawing.
    pub drawn: String,
}

/// What was shown last.
struct Shown {
    route: Route,
    /// How many events had come when it was drawn; none where it was only asked for.
    arrived: Option<u64>,
}

/// Kept beside the fields of a half-filled form: how many events had come when it was begun. No field has such a key.
const BEGAN: &str = ".began";

/// One phone's app on one folder.
pub struct App {
    store: Store,
    platform: Platform,
    /// One action at a time: what a command checked still holds when it is recorded. With the tap that was carried out last, and what it led to: a
    /// second one on the same drawing is answered alike.
    acting: Mutex<Option<(Tap, Outcome)>>,
    /// What opening had to do to a damaged file; said on the sync screen.
    set_aside: Option<SetAside>,
    guard: Guard,
    speech: Speech,
    /// Drawings of screens so far.
    drawings: AtomicU64,
    /// What was shown last while the app was open: showing another route is a tap, drawing the same again is not.
    shown: Mutex<Option<Shown>>,
    /// What the camera led to last.
    seen: Mutex<Option<Outcome>>,
    /// Where the phone was measured to be last, and when that was said. Not kept over the end of the process.
    here: Mutex<Option<Measured>>,
    /// What the last session with the hub left to the wait before the next one.
    pub(super) left: Mutex<Left>,
}

impl App {
    /// Opens the app on `home`, making what is missing there.
    ///
    /// # Errors
    /// The store's codes, such as `store_newer`. `key_lost`, `key_wrong`: the text tells of [`App::start_anew`]; `key_store_unavailable`:
    /// try again when the phone was unlocked. Nothing is touched then.
    pub fn open(home: &Path, platform: Platform) -> Result<Self, AppError> {
        Self::opened(home, platform, Store::open)
    }

    /// As [`App::open`], but where no key opens what is stored, that is set aside as it is and the phone starts over. Only after a person
    /// read what `key_lost` says and agreed.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn start_anew(home: &Path, platform: Platform) -> Result<Self, AppError> {
        Self::opened(home, platform, Store::start_anew)
    }

    fn opened(
        home: &Path,
        platform: Platform,
        open: impl FnOnce(Setup, i64) -> Result<Opened, StoreError>,
    ) -> Result<Self, AppError> {
        let wall_ms = platform.clock.now().wall_ms;
        let setup = Setup::new(home, kinds(), platform.keys.clone());
        let opened = open(setup, wall_ms).map_err(|e| Problem::from(e).told(platform.lang))?;
        let speech = Speech::load(&opened.store, platform.lang).map_err(|e| e.told(platform.lang))?;
        Ok(Self {
            store: opened.store,
            speech,
            platform,
            acting: Mutex::default(),
            set_aside: opened.set_aside,
            guard: Guard::default(),
            drawings: AtomicU64::new(0),
            shown: Mutex::default(),
            seen: Mutex::default(),
            here: Mutex::default(),
            left: Mutex::default(),
        })
    }

    /// What to show.
    ///
    /// # Errors
    /// `locked` for every screen but the lock while the app is locked; `not_enrolled` for every screen but enrolment, scanning and sync before the phone joined a hub; `id_unreadable` for a route that
    /// was not made here; the store's codes.
    pub fn screen(&self, route: &Route) -> Result<Screen, AppError> {
        let open = matches!(route, Route::Lock);
        self.told(self.view().and_then(|view| {
            if !open {
                unlocked(&view)?;
            }
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            if !view.lock.locked && shown.as_ref().is_none_or(|shown| shown.route != *route) {
                self.guard.tapped(view.reading);
                *shown = Some(Shown { route: route.clone(), arrived: None });
            }
            drop(shown);
            self.store.look(|| Screen::show(&view, route))
        }))
    }

    /// What to show, with what an action on it has to bring back: [`App::act_on`].
    ///
    /// # Errors
    /// As [`App::screen`].
    pub fn draw(&self, route: &Route) -> Result<Drawn, AppError> {
        // Before anything of the screen is read: what comes meanwhile counts as not shown.
        let arrived = self.told(self.store.arrived().map_err(Problem::from))?;
        let drawing = self.drawings.fetch_add(1, Ordering::Relaxed);
        let screen = self.screen(route)?;
        if let Some(shown) = self.shown.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
            && shown.route == *route
        {
            shown.arrived = Some(arrived);
        }
        // What was typed before stands over what has come since: the person saw what stood there when typing began.
        let began = if route.proposes_what_stands() { self.began(route)? } else { None };
        Ok(Drawn { screen, drawn: format!("{}.{drawing}", began.unwrap_or(arrived).min(arrived)) })
    }

    /// The rows of a long list behind those that a screen showed: `cursor` is the section's `more`. What changed since the screen was
    /// shown is shown as it is now; no row comes twice.
    ///
    /// # Errors
    /// `locked`; `id_unreadable` for a section or cursor that was not given out here; the store's codes.
    pub fn page(&self, route: &Route, section: &str, cursor: &str) -> Result<Section, AppError> {
        self.told(self.view().and_then(|view| {
            unlocked(&view)?;
            // No tap: a shell asks for the next page by itself.
            dispatch::page(&view, route, section, cursor)
        }))
    }

    /// Does what was tapped, with what was typed.
    ///
    /// # Errors
    /// A refusal's or an error's code with its text; nothing was changed then. `locked` while the app is locked, but for the lock's own
    /// actions, a photo that was taken, and a signature on the sheet that was open when it locked: they were under way, cannot be made
    /// again, and are kept; nothing of them is shown, and the answer leads to the lock.
    pub fn act(&self, action: &Action, entries: &[Entry]) -> Result<Outcome, AppError> {
        self.act_on("", action, entries)
    }

    /// As [`App::act`], on the screen that was drawn as `drawn`: what came to the phone since was not seen, and is not overwritten unseen. The
    /// same action with the same entries twice on one drawing (a double tap) is done once, and answered as the first time.
    ///
    /// # Errors
    /// As [`App::act`].
    pub fn act_on(&self, drawn: &str, action: &Action, entries: &[Entry]) -> Result<Outcome, AppError> {
        let mut done = self.acting.lock().unwrap_or_else(PoisonError::into_inner);
        let open = matches!(action, Action::Lock { .. });
        let tap = Tap::of(drawn, action, entries);
        if let Some((last, outcome)) = done.as_ref()
            && tap.as_ref() == Some(last)
        {
            return Ok(outcome.clone());
        }
        self.stands_at(entries);
        let outcome = self.told(self.view().and_then(|mut view| {
            view.drawn = drawn.split('.').next().and_then(|arrived| arrived.parse().ok());
            if !open && view.lock.locked && self.was_under_way(action) {
                // What keeps it from that is told to who unlocks: the shell holds it until then.
                let kept = carry_out(&view, action, entries);
                return kept.map(|_| Outcome::to(Route::Lock)).map_err(|_| Problem::error("locked"));
            }
            if !open {
                unlocked(&view)?;
            }
            // The camera hands over frames by itself.
            let frame = matches!(action, Action::Scan { action: ScanAction::Frame { .. }, .. });
            if !view.lock.locked && !frame {
                self.guard.tapped(view.reading);
            }
            let outcome = carry_out(&view, action, entries)?;
            if frame && self.is_news(&outcome) {
                self.guard.tapped(view.reading);
            }
            Ok(outcome)
        }))?;
        if let Some(tap) = tap {
            *done = Some((tap, outcome.clone()));
        }
        Ok(outcome)
    }

    /// Whether the camera sees something else than before: then somebody moves it. A phone that lies on a label is left alone.
    fn is_news(&self, seen: &Outcome) -> bool {
        let mut last = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let news = *seen != Outcome::default() && last.as_ref() != Some(seen);
        if news {
            *last = Some(seen.clone());
        }
        news
    }

    /// Whether this ends what a person was at when the app locked. Looking through the camera and drawing are no taps. The camera may have
    /// been open over a restart; the pen's strokes live no longer than the sheet that they are drawn on.
    fn was_under_way(&self, action: &Action) -> bool {
        match action {
            Action::Photo { .. } => true,
            Action::Sign { job, action: SignAction::Sign { .. } } => {
                let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
                let own = |route: &Route| matches!(route, Route::SheetAndSign { job: own, .. } if own == job);
                shown.as_ref().is_some_and(|shown| own(&shown.route))
            }
            _ => false,
        }
    }

    /// Keeps what is half-filled on `route`, so that it survives the end of the process. Fields that are not named stay as they were
    /// kept. No entries: forgets it.
    ///
    /// # Errors
    /// `locked`, the store's codes.
    pub fn keep(&self, route: &Route, entries: &[Entry]) -> Result<(), AppError> {
        if matches!(route, Route::Lock) {
            // A half-typed PIN is nothing to keep.
            return Ok(());
        }
        // What an action keeps of the same form meanwhile is not written over.
        let _one = self.acting.lock().unwrap_or_else(PoisonError::into_inner);
        self.told(self.view().and_then(|view| {
            unlocked(&view)?;
            self.guard.tapped(view.reading);
            if entries.is_empty() {
                return view.keep(route, entries);
            }
            // Field by field: a shell keeps what was typed and knows nothing of what the core keeps beside it, such as photos that wait
            // for their answer.
            let mut kept = view.kept(route)?;
            kept.retain(|entry| !entries.iter().any(|new| new.key == entry.key));
            kept.extend_from_slice(entries);
            if route.proposes_what_stands() && kept.iter().all(|entry| entry.key != BEGAN) {
                let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
                let drawn = shown.as_ref().filter(|shown| shown.route == *route).and_then(|shown| shown.arrived);
                let arrived = drawn.map_or_else(|| view.store.arrived(), Ok)?;
                kept.push(Entry::new(BEGAN, arrived.to_string()));
            }
            view.keep(route, &kept)
        }))
    }

    /// How many events had come when a form that is half-filled was begun.
    fn began(&self, route: &Route) -> Result<Option<u64>, AppError> {
        let kept = self.told(self.view().and_then(|view| view.kept(route)))?;
        Ok(kept.iter().find(|entry| entry.key == BEGAN).and_then(|entry| entry.value.parse().ok()))
    }

    /// What is kept on `route`: for what a shell kept beside the fields of a form, such as the strokes of a signature that was being made
    /// when the process ended. Fields come with the screen.
    ///
    /// # Errors
    /// `locked`, the store's codes.
    pub fn kept(&self, route: &Route) -> Result<Vec<Entry>, AppError> {
        let mut kept = self.told(self.view().and_then(|view| unlocked(&view).and_then(|()| view.kept(route))))?;
        kept.retain(|entry| entry.key != BEGAN);
        Ok(kept)
    }

    /// What the phone should say outside the app now: to be asked after each run in the background and when the app goes out of sight. What is
    /// given out counts as told from then on.
    ///
    /// # Errors
    /// The store's codes.
    pub fn reminders(&self) -> Result<Vec<Reminder>, AppError> {
        self.told(self.view().and_then(|view| super::reminders::all(&view)))
    }

    /// Takes on the job that a reminder with this key gave, without opening it.
    ///
    /// # Errors
    /// `id_unreadable` for another reminder's key; as [`App::act`].
    pub fn accept_reminded(&self, key: &str) -> Result<Outcome, AppError> {
        let job = self.told(super::reminders::given(key).ok_or_else(|| Problem::error("id_unreadable")))?;
        self.act(&Action::Job { job: job.to_owned(), action: JobAction::Accept }, &[])
    }

    /// What of the codes in a camera's brightness plane a field that takes a code gets: none where there is none to be read for it, one, or
    /// several of which the person chooses. A code that names a kind of goods is passed over.
    ///
    /// # Errors
    /// The decoder's codes, where the plane is not one.
    pub fn read_code(&self, plane: &Luma<'_>, thorough: bool) -> Result<Vec<String>, AppError> {
        self.told(self.view().and_then(|view| known::in_frame(&view, plane, thorough)))
    }

    /// The thumbnail or photo with this SHA-256, when it is on the phone.
    ///
    /// # Errors
    /// `locked`, `blob_missing`, and the store's codes.
    pub fn picture(&self, hash: &str) -> Result<Vec<u8>, AppError> {
        self.told(self.view().and_then(|view| unlocked(&view).and_then(|()| view.blob(hash))))
    }

    /// The system is about to suspend the app: closes the store. Waits for a write in progress.
    pub fn pause(&self) {
        self.store.pause();
    }

    /// The app is in front again.
    ///
    /// # Errors
    /// The store's codes.
    pub fn resume(&self) -> Result<(), AppError> {
        self.told(self.store.resume().map_err(Problem::from))
    }

    /// Where to begin: the lock, my day, or enrolment.
    pub fn start(&self) -> Route {
        if self.guard.look(&self.store, self.platform.clock.now()).is_ok_and(|look| look.locked) {
            return Route::Lock;
        }
        let enrolled = self.store.identity().is_ok_and(|identity| identity.enrolment.is_some());
        if enrolled { Route::Today } else { Route::Enrol }
    }

    /// The store, for what runs beside the screens: the sync driver, the demo, tests.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The language that this app speaks now: chosen in the settings, else the platform's.
    pub fn lang(&self) -> Lang {
        self.speech.lang()
    }

    /// What the platform brought along.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The failure with this code, in the user's language: for what goes wrong at the border itself.
    pub fn failure(&self, code: &str) -> AppError {
        Problem::error(code).told(self.lang())
    }

    /// Where the phone is, where a shell that may know added it to what was tapped: for distances, for a quarter of an hour. Nothing is
    /// recorded of it here.
    fn stands_at(&self, entries: &[Entry]) {
        let now = time(u64::try_from(self.platform.clock.now().wall_ms).unwrap_or(0));
        if let Some(found) = Measured::of(Form(entries), now) {
            let found = Measured { at: found.at.or(Some(now)), ..found };
            *self.here.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        }
    }

    fn view(&self) -> Result<View<'_>, Problem> {
        let reading = self.platform.clock.now();
        let speech = (&self.guard, &self.speech);
        let mut view = View::new(&self.store, reading, &self.platform, speech, self.set_aside.as_ref())?;
        let now = time(u64::try_from(reading.wall_ms).unwrap_or(0));
        let here = *self.here.lock().unwrap_or_else(PoisonError::into_inner);
        view.here = here.filter(|here| here.at.is_some_and(|at| now - at < STAYS)).map(|here| here.position);
        Ok(view)
    }

    pub(super) fn told<T>(&self, result: Result<T, Problem>) -> Result<T, AppError> {
        result.map_err(|problem| problem.told(self.lang()))
    }
}

/// While the app is locked nothing of it is shown, and nothing begun.
fn unlocked(view: &View<'_>) -> Result<(), Problem> {
    if view.lock.locked { Err(Problem::error("locked")) } else { Ok(()) }
}
