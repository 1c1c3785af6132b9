//! The app and its hub: joining, a session, and work that is handed over in a file.

use super::App;
use crate::domain::ids::JobId;
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::SheetLanguage;
use crate::kernel::Hash;
use crate::screens::action::Outcome;
use crate::screens::error::{AppError, Problem};
use crate::screens::route::Route;
use crate::screens::view::id;
use crate::store::{Progress, StoreError};
use crate::sync::driver::{self, Options, SyncSession};
use crate::sync::enrol_link::EnrolLink;
use crate::text::text_with;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::PoisonError;

/// How a session with the hub went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncDone {
    /// Whether it came to its end.
    pub ok: bool,
    /// Stable code of what kept it from that; empty when nothing did.
    pub code: String,
    /// How it went, in words.
    pub text: String,
    /// Own records that still wait.
    pub waiting: u64,
    /// Own photos, signatures and papers that still wait. Work is handed in when this and `waiting` are 0.
    pub files_waiting: u64,
    /// Records that came.
    pub pulled: u64,
}

/// Unsent work in a file for the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HandOver {
    /// Where the file lies: to be shared with a colleague's phone, or brought to the hub.
    pub path: String,
    /// What is in it, in words.
    pub text: String,
}

impl App {
    /// Joins the hub of an enrolment link by its one-time code. `name` is what people call this phone.
    ///
    /// # Errors
    /// `enrol_not_a_link`, `enrol_bad_address`, `enrol_plain_address`, `hub_not_pinned_one`; the hub's codes for a code that was used, is too old or unknown; the network's.
    pub async fn enrol(&self, link: &str, name: &str) -> Result<Route, AppError> {
        let link: EnrolLink = self.told(link.parse().map_err(|e: crate::sync::enrol_link::EnrolLinkError| e.into()))?;
        let session = self.told(self.session())?;
        let name = if name.trim().is_empty() { "phone" } else { name.trim() };
        let look = self.told(self.guard.look(&self.store, self.platform.clock.now()))?;
        if look.locked {
            self.told(self.vouched(&session, &link, name).await)?;
            return Ok(self.start());
        }
        let enrolled = self.told(self.store.identity().map_err(Problem::from))?.enrolment.is_some();
        let joined = if enrolled {
            driver::take_over(&session, &self.store, &link, name).await
        } else {
            driver::enrol_by_link(&session, &self.store, &link, name).await
        };
        self.told(joined.map_err(Problem::from))?;
        Ok(self.start())
    }

    /// A fresh code of the hub that the phone belongs to, for the person that it belongs to, takes a forgotten lock away. Nothing else
    /// changes: what waits goes on waiting.
    async fn vouched(&self, session: &SyncSession, link: &EnrolLink, name: &str) -> Result<(), Problem> {
        let ours = self.store.identity()?.enrolment.ok_or_else(|| Problem::error("not_enrolled"))?;
        if link.hub.trim_end_matches('/') != ours.hub_url {
            return Err(Problem::error("lock_other_hub"));
        }
        // The pins that are known, never those of a link: who holds the phone may also hold the network.
        let link = EnrolLink { pins: ours.pins.clone(), ..link.clone() };
        let joined = driver::ask_to_join(session, &self.store, &link, name).await?;
        let same = joined.enrolled.person == ours.enrolled.person && joined.enrolled.hub_key == ours.enrolled.hub_key;
        if !same {
            return Err(Problem::error("lock_other_person"));
        }
        self.store.enrolled(&joined)?;
        self.guard.reset(&self.store)?;
        self.guard.open(self.platform.clock.now());
        Ok(())
    }

