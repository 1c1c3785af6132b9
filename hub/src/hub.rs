//! The hub as one value: data folder, ledger, accounts, blobs, clock.

use crate::accounts::Accounts;
use crate::blobs::Blobs;
use crate::bulk::Bulks;
use crate::clock::Clock;
use crate::data::{At, DataFolder, Db, Mark, Place, hub_key, private_dir, settings};
use crate::drawing::Drawing;
use crate::epoch::{self, Epoch, Past};
use crate::error::{Fault, HubError};
use crate::form_numbers::FormNumbers;
use crate::front::{Buckets, Front, LinkParts};
use crate::health::{Health, Last};
use crate::import::Turn;
use crate::ledger::Ledger;
use crate::lines::Lines;
use crate::looks::Looks;
use crate::random;
use crate::sql;
use crate::viewer::person_subject;
use crate::views::Views;
use fettle_core::domain::people::{Account, AccountEvent, PersonEvent, Role, Roles, is_login};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Aggregate, DeviceKey, Draft, PersonId, Subject};
use fettle_core::store::{Files, SystemFiles};
use fettle_core::text::Lang;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;
use uuid::Uuid;

/// How a hub is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub data: PathBuf,
    /// What people call this hub; kept from the first time on when absent.
    pub name: Option<String>,
    /// The database's server, `postgres://...`; `None`: the one that the folder names, or else a file in the folder.
    pub database: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// The SQLite VFS by its name, one that fails on demand in tests; `None`: the system's own.
    pub vfs: Option<String>,
    /// What writes blobs.
    pub files: Arc<dyn Files>,
    /// Whether it does by itself what falls due, and rebuilds states of older folds, while it serves.
    pub dues: bool,
}

impl Options {
    /// The hub of `data`, named as it is, on the system's files.
    pub fn new(data: impl Into<PathBuf>, clock: Clock) -> Self {
        Self {
            data: data.into(),
            name: None,
            database: None,
            clock,
            vfs: None,
            files: Arc::new(SystemFiles),
            dues: true,
        }
    }
    /// With what people call it.
    #[must_use]
    pub fn named(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }
}

/// A hub.
#[derive(Debug)]
pub struct Hub {
    /// The only way in for events.
    pub ledger: Arc<Ledger>,
    /// Who is who.
    pub accounts: Arc<Accounts>,
    /// Photos, signatures, papers.
    pub blobs: Arc<Blobs>,
    /// The clock that everything here goes by.
    pub clock: Clock,
    /// Saved views of the console's lists.
    pub(crate) views: Views,
    /// Numbers of the company's form.
    pub(crate) form_numbers: FormNumbers,
    /// Acts on many jobs.
    pub(crate) bulks: Bulks,
    pub(crate) buckets: Buckets,
    /// Live lines of the console and of phones.
    pub(crate) lines: Lines,
    /// Who looks at what just now.
    pub(crate) looks: Looks,
    pub(crate) rescuing: tokio::sync::Mutex<()>,
    /// Imports, one after the other.
    pub(crate) imports: Turn,
    /// Whether the log says already that a proxy stands in front.
    pub(crate) proxy_told: AtomicBool,
    front: OnceLock<Front>,
    drawing: Drawing,
    last_health: Last,
    db: Arc<Db>,
    key: DeviceKey,
    name: String,
    pub(crate) epoch: Arc<Epoch>,
    mark: Arc<Mark>,
    stopping: watch::Sender<bool>,
    /// Whether it does by itself what falls due.
    pub(crate) dues: bool,
    // Last: the lock goes when everything else has gone.
    _folder: DataFolder,
}

/// The name of a hub that was given none.
const NAME: &str = "Fettle";

