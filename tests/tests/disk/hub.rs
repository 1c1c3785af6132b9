//! The hub killed at writes and syncs while a phone hands in events and photos over HTTP; and its disk full.

use fettle_core::kernel::{Draft, Hash, PersonId, Subject};
use fettle_core::store::{MemoryKeys, Setup, Store, fresh_uuid, kinds};
use fettle_core::sync::driver::{Clock as _, Options, SyncSession, SystemClock, enrol};
use fettle_core::sync::machine::Report;
use fettle_hub::Options as HubOptions;
use fettle_hub::error::HubError;
use fettle_hub::{Hub, clock::Clock, server};
use fettle_tests::disk::{Disk, How, On, Op, Plan};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use uuid::Uuid;

fn raw(kind: &'static str, id: Uuid, event: &str, body: &Value) -> Draft {
    let subject = Subject::new(kind, id);
    Draft { subject, kind: event.to_owned(), version: 1, body: body.to_string(), blobs: Vec::new() }
}

struct Running {
    hub: Arc<Hub>,
    serving: JoinHandle<()>,
}

struct Scene {
    root: tempfile::TempDir,
    disk: Disk,
    port: u16,
    running: Option<Running>,
    store: Store,
    session: SyncSession,
    clock: Arc<SystemClock>,
    person: PersonId,
    job: Uuid,
    events: Vec<(u64, String)>,
    photos: BTreeMap<Hash, Vec<u8>>,
}