    /// One session with the hub: sends what waits, takes in what is new. A failure of the network is no error: the answer says so, and
    /// nothing is lost. Safe to cancel at any time.
    ///
    /// # Errors
    /// Only when the system's network library does not start.
    pub async fn sync_once(&self) -> Result<SyncDone, AppError> {
        let session = self.told(self.session())?;
        // What an update left to be rebuilt, with or without a network. What fails now is tried again at the next session.
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || store.finish_folds()).await.ok();
        let report = session.run_once(&self.store).await;
        self.left.lock().unwrap_or_else(PoisonError::into_inner).ended(&report);
        // A change of keys that was broken off goes on beside the screens. What fails now is tried again after the next session.
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || store.finish_rotation()).await.ok();
        let lang = self.lang();
        let text = match &report.code {
            Some(code) => Problem::error(code).told(lang).text,
            None => {
                let (waiting, files) = (report.waiting.to_string(), report.files_waiting.to_string());
                text_with(lang, "screen-sync-done", &[("waiting", waiting), ("files", files)])
            }
        };
        Ok(SyncDone {
            ok: report.code.is_none(),
            code: report.code.unwrap_or_default(),
            text,
            waiting: report.waiting,
            files_waiting: report.files_waiting,
            pulled: report.pulled,
        })
    }

    /// Writes everything that is not surely on the hub to a file in `folder`, which only the hub can read. It still waits here, and taking it
    /// in twice is harmless. `progress` says whether to go on.
    ///
    /// # Errors
    /// `not_enrolled`, `cancelled`, the store's codes; there is no file then.
    pub fn hand_over(&self, folder: &Path, progress: Progress<'_>) -> Result<HandOver, AppError> {
        let mut write = || {
            let identity = self.store.identity()?;
            let short = identity.enrolment.as_ref().map(|e| e.enrolled.short.clone()).unwrap_or_default();
            let made_ms = identity.recorder.hub_ms(self.platform.clock.now());
            let path = folder.join(format!("fettle-{short}-{made_ms}{}", crate::rescue::FILE_ENDING));
            let done = self.store.export_rescue(&path, &self.platform.app, made_ms, progress)?;
            let args = [
                ("records", (done.pending + done.quarantined + done.salvaged).to_string()),
                ("files", done.blobs.to_string()),
                ("lost", done.unreadable.to_string()),
            ];
            let text = text_with(self.lang(), "screen-sync-handed-over", &args);
            Ok::<_, StoreError>(HandOver { path: path.display().to_string(), text })
        };
        self.told(write().map_err(Problem::from))
    }

    /// The hub's sealed paper of a signed document, as a file in `folder`: to be shared in the place of the one that the phone draws. `None` where
    /// there is no network just now, or the hub has not got the document yet: the phone's own paper does.
    ///
    /// # Errors
    /// `locked`; `id_unreadable` for what is no document on this phone; the store's codes.
    pub async fn paper(&self, job: &str, document: &str, folder: &Path) -> Result<Option<String>, AppError> {
        let (id, hash, language, number) = self.told(self.signed(job, document))?;
        let Some(enrolment) = self.told(self.store.identity().map_err(Problem::from))?.enrolment else {
            return Ok(None);
        };
        let session = self.told(self.session())?;
        let Ok(pdf) = session.paper(&enrolment, id.uuid(), hash, language.code()).await else { return Ok(None) };
        let short: String = document.chars().take(8).collect();
        let path = folder.join(format!("{number}-{short}.pdf"));
        let (to, written) = (path.clone(), tokio::task::spawn_blocking(move || std::fs::write(path, pdf)).await);
        Ok(matches!(written, Ok(Ok(()))).then(|| to.display().to_string()))
    }

    /// A document on record here: its job and hash, the language that it was signed in, and the job's number as a file may be called.
    fn signed(&self, job: &str, document: &str) -> Result<(JobId, Hash, SheetLanguage, String), Problem> {
        if self.guard.look(&self.store, self.platform.clock.now())?.locked {
            return Err(Problem::error("locked"));
        }
        let (job, hash): (JobId, Hash) = (id(job)?, id(document)?);
        let state = self.store.get::<Job>(job.uuid())?.ok_or_else(|| Problem::error("id_unreadable"))?.state;
        let signed = state.document(hash).ok_or_else(|| Problem::error("id_unreadable"))?;
        let number = state.number().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        Ok((job, hash, signed.leading().signature.language, number))
    }

    /// Takes a colleague's bundle along, from the file that was shared with this phone. The next sync hands it in; this phone cannot read it.
    ///
    /// # Errors
    /// `not_enrolled`; `rescue_not_a_bundle`, `rescue_other_hub`, `rescue_file_failed`, `rescue_too_large`; the store's codes. Nothing is kept then.
    pub fn take_rescue(&self, file: &Path) -> Result<Outcome, AppError> {
        let taken = self.told(self.store.take_bundle(file).map_err(Problem::from))?;
        let notice = text_with(self.lang(), "screen-sync-took", &[("short", taken.short)]);
        Ok(Outcome::to(Route::Sync).say(notice))
    }

    pub(in crate::screens) fn session(&self) -> Result<SyncSession, Problem> {
        let options = Options::new(&self.platform.app, self.lang().tag());
        Ok(SyncSession::new(options, self.platform.clock.clone())?)
    }
}
