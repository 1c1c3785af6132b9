//! Phones and a real hub over real HTTP: enrol, work without a network, sync, blobs, refusals, a lost network in the middle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use fettle_core::domain::jobs::Job;
use fettle_core::kernel::{BlobRef, Draft, PersonId, Subject};
use fettle_core::store::{MemoryKeys, Setup, Store, UnsentState, fresh_uuid, kinds};
use fettle_core::sync::driver::{Clock as _, Options, SyncSession, SystemClock, enrol};
use fettle_hub::Options as HubOptions;
use fettle_hub::{Hub, clock::Clock};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

struct Office {
    hub: Arc<Hub>,
    url: String,
    centre: Uuid,
    _data: tempfile::TempDir,
}

fn raw(kind: &'static str, id: Uuid, event: &str, body: Value) -> Draft {
    let subject = Subject::new(kind, id);
    Draft { subject, kind: event.to_owned(), version: 1, body: body.to_string(), blobs: Vec::new() }
}

async fn office() -> Office {
    let data = tempfile::tempdir().unwrap();
    let hub = Hub::open(HubOptions::new(data.path(), Clock::system())).await.unwrap();
    let centre = fresh_uuid(1_700_000_000_000);
    let opened = json!({"name": {"zh": "县城", "en": "County"}, "region": "county", "zone": "Asia/Shanghai"});
    hub.ledger.record(hub.ledger.system(), vec![raw("centre", centre, "opened", opened)]).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(fettle_hub::server::serve(Arc::clone(&hub), listener));
    Office { hub, url, centre, _data: data }
}

struct Phone {
    store: Store,
    session: SyncSession,
    clock: Arc<SystemClock>,
    person: PersonId,
    _home: tempfile::TempDir,
}

impl Phone {
    async fn new(office: &Office, roles: &[&str]) -> Self {
        Self::at(office, &office.url, std::time::Duration::from_secs(60), roles).await
    }
    /// One that reaches the office under another address, and asks so often where it has no line.
    async fn at(office: &Office, url: &str, poll: std::time::Duration, roles: &[&str]) -> Self {
        let person = PersonId::new(fresh_uuid(1_700_000_000_000));
        let registered =
            json!({"name": {"zh": "人", "en": "person"}, "roles": roles, "centre": office.centre, "language": "en"});
        let draft = raw("person", person.uuid(), "registered", registered);
        office.hub.ledger.record(office.hub.ledger.system(), vec![draft]).await.unwrap();
        let code = office.hub.accounts.enrolment_code(person).await.unwrap().code;
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(Setup::new(home.path(), kinds(), Arc::new(MemoryKeys::default())), 0).unwrap().store;
        let clock = Arc::new(SystemClock::default());
        let mut options = Options { poll, ..Options::new("test", "en") };
        options.machine.tries = 2;
        let session = SyncSession::new(options, clock.clone()).unwrap();
        let wrong = enrol(&session, &store, url, "AAAAA-AAAAA", "phone").await.unwrap_err();
        assert_eq!(wrong.code, "code_unknown");
        let enrolment = enrol(&session, &store, url, &code, "phone").await.unwrap();
        assert_eq!(enrolment.enrolled.person, person);
        Self { store, session, clock, person, _home: home }
    }
    fn record(&self, drafts: &[Draft]) {
        self.store.record(self.person, drafts, self.clock.now()).unwrap();
    }
    async fn sync(&self) -> fettle_core::sync::machine::Report {
        self.session.run_once(&self.store).await
    }
    fn job(&self, id: Uuid) -> Option<Job> {
        self.store.get::<Job>(id).unwrap().map(|folded| folded.state)
    }
}

fn report(centre: Uuid, number: &str) -> Value {
    json!({
        "number": number, "kind": "repair", "channel": "phone",
        "caller": {"name": "Wang", "title": "", "phone": "1"}, "company": "", "product": "camera", "symptom": "dark",
        // Now: what is promised for an older report is overdue, and the hub would tell so at any moment of the test.
        "at": chrono::Utc::now(), "centre": centre, "customer": Uuid::nil(), "site": Uuid::nil(),
    })
}

