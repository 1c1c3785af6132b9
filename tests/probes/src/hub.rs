//! A hub in this process, asked without a network, for the probes of its ways in. Made again after some thousand questions, so that what one
//! input leaves behind does not slow down or decide what the next one does.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fettle_core::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{DeviceId, DeviceKey, Draft, PersonId, Recorder, Subject};
use fettle_core::sync::protocol::{EnrolRequest, Enrolled, ErrorBody, Greeting, Hello, Stream, enrol_bytes, paths};
use fettle_core::text::Lang;
use fettle_hub::testing::{Company, PASSWORD, TestHub};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use uuid::Uuid;

/// Uses after which a hub is rebuilt.
const USES: u32 = 1_500;

/// A hub with a company, a phone of somebody who may do everything, and that person at a browser.
#[derive(Debug)]
pub(crate) struct World {
    pub hub: TestHub,
    pub company: Company,
    pub person: PersonId,
    pub recorder: Recorder,
    pub key: DeviceKey,
    pub cursors: BTreeMap<Stream, u64>,
    pub epoch: Uuid,
    token: String,
    cookie: String,
    form: String,
    router: Router,
    runtime: Runtime,
    uses: u32,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Said {
    /// A header as text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// The code of a refusal, which every answer of the protocol but 2xx has.
    pub fn refusal(&self) -> String {
        let body: ErrorBody = serde_json::from_slice(&self.body).expect("a refusal says why");
        assert!(!body.code.is_empty() && !body.text.is_empty() && !body.text.starts_with("error-"), "{body:?}");
        body.code
    }
}

/// The hub of this process.
pub(crate) fn world() -> MutexGuard<'static, Option<World>> {
    static WORLD: OnceLock<Mutex<Option<World>>> = OnceLock::new();
    // A probe that failed left its hub in the middle of something; the next one gets another.
    let mut world = WORLD.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| {
        let mut guard = PoisonError::into_inner(poisoned);
        *guard = None;
        guard
    });
    if world.as_ref().is_none_or(|world| world.uses >= USES) {
        *world = None;
        *world = Some(World::new());
    }
    if let Some(world) = world.as_mut() {
        world.uses += 1;
    }
    world
}

impl World {
    fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let (hub, company, person) = runtime.block_on(async {
            let hub = TestHub::start().await;
            let company = hub.company(false).await;
            let person = PersonId::new(hub.fresh());
            let roles =
                Roles::from([Role::Administrator, Role::Manager, Role::Desk, Role::Engineer, Role::StockKeeper]);
            let name = Bilingual::same("everyone at once");
            let registered = PersonEvent::Registered { name, roles, centre: None, language: Lang::En };
            let login = AccountEvent::LoginSet { login: Some("probe".into()) };
            let drafts = vec![
                Draft::new(Subject::new("person", person.uuid()), &registered),
                Draft::new(Subject::new("account", person.uuid()), &login),
            ];
            hub.record(hub.hub.ledger.system(), drafts).await;
            hub.hub.accounts.set_password(person, PASSWORD).await.expect("a password");
            hub.job(&company, vec![person]).await;
            (hub, company, person)
        });
        let router = fettle_hub::server::router(std::sync::Arc::clone(&hub.hub));
        let mut world = Self {
            recorder: Recorder::new(DeviceId::new(hub.fresh())),
            key: DeviceKey::from_seed(&[5; 32]),
            cursors: BTreeMap::new(),
            epoch: hub.hub.epoch(),
            token: String::new(),
            cookie: String::new(),
            form: String::new(),
            uses: 0,
            hub,
            company,
            person,
            router,
            runtime,
        };
        world.enrol();
        world.sign_in();
        world
    }
    fn enrol(&mut self) {
        let code = self.runtime.block_on(self.hub.code(self.person));
        let device = self.recorder.device;
        let asked = EnrolRequest {
            proof: self.key.sign(&enrol_bytes(&code, device)),
            public_key: self.key.public(),
            name: "probe".into(),
            app: "0.1".into(),
            device,
            code,
        };
        let said = self.send("POST", paths::ENROL, &[], serde_json::to_vec(&asked).expect("written"));
        let enrolled: Enrolled = serde_json::from_slice(&said.body).expect("enrolled");
        self.token = format!("Bearer {}", enrolled.token);
        let hello = Hello { versions: vec![1], head: self.recorder.head, wall: 0, app: "0.1".into() };
        let said = self.phone("POST", paths::HELLO, &[], serde_json::to_vec(&hello).expect("written"));
        let greeting: Greeting = serde_json::from_slice(&said.body).expect("a greeting");
        self.cursors = greeting.streams;
    }
    fn sign_in(&mut self) {
        let said = self.send("GET", "/login", &[], Vec::new());
        let page = String::from_utf8_lossy(&said.body).into_owned();
        self.form = between(&page, "name=\"token\" value=\"", "\"").to_owned();
        self.cookie = said.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let form = format!("token={}&login=probe&password={}", self.form, PASSWORD.replace(' ', "%20"));
        let said = self.browser("POST", "/login", form.as_str());
        assert_eq!(said.status, StatusCode::SEE_OTHER, "signed in");
        let session = said.header("set-cookie").split(';').next().unwrap_or_default();
        self.cookie = format!("{}; {session}", self.cookie);
    }
    /// The hidden field of every form.
    pub fn form_token(&self) -> &str {
        &self.form
    }
    /// Asks as the phone.
    pub fn phone(&self, method: &str, path: &str, headers: &[(&str, &[u8])], body: impl Into<Body>) -> Said {
        let mut all = vec![("authorization", self.token.as_bytes())];
        all.extend_from_slice(headers);
        self.send(method, path, &all, body)
    }
    /// Asks as the browser: a page, or a form as it was filled in.
    pub fn browser(&self, method: &str, path: &str, form: &str) -> Said {
        let headers: [(&str, &[u8]); 3] = [
            ("cookie", self.cookie.as_bytes()),
            ("accept-language", b"en"),
            ("content-type", b"application/x-www-form-urlencoded"),
        ];
        self.send(method, path, &headers, form.to_owned())
    }
    /// Asks. What cannot be asked over HTTP at all is answered 400 here.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &[u8])], body: impl Into<Body>) -> Said {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let Ok(request) = request.body(body.into()) else {
            return Said { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body: Bytes::new() };
        };
        let router = self.router.clone();
        let said = self.runtime.block_on(async {
            let answer = router.oneshot(request).await.expect("an answer");
            let (head, body) = answer.into_parts();
            let body = axum::body::to_bytes(body, 64 * 1024 * 1024).await.expect("a body");
            Said { status: head.status, headers: head.headers, body }
        });
        assert!(
            !said.status.is_server_error(),
            "{method} {path}: {} {}",
            said.status,
            String::from_utf8_lossy(&said.body)
        );
        said
    }
    /// Records as the person at the console; whether it was recorded.
    pub fn record(&self, drafts: Vec<Draft>) -> bool {
        self.runtime.block_on(self.hub.hub.ledger.record(self.person, drafts)).is_ok()
    }
}

/// What stands between two texts; empty where they do not.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}