async fn start(disk: &Disk, data: PathBuf, port: u16) -> (Running, u16) {
    let mut tries = 0;
    let hub = loop {
        let mut options = HubOptions::new(data.clone(), Clock::system());
        options.vfs = Some(disk.vfs());
        options.files = disk.files();
        match Hub::open(options).await {
            // The one before lies dead in this same process, and a thread of it may still be letting go of the folder.
            Err(HubError::Locked(_)) if tries < 500 => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => break opened.expect("the hub opens"),
        }
        tries += 1;
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a port");
    let port = listener.local_addr().unwrap().port();
    let served = Arc::clone(&hub);
    let serving = tokio::spawn(async move {
        server::serve(served, listener).await.ok();
    });
    (Running { hub, serving }, port)
}

impl Scene {
    async fn new(seed: u64) -> Self {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path(), seed);
        let (running, port) = start(&disk, root.path().join("hub"), 0).await;
        let hub = &running.hub;
        let (centre, person, job) = (fresh_uuid(1), PersonId::new(fresh_uuid(2)), fresh_uuid(3));
        let opened = json!({"name": {"zh": "县城", "en": "County"}, "region": "county", "zone": "Asia/Shanghai"});
        let registered =
            json!({"name": {"zh": "人", "en": "person"}, "roles": ["engineer"], "centre": centre, "language": "en"});
        let report = json!({
            "number": "H0-1", "kind": "repair", "channel": "phone",
            "caller": {"name": "Wang", "title": "", "phone": "1"}, "company": "", "product": "camera", "symptom": "dark",
            "at": "2026-03-01T08:00:00Z", "centre": centre, "customer": Uuid::nil(), "site": Uuid::nil(),
        });
        let drafts = vec![
            raw("centre", centre, "opened", &opened),
            raw("person", person.uuid(), "registered", &registered),
            raw("job", job, "reported", &report),
        ];
        hub.ledger.record(hub.ledger.system(), drafts).await.unwrap();
        let code = hub.accounts.enrolment_code(person).await.unwrap().code;
        let store = Store::open(Setup::new(root.path().join("phone"), kinds(), Arc::new(MemoryKeys::default())), 0)
            .unwrap()
            .store;
        let clock = Arc::new(SystemClock::default());
        let mut options = Options::new("test", "en");
        options.machine.tries = 1;
        let session = SyncSession::new(options, clock.clone()).unwrap();
        enrol(&session, &store, &format!("http://127.0.0.1:{port}"), &code, "phone").await.unwrap();
        let (events, photos) = (Vec::new(), BTreeMap::new());
        Self { root, disk, port, running: Some(running), store, session, clock, person, job, events, photos }
    }
    /// A note, and a photo of two pieces.
    fn work(&mut self, seed: u64) {
        let bytes: Vec<u8> = (0..300_000_u64).map(|n| (n.wrapping_mul(2_654_435_761 + 2 * seed) >> 24) as u8).collect();
        let blob = self.store.put_blob(&bytes, "image/jpeg").unwrap();
        self.photos.insert(blob.hash, bytes);
        let photo = json!({"photo": {"blob": blob, "caption": "", "taken_at": "2026-03-01T09:00:00Z"}});
        let drafts = [
            raw("job", self.job, "noted", &json!({"text": format!("note {seed}")})),
            raw("job", self.job, "photo_added", &photo).with_blobs([blob]),
        ];
        self.record(&drafts);
    }
    fn note(&mut self, seed: u64) {
        self.record(&[raw("job", self.job, "noted", &json!({"text": format!("note {seed}")}))]);
    }
    fn record(&mut self, drafts: &[Draft]) {
        for event in self.store.record(self.person, drafts, self.clock.now()).unwrap() {
            self.events.push((event.header().number, event.header().id.to_string()));
        }
    }
    async fn sync(&self) -> Report {
        self.session.run_once(&self.store).await
    }
    /// Ends the hub's process and closes what it had open.
    async fn die(&mut self) {
        self.disk.kill();
        self.close().await;
    }
    async fn close(&mut self) {
        let Some(Running { hub, serving }) = self.running.take() else { return };
        hub.stop();
        let abort = serving.abort_handle();
        if tokio::time::timeout(Duration::from_secs(2), serving).await.is_err() {
            abort.abort();
        }
        let weak = Arc::downgrade(&hub);
        drop(hub);
        for _ in 0..500 {
            if weak.strong_count() == 0 && self.disk.open_files() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the hub does not end: {} open files", self.disk.open_files());
    }
    async fn start(&mut self) {
        self.running = Some(start(&self.disk, self.root.path().join("hub"), self.port).await.0);
    }
    /// What the phone was told is on the hub is there, whole, once.
    async fn check(&self, moment: &str) {
        let hub = &self.running.as_ref().unwrap().hub;
        let unsent: Vec<u64> = self.store.unsent().unwrap().iter().map(|unsent| unsent.number).collect();
        let there = hub.ledger.events_of(&Subject::new("job", self.job)).await.unwrap();
        let mut ids: Vec<String> = there.iter().map(|event| event.header().id.to_string()).collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{moment}: doubled");
        for (number, id) in &self.events {
            assert!(
                unsent.contains(number) || ids.contains(id),
                "{moment}: {number} was acknowledged and is not there"
            );
        }
        for (hash, bytes) in &self.photos {
            let state = self.store.blob_state(*hash).unwrap().unwrap();
            let known = hub.blobs.info(*hash).await.unwrap().is_some();
            assert!(known || !state.uploaded, "{moment}: a photo was acknowledged and is not there");
            assert!(!known || hub.blobs.read(*hash).await.unwrap() == *bytes, "{moment}: a photo is not whole");
        }
    }
    async fn all_in(&self, moment: &str) {
        // The first session may find that the hub went back and has to send again.
        let mut reports = Vec::new();
        for _ in 0..4 {
            let report = self.sync().await;
            let counts = self.store.counts().unwrap();
            let done = report.code.is_none() && (counts.pending, counts.blobs_up) == (0, 0);
            reports.push((report, counts));
            if done {
                break;
            }
        }
        let (report, counts) = reports.last().unwrap();
        let state = (report.code.as_deref(), counts.pending, counts.quarantined, counts.blobs_up);
        assert_eq!(state, (None, 0, 0, 0), "{moment}: {reports:#?}");
        self.check(moment).await;
    }
    fn sound(&self) {
        let file = self.root.path().join("hub/hub.db");
        let conn = Connection::open_with_flags_and_vfs(file, OpenFlags::default(), self.disk.vfs().as_str()).unwrap();
        let verdict: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
        assert_eq!(verdict, "ok");
    }
}

/// Every `every`-th change of a phone's session, with and without the power going.
async fn killed(every: usize) {
    let mut scene = Scene::new(1).await;
    let mut last = 0;
    for k in (1..).step_by(every) {
        let mut struck = false;
        for power in [false, true] {
            scene.work(k * 2 + u64::from(power));
            scene.disk.plan(Plan::kill(k));
            scene.sync().await;
            struck |= scene.disk.struck();
            scene.die().await;
            if power {
                scene.disk.power_loss()
            } else {
                scene.disk.restart()
            }
            scene.start().await;
            let moment = format!("k {k}, power {power}");
            scene.check(&moment).await;
            scene.all_in(&moment).await;
        }
        if !struck {
            last = k;
            break;
        }
    }
    scene.sound();
    assert!(last > 30, "{last}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_writes_and_syncs() {
    killed(6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: every single one"]
async fn killed_at_every_write_and_sync() {
    killed(1).await;
}

/// A hub that was killed between writing a commit and syncing it shows the commit after its restart, and says "I have it" when the phone
/// sends it again: from then on it has to outlive the power.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_given_after_a_kill_outlives_the_power() {
    let mut scene = Scene::new(3).await;
    for k in 1.. {
        scene.note(k);
        scene.disk.plan(Plan::fail(On::Only(Op::Sync), k, How::Kill));
        scene.sync().await;
        let struck = scene.disk.struck();
        scene.die().await;
        scene.disk.restart();
        scene.start().await;
        scene.sync().await;
        scene.die().await;
        scene.disk.power_loss_of_all();
        scene.start().await;
        scene.check(&format!("sync {k}")).await;
        scene.all_in(&format!("sync {k}")).await;
        if !struck {
            assert!(k > 1, "a sync was met");
            break;
        }
    }
    scene.sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_hub_says_so_and_the_phone_keeps_everything() {
    let mut scene = Scene::new(2).await;
    let mut met = 0;
    for budget in (0..).map(|n| n * 23_000) {
        scene.work(budget);
        scene.disk.plan(Plan::space(budget));
        let report = scene.sync().await;
        if !scene.disk.struck() {
            break;
        }
        match report.code.as_deref() {
            Some(code) => {
                assert_eq!(code, "hub_full", "{budget}");
                met += 1;
            }
            // What the hub writes by itself beside the phone, its checkpoint or its lists, met the full disk.
            None => assert_eq!(scene.store.counts().unwrap().pending, 0, "{budget}: nothing is said"),
        }
        scene.check("full").await;
        scene.disk.plan(Plan::none());
        scene.all_in("room again").await;
    }
    scene.sound();
    assert!(met > 5, "{met}");
}