fn photo(blob: &BlobRef) -> Value {
    json!({"photo": {"blob": blob, "caption": "", "taken_at": "2026-03-01T09:00:00Z"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_and_a_hub_agree() {
    let office = office().await;
    let desk = Phone::new(&office, &["desk"]).await;
    let engineer = Phone::new(&office, &["engineer"]).await;

    let job = fresh_uuid(1_700_000_000_000);
    desk.record(&[raw("job", job, "reported", report(office.centre, "A1-1"))]);
    let done = desk.sync().await;
    assert_eq!((done.code.as_deref(), done.pushed, done.quarantined, done.waiting), (None, 1, 0, 0));
    assert!(desk.store.identity().unwrap().recorder.anchor.is_some(), "the clock is known now");

    let done = engineer.sync().await;
    assert_eq!(done.code, None);
    assert_eq!(engineer.job(job).unwrap().report.unwrap().what.symptom, "dark");

    // Without a network: a note, a photo of several pieces, and something that an engineer may not do.
    let bytes: Vec<u8> = (0..1_300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let blob = engineer.store.put_blob(&bytes, "image/jpeg").unwrap();
    let small = engineer.store.put_blob(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml").unwrap();
    let added = raw("job", job, "photo_added", photo(&blob)).with_blobs([blob.clone(), small.clone()]);
    engineer.record(&[raw("job", job, "noted", json!({"text": "on site"})), added]);
    engineer.record(&[raw("job", job, "closed", json!({}))]);
    assert_eq!(engineer.store.counts().unwrap().pending, 3);
    let done = engineer.sync().await;
    assert_eq!((done.code.as_deref(), done.pushed, done.quarantined, done.blobs_up), (None, 2, 1, 2));
    let unsent = engineer.store.unsent().unwrap();
    assert_eq!(unsent.len(), 1);
    assert_eq!(unsent[0].state, UnsentState::Quarantined("not_allowed".to_owned()));

    let done = desk.sync().await;
    assert_eq!((done.code.as_deref(), done.pulled), (None, 2));
    assert_eq!(desk.job(job).unwrap().notes.len(), 1);
    // Small blobs come by themselves, large ones when asked for.
    assert_eq!(desk.store.blob(small.hash).unwrap().len(), 41);
    assert_eq!(desk.store.blob(blob.hash).unwrap_err().code(), "blob_missing");
    desk.store.want_blob(blob.hash).unwrap();
    assert_eq!(desk.sync().await.blobs_down, 1);
    assert_eq!(desk.store.blob(blob.hash).unwrap(), bytes);

    // Nothing new, and again: nothing changes.
    for phone in [&desk, &engineer, &desk] {
        let done = phone.sync().await;
        assert_eq!((done.code, done.pushed, done.pulled, done.blobs_up, done.blobs_down), (None, 0, 0, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_waits_for_the_hub_and_the_live_line_brings_news() {
    let office = office().await;
    let desk = Phone::new(&office, &["desk"]).await;
    let engineer = Phone::new(&office, &["engineer"]).await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (store, session) = (engineer.store.clone(), engineer.session.clone());
    let following =
        tokio::spawn(
            async move { session.follow(&store, move |report| tell.send(report.clone()).unwrap_or(())).await },
        );
    assert_eq!(told.recv().await.unwrap().code, None);
    let job = fresh_uuid(1_700_000_000_000);
    desk.record(&[raw("job", job, "reported", report(office.centre, "A1-1"))]);
    desk.sync().await;
    let wait = std::time::Duration::from_secs(10);
    while engineer.job(job).is_none() {
        tokio::time::timeout(wait, told.recv()).await.expect("the live line brings it").unwrap();
    }
    // A tap on the phone is sent at once.
    engineer.record(&[raw("job", job, "noted", json!({"text": "seen"}))]);
    while engineer.store.counts().unwrap().pending > 0 {
        tokio::time::timeout(wait, told.recv()).await.expect("the change is sent").unwrap();
    }
    following.abort();

    office.hub.stop();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    desk.record(&[raw("job", job, "noted", json!({"text": "hub is away"}))]);
    let done = desk.sync().await;
    assert_eq!(done.waiting, 1, "{:?}", done.code);
    assert!(done.code.is_some());
}

/// A proxy before the hub that lets everything through but the live line.
async fn without_a_line(office: &Office, refuse: fn() -> axum::response::Response) -> String {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    let proxy = from_fn(move |request: Request, next: Next| async move {
        if request.uri().path() == "/sync/v1/live" { refuse() } else { next.run(request).await }
    });
    let router = fettle_hub::server::router(Arc::clone(&office.hub)).layer(proxy);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_refuses_the_line_others_work_comes_by_asking() {
    use axum::http::StatusCode;
    use axum::response::IntoResponse;
    let office = office().await;
    let desk = Phone::new(&office, &["desk"]).await;
    let refusals: [fn() -> axum::response::Response; 2] =
        [|| StatusCode::NOT_FOUND.into_response(), || (StatusCode::BAD_GATEWAY, "<html>").into_response()];
    for refuse in refusals {
        let url = without_a_line(&office, refuse).await;
        let engineer = Phone::at(&office, &url, std::time::Duration::from_millis(200), &["engineer"]).await;
        let (store, session) = (engineer.store.clone(), engineer.session.clone());
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let following =
            tokio::spawn(
                async move { session.follow(&store, move |report| tell.send(report.clone()).unwrap_or(())).await },
            );
        assert_eq!(told.recv().await.unwrap().code, None);
        let job = fresh_uuid(1_700_000_000_000);
        desk.record(&[raw("job", job, "reported", report(office.centre, "A1-1"))]);
        desk.sync().await;
        let wait = std::time::Duration::from_secs(60);
        while engineer.job(job).is_none() {
            tokio::time::timeout(wait, told.recv()).await.expect("it is asked for").unwrap();
        }
        following.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serving_hub_tells_by_itself_what_is_late() {
    let office = office().await;
    let desk = Phone::new(&office, &["desk"]).await;
    let job = fresh_uuid(1_700_000_000_000);
    let mut late = report(office.centre, "A1-1");
    late["at"] = json!("2026-03-01T08:00:00Z");
    desk.record(&[raw("job", job, "reported", late)]);
    assert_eq!(desk.sync().await.code, None);
    // Nobody asks for it: the loop of the hub runs it soon after the commit.
    let told = async {
        while desk.job(job).is_none_or(|job| job.overdue.is_empty()) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            desk.sync().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(120), told).await.expect("it is told");
}
