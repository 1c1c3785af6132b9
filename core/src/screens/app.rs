//! The app: one object that a shell holds. It gives screens and takes actions; nothing else decides.

use super::action::{Action, Outcome};
use super::blocks::Entry;
use super::clock::Clock;
use super::error::{AppError, Problem};
use super::form::Form;
use super::route::Route;
use super::view::View;
use super::{Screen, action};
use crate::store::{Setup, Store, kinds};
use crate::text::Lang;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What a platform brings along.
#[derive(Clone)]
pub struct Platform {
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// The user's language.
    pub lang: Lang,
    /// Version of the app, as the hub is told.
    pub app: String,
}

/// One phone's app on one folder.
pub struct App {
    store: Store,
    platform: Platform,
    /// One action at a time: what a command checked still holds when it is recorded.
    acting: Mutex<()>,
    /// What opening had to do to a damaged file; said on the sync screen.
    set_aside: Option<u64>,
}

impl App {
    /// Opens the app on `home`, making what is missing there.
    ///
    /// # Errors
    /// The store's codes, such as `store_newer`.
    pub fn open(home: &Path, platform: Platform) -> Result<Self, AppError> {
        let wall_ms = platform.clock.read().wall_ms;
        let opened = Store::open(Setup::new(home, kinds()), wall_ms).map_err(|e| Problem::from(e).told(platform.lang))?;
        let set_aside = opened.set_aside.map(|aside| aside.salvaged);
        Ok(Self { store: opened.store, platform, acting: Mutex::new(()), set_aside })
    }

    /// What to show.
    ///
    /// # Errors
    /// `not_enrolled` for every screen but enrolment, scanning and sync before the phone joined a hub; `id_unreadable` for a route that
    /// was not made here; the store's codes.
    pub fn screen(&self, route: &Route) -> Result<Screen, AppError> {
        self.told(self.view().and_then(|view| Screen::show(&view, route)))
    }

    /// Does what was tapped, with what was typed.
    ///
    /// # Errors
    /// A refusal's or an error's code with its text; nothing was changed then.
    pub fn act(&self, action: &Action, entries: &[Entry]) -> Result<Outcome, AppError> {
        let _one = self.acting.lock().unwrap_or_else(PoisonError::into_inner);
        self.told(self.view().and_then(|view| action::act(&view, action, Form(entries))))
    }

    /// Keeps what is half-filled on `route`, so that it survives the end of the process. No entries: forgets it.
    ///
    /// # Errors
    /// The store's codes.
    pub fn keep(&self, route: &Route, entries: &[Entry]) -> Result<(), AppError> {
        self.told(self.view().and_then(|view| view.keep(route, entries)))
    }

    /// The thumbnail or photo with this SHA-256, when it is on the phone.
    ///
    /// # Errors
    /// `blob_missing`, and the store's codes.
    pub fn picture(&self, hash: &str) -> Result<Vec<u8>, AppError> {
        self.told(self.view().and_then(|view| view.blob(hash)))
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

    /// Where to begin: my day, or enrolment.
    pub fn start(&self) -> Route {
        let enrolled = self.store.identity().is_ok_and(|identity| identity.enrolment.is_some());
        if enrolled { Route::Today } else { Route::Enrol }
    }

    /// The store, for what runs beside the screens: the sync driver, the demo, tests.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the platform brought along.
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    fn view(&self) -> Result<View<'_>, Problem> {
        View::new(&self.store, self.platform.clock.read(), self.platform.lang, self.set_aside)
    }

    fn told<T>(&self, result: Result<T, Problem>) -> Result<T, AppError> {
        result.map_err(|problem| problem.told(self.platform.lang))
    }
}