impl Hub {
    /// Opens the hub of a data folder, making it when it is not there. Holds the folder's lock while it lives.
    ///
    /// # Errors
    /// [`HubError::Locked`], [`HubError::Newer`], [`HubError::Fault`] `database_damaged`, or whatever the disk says.
    pub async fn open(options: Options) -> Result<Arc<Self>, HubError> {
        let data = options.data.clone();
        Self::opened(options).await.map_err(|e| in_words(e, &data))
    }
    async fn opened(options: Options) -> Result<Arc<Self>, HubError> {
        // Every TLS of this process, also of clients that say nothing of their own. The second hub of a process finds it done.
        rustls::crypto::ring::default_provider().install_default().ok();
        if let Some(address) = &options.database {
            // It answers before the folder keeps to it.
            Db::open(&Place::server(address)?, options.clock.now_ms(), None).await?.close().await?;
            private_dir(&options.data)?;
            Place::choose(&options.data, address)?;
        }
        let folder = DataFolder::open(&options.data)?;
        let place = Place::of(folder.root())?;
        let db = Arc::new(Db::open(&place, options.clock.now_ms(), options.vfs).await?);
        let key = folder.key(&db).await?;
        let (epoch, mark) = epoch::settle(&db, &folder, &options.clock, &key).await?;
        let name = match options.name {
            Some(name) => {
                settings::put(&mut *db.write().await?, "name", &name).await?;
                name
            }
            None => setting(&db, "name", NAME).await?,
        };
        let mark = Arc::new(mark);
        let ledger = Ledger::open(Arc::clone(&db), options.clock.clone(), key.clone(), Some(Arc::clone(&mark))).await?;
        ledger.refold().await?;
        ledger.begin_states().await?;
        ledger.begin_rows().await?;
        let newest: Option<i64> =
            sql::query_scalar("SELECT MAX(at) FROM audit WHERE id > (SELECT MAX(id) FROM audit) - 100")
                .fetch_one(db.read())
                .await?;
        if clock_is_behind(options.clock.now_ms(), newest) {
            tracing::warn!(
                "the clock stands before what this hub noted last: set it right, or work and promises get wrong times"
            );
        }
        Ok(Arc::new(Self {
            views: Views::new(Arc::clone(&db)),
            form_numbers: FormNumbers::new(Arc::clone(&db)),
            bulks: Bulks::new(Arc::clone(&db)),
            accounts: Arc::new(Accounts::new(Arc::clone(&db), Arc::clone(&ledger), options.clock.clone())),
            blobs: Arc::new(Blobs::open(Arc::clone(&db), &folder.blobs(), options.files, options.clock.clone()).await?),
            ledger,
            clock: options.clock,
            buckets: Buckets::default(),
            lines: Lines::default(),
            looks: Looks::default(),
            rescuing: tokio::sync::Mutex::default(),
            imports: Turn::default(),
            proxy_told: AtomicBool::default(),
            front: OnceLock::new(),
            drawing: Drawing::default(),
            last_health: Last::default(),
            db,
            key,
            name,
            epoch: Arc::new(Epoch::new(epoch)),
            mark,
            stopping: watch::channel(false).0,
            dues: options.dues,
            _folder: folder,
        }))
    }
    /// What people call this hub.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The hub's key: the console's chain and the papers' seal.
    pub fn key(&self) -> &DeviceKey {
        &self.key
    }
    /// How the hub meets the network; a loopback without TLS when nothing was said.
    pub fn front(&self) -> &Front {
        self.front.get_or_init(Front::default)
    }
    /// Says how the hub meets the network, once and before it serves; kept for who makes enrolment links beside a running hub.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn set_front(&self, front: Front) -> Result<(), HubError> {
        self.accounts.set_secure(front.is_secure());
        settings::put(&mut *self.db.write().await?, LINK, &serde_json::to_string(&front.link)?).await?;
        self.front.set(front).map_err(|_| HubError::Record("front was set already".into()))
    }
    /// Whether it served last under a key that phones go by.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn is_known_by_key(&self) -> Result<bool, HubError> {
        let kept = settings::get(&mut *self.db.read().acquire().await?, LINK).await?;
        let parts: LinkParts = kept.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
        Ok(!parts.pins.is_empty())
    }
    /// Prints papers with the fonts in `folder` too, or, where none is named, with those in `fonts` of the data folder if there is one. Once,
    /// before it serves. How many characters they bring.
    ///
    /// # Errors
    /// [`HubError::Fault`] `fonts_unreadable`.
    pub async fn add_fonts(&self, folder: Option<&Path>) -> Result<usize, HubError> {
        let own = self.data().join("fonts");
        match folder {
            Some(folder) => self.drawing.add_fonts(folder).await,
            None if own.is_dir() => self.drawing.add_fonts(&own).await,
            None => Ok(0),
        }
    }
    pub(crate) fn drawing(&self) -> &Drawing {
        &self.drawing
    }
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }
    /// The data folder.
    pub fn data(&self) -> &Path {
        self._folder.root()
    }
    /// Changes whenever the hub was restored or moved.
    pub fn epoch(&self) -> Uuid {
        self.epoch.now()
    }
    /// How far the database is.
    pub(crate) fn at(&self) -> At {
        self.mark.newest()
    }
    /// Begins another epoch in the place of `old`, once however many ask: the hub is behind what it was at `past`.
    pub(crate) async fn begin_epoch(&self, old: Uuid, past: Past) -> Result<(), HubError> {
        if let Some(epoch) = self.ledger.begin_epoch(old, past).await? {
            self.epoch.begin(epoch);
        }
        Ok(())
    }
    /// The epoch as the database has it: another process may have begun one.
    pub(crate) async fn adopt_epoch(&self) -> Result<(), HubError> {
        let known = settings::get(&mut *self.db.read().acquire().await?, "epoch").await?;
        if let Some(epoch) = known.and_then(|text| text.parse().ok()) {
            self.epoch.begin(epoch);
        }
        Ok(())
    }
    /// Enters a person as administrator, with a login: the first one of a new hub, or one after all others are lost.
    ///
    /// # Errors
    /// [`HubError::Fault`] `login_taken`.
    pub async fn enter_administrator(&self, name: &str, login: &str) -> Result<PersonId, HubError> {
        if !is_login(login) {
            return Err(Fault::bad("login_invalid").into());
        }
        if self.accounts.by_login(login).await?.is_some() {
            return Err(Fault::bad("login_taken").with("login", login).into());
        }
        let person = PersonId::new(random::uuid(self.clock.now_ms())?);
        let registered = PersonEvent::Registered {
            name: Bilingual { zh: name.to_owned(), en: name.to_owned() },
            roles: Roles::from([Role::Administrator]),
            centre: None,
            language: Lang::default(),
        };
        let login = AccountEvent::LoginSet { login: Some(login.to_owned()) };
        let drafts = vec![
            Draft::new(person_subject(person), &registered),
            Draft::new(Subject::new(Account::KIND, person.uuid()), &login),
        ];
        self.ledger.record(self.ledger.system(), drafts).await?;
        Ok(person)
    }
    /// How the hub is, found out at most every few seconds.
    ///
    /// # Errors
    /// [`HubError`] when the database does not even answer.
    pub async fn health(&self) -> Result<Health, HubError> {
        self.ledger.streams().await?;
        self.last_health.look(&self.db, self.data(), self.clock.now_ms()).await
    }
    /// Asks everything that waits to end.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }
    /// Ends when [`Hub::stop`] was called.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // The sender lives in the hub: an error cannot come before the value.
        let _ = stopping.wait_for(|stop| *stop).await;
    }
}

