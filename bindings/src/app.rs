//! The app as a shell holds it.

use crate::clock::{Clocks, PlatformClock};
use crate::error::FettleError;
use crate::keys::{Keys, Owner, PlatformKeys, PlatformOwner};
use fettle_core::screens::{
    Action, App, AppError, Drawn, Entry, HandOver, Luma, Outcome, OwnerCheck, PenStroke, PhotoAction, PhotoFor,
    Platform, Reminder, Route, ScanAction, ScanFor, Screen, Section, SignAction, SyncDone, SystemClock,
};
use fettle_core::text::Lang;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// The app on one folder. Open it once; calls may come from any thread. Calls that read or write files are blocking: make them off the UI
/// thread.
#[derive(uniffi::Object)]
pub struct FettleApp {
    pub(crate) app: Arc<App>,
    /// Own threads, so that a foreign call that is cancelled drops only its waiting, never the work.
    pub(crate) runtime: Runtime,
}

type Opener = fn(&Path, Platform) -> Result<App, AppError>;

impl FettleApp {
    fn opened(
        open: Opener,
        folder: &str,
        language: &str,
        version: String,
        keys: Arc<dyn PlatformKeys>,
        clock: Arc<dyn PlatformClock>,
        owner: Arc<dyn PlatformOwner>,
    ) -> Result<Arc<Self>, FettleError> {
        let clock = Arc::new(Clocks { platform: clock, own: SystemClock::default() });
        let owner = Some(Arc::new(Owner(owner)) as Arc<dyn OwnerCheck>);
        let platform =
            Platform { clock, lang: Lang::from_tag(language), app: version, keys: Arc::new(Keys(keys)), owner };
        let app = Arc::new(open(Path::new(folder), platform)?);
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|_| app.failure("network_down"))?;
        Ok(Arc::new(Self { app, runtime }))
    }
    pub(crate) fn stopped(&self) -> FettleError {
        self.app.failure("cancelled").into()
    }
}

