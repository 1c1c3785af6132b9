//! A phone: the core's app on a folder of its own, enrolled over HTTP, driven through its screens.

use fettle_core::kernel::{Aggregate, PersonId, Reading};
use fettle_core::screens::{Action, App, AppError, Clock, Entry, Outcome, Platform, Route, Screen, SyncDone};
use fettle_core::store::{KeyStore, MemoryKeys};
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_core::text::Lang;
use fettle_hub::testing::TestHub;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use uuid::Uuid;

/// A phone's clocks: the system's, and a wall clock that can be wrong.
pub struct PhoneClock {
    wrong_ms: AtomicI64,
    began: Instant,
    boot: Uuid,
}

impl Clock for PhoneClock {
    fn now(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
        let mono_ms = u64::try_from(self.began.elapsed().as_millis()).expect("a span");
        let wall_ms = i64::try_from(wall).expect("a time") + self.wrong_ms.load(Ordering::SeqCst);
        Reading { wall_ms, mono_ms, boot: self.boot, counts_sleep: true }
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Writes the files of one folder over those of another in place, so that they keep their identity, as a snapshot of a machine does; what is there and
/// was not then goes.
pub fn put_over(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(to).expect("read") {
        let path = entry.expect("an entry").path();
        if !from.join(path.file_name().expect("a name")).exists() {
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
        }
    }
    for entry in std::fs::read_dir(from).expect("read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            put_over(&path, &target);
        } else {
            std::fs::write(&target, std::fs::read(&path).expect("read")).expect("written");
        }
    }
}

pub struct Phone {
    pub app: App,
    pub person: PersonId,
    clock: Arc<PhoneClock>,
    folder: TempDir,
}

impl Phone {
    /// A phone of `person` that has joined the hub and has read what is for it.
    pub async fn enrolled(hub: &TestHub, person: PersonId) -> Self {
        Self::enrolled_over(hub, person, &hub.address).await
    }
    /// The same, reaching the hub at another address: a wire with faults.
    pub async fn enrolled_over(hub: &TestHub, person: PersonId, address: &str) -> Self {
        let link = EnrolLink::new(address, &hub.code(person).await).expect("a link");
        Self::joined(&link.to_string(), person, hub.fresh()).await
    }
    /// A phone that joins by the link that it scanned.
    pub async fn joined(link: &str, person: PersonId, boot: Uuid) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(PhoneClock { wrong_ms: AtomicI64::new(0), began: Instant::now(), boot });
        let platform = Platform {
            clock: clock.clone(),
            lang: Lang::Zh,
            app: "0.1.0".into(),
            keys: Arc::new(MemoryKeys::default()),
            owner: None,
        };
        let app = App::open(folder.path(), platform).expect("an app");
        app.enrol(link, "test").await.expect("enrolled");
        let phone = Self { app, person, clock, folder };
        phone.sync().await;
        phone
    }
    /// The process is killed: what it had on its disk at this moment is what the next one finds.
    pub fn killed(self) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(self.folder.path(), copy.path());
        let Self { app, person, clock, folder } = self;
        let platform = app.platform().clone();
        drop((app, folder));
        Self { app: App::open(copy.path(), platform).expect("opens"), person, clock, folder: copy }
    }
    /// What a backup of the app's files holds at this moment.
    pub fn backup(&self) -> TempDir {
        self.app.pause();
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(self.folder.path(), copy.path());
        self.app.resume().expect("opens");
        copy
    }
    /// The backup is put back on the same phone, in the place of what it has.
    pub fn put_back(self, backup: &TempDir) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(backup.path(), copy.path());
        let Self { app, person, clock, folder } = self;
        let platform = app.platform().clone();
        drop((app, folder));
        Self { app: App::open(copy.path(), platform).expect("opens"), person, clock, folder: copy }
    }
    /// What a backup of the whole phone holds: the app's files and its key store.
    pub fn whole_backup(&self) -> (TempDir, MemoryKeys) {
        let keys = MemoryKeys::default();
        for name in ["vault/newest", "vault/1", "witness"] {
            let value = self.app.platform().keys.get(name).expect("memory").expect("a key");
            keys.put(name, &value).expect("memory");
        }
        (self.backup(), keys)
    }
    /// The whole phone is put back.
    pub fn put_back_whole(self, (backup, keys): (TempDir, MemoryKeys)) -> Self {
        let Self { app, person, clock, folder } = self;
        let platform = Platform { keys: Arc::new(keys), ..app.platform().clone() };
        drop((app, folder));
        Self { app: App::open(backup.path(), platform).expect("opens"), person, clock, folder: backup }
    }
    /// Another phone to which this one was moved with the keys that its files need, but for the clone nonce: this one goes on too.
    pub fn cloned(&self) -> Self {
        let keys = MemoryKeys::default();
        for name in ["vault/newest", "vault/1"] {
            let value = self.app.platform().keys.get(name).expect("memory").expect("a key");
            keys.put(name, &value).expect("memory");
        }
        let folder = self.backup();
        let platform = Platform { keys: Arc::new(keys), ..self.app.platform().clone() };
        let app = App::open(folder.path(), platform).expect("opens");
        Self { app, person: self.person, clock: self.clock.clone(), folder }
    }
    /// Sets the wall clock wrong by so much, as people do.
    pub fn set_wrong(&self, ms: i64) {
        self.clock.wrong_ms.store(ms, Ordering::SeqCst);
    }
    pub fn screen(&self, route: &Route) -> Screen {
        self.app.screen(route).expect("a screen")
    }
    /// Taps a button that the screen offers.
    pub fn try_tap(&self, route: &Route, key: &str, typed: &[(&str, &str)]) -> Result<Outcome, AppError> {
        let screen = self.screen(route);
        let offer = screen.offer(key).unwrap_or_else(|| panic!("no button {key} on {screen:?}"));
        assert!(offer.button.enabled, "{key} is disabled: {}", offer.button.why_not);
        self.app.act(&offer.button.action, &offer.entries(typed))
    }
    pub fn tap(&self, route: &Route, key: &str, typed: &[(&str, &str)]) -> Outcome {
        self.try_tap(route, key, typed).unwrap_or_else(|e| panic!("{key}: {e:?}"))
    }
    /// Hands in what only a shell has: a photo, strokes.
    pub fn give(&self, action: &Action, typed: &[(&str, &str)]) -> Result<Outcome, AppError> {
        let entries: Vec<_> = typed.iter().map(|(key, value)| Entry::new(*key, *value)).collect();
        self.app.act(action, &entries)
    }
    /// A session that comes to its end and leaves nothing waiting.
    pub async fn sync(&self) -> SyncDone {
        let done = self.app.sync_once().await.expect("a session");
        assert!(done.ok && done.waiting == 0, "{done:?}");
        done
    }
    /// A session that does not get through.
    pub async fn sync_fails(&self) -> SyncDone {
        let done = self.app.sync_once().await.expect("a session");
        assert!(!done.ok && !done.code.is_empty() && !done.text.is_empty(), "{done:?}");
        done
    }
    /// What the phone knows of an aggregate.
    pub fn get<A: Aggregate>(&self, id: impl ToString) -> Option<A> {
        let id: Uuid = id.to_string().parse().expect("an id");
        self.app.store().get::<A>(id).expect("read").map(|folded| folded.state)
    }
    /// Every event that the phone recorded or read, as a count: what a refusal must not change.
    pub fn events(&self) -> u64 {
        self.app.store().event_count().expect("read")
    }
}