/// Whether the clock stands well before what was noted last.
fn clock_is_behind(now_ms: u64, newest: Option<i64>) -> bool {
    const SLACK_MS: u64 = 5 * 60 * 1000;
    newest.is_some_and(|newest| crate::data::uint(newest) > now_ms + SLACK_MS)
}

/// Says what to do about a database that is damaged, and about a disk without room. A hub that served on would answer phones from what is left.
pub(crate) fn in_words(e: HubError, data: &Path) -> HubError {
    let told = |code| Fault::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, code).with("folder", data.display());
    if e.is_damage() {
        tracing::error!(error = %e, "the database is damaged");
        return told("database_damaged").into();
    }
    // SQLite reports a disk without room in several ways, some of them as a failing disk.
    let no_room = crate::data::free_bytes(data).is_ok_and(|free| free < NO_ROOM);
    if e.is_full() || (e.is_disk() && no_room) {
        tracing::error!(error = %e, "the disk is full");
        return told("disk_full").into();
    }
    e
}

/// Below this no hub can start, in bytes: its log alone takes more.
const NO_ROOM: u64 = 256 * 1024;

/// Name of the setting with [`LinkParts`].
const LINK: &str = "link";

/// What enrolment links of the hub in this folder say, as it served last.
///
/// # Errors
/// [`HubError`] when there is no hub, or the database does not answer.
pub async fn link_parts(data: &Path, clock: &Clock) -> Result<LinkParts, HubError> {
    let db = Db::beside(&existing(data)?, clock.now_ms()).await.map_err(|e| in_words(e, data))?;
    let kept: Option<String> =
        sql::query_scalar("SELECT value FROM setting WHERE key = $1").bind(LINK).fetch_optional(db.read()).await?;
    Ok(kept.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}

fn existing(data: &Path) -> Result<Place, HubError> {
    match Place::is_made(data) {
        true => Place::of(data),
        false => Err(Fault::bad("no_hub").with("folder", data.display()).into()),
    }
}

/// The accounts of a hub that may be running: for codes and passwords, which the ledger has no part in.
///
/// # Errors
/// [`HubError::Fault`] `no_hub` when there is none in the folder.
pub async fn accounts_of(data: &Path, clock: Clock) -> Result<Accounts, HubError> {
    open_accounts(data, clock).await.map_err(|e| in_words(e, data))
}

async fn open_accounts(data: &Path, clock: Clock) -> Result<Accounts, HubError> {
    let file = existing(data)?;
    let db = Arc::new(Db::beside(&file, clock.now_ms()).await?);
    let key = hub_key::of(data, &mut *db.write().await?).await?;
    let ledger = Ledger::open(Arc::clone(&db), clock.clone(), key, None).await?;
    Ok(Accounts::new(db, ledger, clock))
}

/// The ledger of a hub that may be running: as another process has it.
#[cfg(test)]
pub(crate) async fn ledger_beside(data: &Path, clock: Clock) -> Arc<Ledger> {
    let db = Arc::new(Db::beside(&existing(data).expect("a hub"), clock.now_ms()).await.expect("opened"));
    let key = hub_key::of(data, &mut db.write().await.expect("the writer")).await.expect("a key");
    Ledger::open(db, clock, key, None).await.expect("a ledger")
}

/// A setting, entered as `fresh` when it is not there.
async fn setting(db: &Db, key: &str, fresh: &str) -> Result<String, HubError> {
    let mut conn = db.write().await?;
    sql::query("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
        .bind(key)
        .bind(fresh)
        .execute(&mut *conn)
        .await?;
    Ok(sql::query_scalar("SELECT value FROM setting WHERE key = $1").bind(key).fetch_one(&mut *conn).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_the_newest_note_is_told() {
        let minute = 60 * 1000;
        assert!(!clock_is_behind(100 * minute, None) && !clock_is_behind(100 * minute, Some(104 * 60 * 1000)));
        assert!(clock_is_behind(100 * minute, Some(106 * 60 * 1000)));
    }
}