#[uniffi::export]
impl FettleApp {
    /// Opens the app on `folder`, making what is missing there. `language` is a BCP 47 tag; `keys` the platform's key store; `clock` its
    /// clocks; `version` that of the app; `owner` the phone's own check of its owner. None of them can be left out: the times that customers
    /// sign come from `clock`. `key_lost`, `key_wrong`: show the text; when the person agrees, call `start_anew`.
    #[uniffi::constructor]
    pub fn open(
        folder: String,
        language: String,
        version: String,
        keys: Arc<dyn PlatformKeys>,
        clock: Arc<dyn PlatformClock>,
        owner: Arc<dyn PlatformOwner>,
    ) -> Result<Arc<Self>, FettleError> {
        Self::opened(App::open, &folder, &language, version, keys, clock, owner)
    }
    /// As `open`, but data that no key opens is set aside as it is, never deleted, and the phone starts over.
    #[uniffi::constructor]
    pub fn start_anew(
        folder: String,
        language: String,
        version: String,
        keys: Arc<dyn PlatformKeys>,
        clock: Arc<dyn PlatformClock>,
        owner: Arc<dyn PlatformOwner>,
    ) -> Result<Arc<Self>, FettleError> {
        Self::opened(App::start_anew, &folder, &language, version, keys, clock, owner)
    }
    /// Where to begin.
    pub fn start(&self) -> Route {
        self.app.start()
    }
    /// What to show.
    pub fn screen(&self, route: Route) -> Result<Screen, FettleError> {
        Ok(self.app.screen(&route)?)
    }
    /// The rows of a long list behind those that a screen showed: `cursor` is the section's `more`.
    pub fn page(&self, route: Route, section: String, cursor: String) -> Result<Section, FettleError> {
        Ok(self.app.page(&route, &section, &cursor)?)
    }
    /// The BCP 47 tag of the language that the app speaks now: for `shell_words`, and after each act on the settings again.
    pub fn language(&self) -> String {
        self.app.lang().tag().to_owned()
    }
    /// What to show, with what an action on it has to bring back.
    pub fn draw(&self, route: Route) -> Result<Drawn, FettleError> {
        Ok(self.app.draw(&route)?)
    }
    /// Does what was tapped, with what was typed, on the drawing `drawn`: what came since is not overwritten unseen, and a second tap is none.
    #[uniffi::method(default(entries = [], drawn = ""))]
    pub fn act(&self, action: Action, entries: Vec<Entry>, drawn: String) -> Result<Outcome, FettleError> {
        Ok(self.app.act_on(&drawn, &action, &entries)?)
    }
    /// Keeps what is half-filled on `route`; no entries forget it.
    pub fn keep(&self, route: Route, entries: Vec<Entry>) -> Result<(), FettleError> {
        Ok(self.app.keep(&route, &entries)?)
    }
    /// What is kept on `route`, also what no field of its screen shows.
    pub fn kept(&self, route: Route) -> Result<Vec<Entry>, FettleError> {
        Ok(self.app.kept(&route)?)
    }
    /// The camera's file becomes a photo of the record.
    #[uniffi::method(default(caption = ""))]
    pub fn add_photo(&self, purpose: PhotoFor, bytes: Vec<u8>, caption: String) -> Result<Outcome, FettleError> {
        let action = Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks: Vec::new() } };
        Ok(self.app.act(&action, &[Entry::new("caption", caption)])?)
    }
    /// A photo or its thumbnail, by SHA-256.
    pub fn picture(&self, hash: String) -> Result<Vec<u8>, FettleError> {
        Ok(self.app.picture(&hash)?)
    }
    /// Looks for a code in a camera frame. An empty outcome: nothing was found. `thorough` for every fifth frame.
    pub fn scan_luma(
        &self,
        purpose: ScanFor,
        width: u32,
        height: u32,
        stride: u32,
        luma: Vec<u8>,
        thorough: bool,
    ) -> Result<Outcome, FettleError> {
        let action = ScanAction::Frame { width, height, stride, luma, thorough };
        Ok(self.app.act(&Action::Scan { purpose, action }, &[])?)
    }
    /// What the phone should say outside the app now. What is not in it any more is taken away.
    pub fn reminders(&self) -> Result<Vec<Reminder>, FettleError> {
        Ok(self.app.reminders()?)
    }
    /// Takes on the job that the reminder with this key gave.
    pub fn accept_reminded(&self, key: String) -> Result<Outcome, FettleError> {
        Ok(self.app.accept_reminded(&key)?)
    }
    /// What of the codes in a camera frame a field that takes a code gets: none, one, or several of which the person chooses.
    pub fn read_code(
        &self,
        width: u32,
        height: u32,
        stride: u32,
        luma: Vec<u8>,
        thorough: bool,
    ) -> Result<Vec<String>, FettleError> {
        Ok(self.app.read_code(&Luma { width, height, stride, bytes: &luma }, thorough)?)
    }
    /// Looks for a code in a picture file.
    pub fn scan_image(&self, purpose: ScanFor, bytes: Vec<u8>) -> Result<Outcome, FettleError> {
        Ok(self.app.act(&Action::Scan { purpose, action: ScanAction::Picture { bytes } }, &[])?)
    }
    /// The customer signs the sheet that was shown: its hash, the pad, the strokes, and who signs (`name`, `title`, `phone`).
    pub fn sign(
        &self,
        job: String,
        sheet: String,
        width: f64,
        height: f64,
        strokes: Vec<PenStroke>,
        signer: Vec<Entry>,
    ) -> Result<Outcome, FettleError> {
        let action = SignAction::Sign { sheet, width, height, strokes };
        Ok(self.app.act(&Action::Sign { job, action }, &signer)?)
    }
    /// Joins the hub of an enrolment link. Cancelling the call does not stop it half-way: it goes on to its end by itself.
    #[uniffi::method(default(name = ""))]
    pub async fn enrol(&self, link: String, name: String) -> Result<Route, FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn(async move { app.enrol(&link, &name).await });
        Ok(work.await.map_err(|_| self.stopped())??)
    }
    /// One session with the hub. Cancelling the call does not stop it half-way: it goes on to its end by itself.
    pub async fn sync(&self) -> Result<SyncDone, FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn(async move { app.sync_once().await });
        Ok(work.await.map_err(|_| self.stopped())??)
    }
    /// Writes unsent work to a file in `folder`, for the hub alone to read. Cancelling the call does not stop it half-way.
    pub async fn hand_over(&self, folder: String) -> Result<HandOver, FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn_blocking(move || app.hand_over(Path::new(&folder), &mut |_, _| true));
        Ok(work.await.map_err(|_| self.stopped())??)
    }
    /// Takes a colleague's rescue file along; the next sync hands it in. Cancelling the call does not stop it half-way.
    pub async fn take_rescue(&self, file: String) -> Result<Outcome, FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn_blocking(move || app.take_rescue(Path::new(&file)));
        Ok(work.await.map_err(|_| self.stopped())??)
    }
    /// The system is about to suspend the app.
    pub fn pause(&self) {
        self.app.pause();
    }
    /// The app is in front again.
    pub fn resume(&self) -> Result<(), FettleError> {
        Ok(self.app.resume()?)
    }
}
