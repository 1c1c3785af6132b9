//! A phone made of nothing but the protocol: its key, its chain, reqwest.

use crate::testing::TestHub;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{
    ChainHead, DeviceId, DeviceKey, Draft, Event, EventId, Frontier, PersonId, Reading, Recorder, SignedHead,
};
use fettle_core::sync::protocol::{
    EnrolRequest, Enrolled, Entry, ErrorBody, Greeting, Hello, PullLine, PullRequest, PushLine, Receipt, enrol_bytes,
    paths,
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use uuid::Uuid;

/// A phone.
pub struct Phone {
    pub client: Client,
    pub base: String,
    pub key: DeviceKey,
    pub recorder: Recorder,
    pub person: PersonId,
    pub token: String,
    pub short: String,
    pub certificate: Option<Box<fettle_core::sync::certificate::Certificate>>,
}

static SEEDS: AtomicU8 = AtomicU8::new(1);

/// What an enrolment asks with, for tests that bend it.
pub fn request(key: &DeviceKey, device: DeviceId, code: &str) -> EnrolRequest {
    EnrolRequest {
        code: code.to_owned(),
        device,
        public_key: key.public(),
        name: "test".into(),
        app: "0.1".into(),
        proof: key.sign(&enrol_bytes(code, device)),
    }
}

impl Phone {
    /// A phone that nobody knows.
    pub fn unknown(hub: &TestHub, person: PersonId) -> Self {
        Self {
            client: Client::new(),
            base: hub.address.clone(),
            key: DeviceKey::from_seed(&[SEEDS.fetch_add(1, Ordering::SeqCst); 32]),
            recorder: Recorder::new(DeviceId::new(hub.fresh())),
            person,
            token: "none".into(),
            short: String::new(),
            certificate: None,
        }
    }
    /// A phone enrolled for `person`.
    pub async fn enrolled(hub: &TestHub, person: PersonId) -> Self {
        Self::enrolled_by(hub, person, &hub.code(person).await).await
    }
    /// The same with a code that was made elsewhere, as people type it.
    pub async fn enrolled_by(hub: &TestHub, person: PersonId, code: &str) -> Self {
        let mut phone = Self::unknown(hub, person);
        let asked = request(&phone.key, phone.recorder.device, code);
        let answer = phone.post(paths::ENROL).json(&asked).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let enrolled: Enrolled = answer.json().await.expect("enrolled");
        assert_eq!(enrolled.person, person);
        (phone.token, phone.short, phone.certificate) = (enrolled.token, enrolled.short, enrolled.certificate);
        phone
    }
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.ask(Method::POST, path)
    }
    pub async fn hello(&self) -> Greeting {
        self.hello_from("0.1").await
    }
    /// The greeting of another version of the app.
    pub async fn hello_from(&self, app: &str) -> Greeting {
        let hello = Hello { versions: vec![1], head: self.recorder.head, wall: 0, app: app.into() };
        self.post(paths::HELLO).json(&hello).send().await.expect("an answer").json().await.expect("a greeting")
    }
    /// Writes an event as its person; `wall_ms` is the phone's clock.
    pub fn write_at(&mut self, hub: &TestHub, draft: &Draft, wall_ms: u64) -> Event {
        self.recorded(hub, draft, wall_ms, Frontier::new())
    }
    /// The same on a screen that showed this of the subject.
    pub fn write_after(&mut self, hub: &TestHub, draft: &Draft, after: Frontier) -> Event {
        self.recorded(hub, draft, hub.hub.clock.now_ms(), after)
    }
    fn recorded(&mut self, hub: &TestHub, draft: &Draft, wall_ms: u64, after: Frontier) -> Event {
        let now = Reading { wall_ms: wall_ms as i64, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
        let id = EventId::new(hub.fresh());
        self.recorder.record(now, id, self.person, after, draft).expect("recorded")
    }
    pub fn write(&mut self, hub: &TestHub, draft: &Draft) -> Event {
        self.write_at(hub, draft, hub.hub.clock.now_ms())
    }
    pub fn signed(&self, head: ChainHead) -> SignedHead {
        self.key.sign_head(self.recorder.device, head)
    }
    /// The lines of a push of `events`, which end at the phone's head.
    pub fn lines(&self, events: &[Event]) -> String {
        lines(events, &self.signed(self.recorder.head))
    }
    pub async fn send(&self, body: impl Into<reqwest::Body>) -> Response {
        self.post(paths::PUSH).body(body).send().await.expect("an answer")
    }
    pub async fn push(&self, events: &[Event]) -> Vec<Receipt> {
        let answer = self.send(self.lines(events)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.text().await);
        receipts(answer).await
    }
    /// Everything in the streams that the phone may follow.
    pub async fn pull(&self) -> Vec<Entry> {
        let greeting = self.hello().await;
        let cursors: BTreeMap<Stream, u64> = greeting.streams.keys().map(|stream| (stream.clone(), 0)).collect();
        let asked = PullRequest { epoch: greeting.epoch, cursors, limit: 5_000 };
        let text = self.post(paths::PULL).json(&asked).send().await.expect("an answer").text().await.expect("text");
        let mut entries = Vec::new();
        let mut ended = false;
        for line in text.lines() {
            match serde_json::from_str(line).expect("a line") {
                PullLine::Entry(entry) => entries.push(entry),
                PullLine::End { more, .. } => ended = !more,
            }
        }
        assert!(ended, "the last line says that the page is whole");
        entries
    }
}

pub fn lines(events: &[Event], head: &SignedHead) -> String {
    let mut text = String::new();
    for event in events {
        text += &serde_json::to_string(&PushLine::Event(Box::new(event.clone()))).expect("a line");
        text.push('\n');
    }
    text + &serde_json::to_string(&PushLine::Head(head.clone())).expect("a line")
}

pub async fn receipts(answer: Response) -> Vec<Receipt> {
    let text = answer.text().await.expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a receipt")).collect()
}

/// The code of an answer that is no. Its text is there in both languages, and not the bare key.
pub async fn refused(request: impl Fn() -> RequestBuilder, status: u16) -> ErrorBody {
    let mut bodies = Vec::new();
    for lang in ["zh-CN", "en"] {
        let answer = request().header("accept-language", lang).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status);
        let body: ErrorBody = answer.json().await.expect("an error's body");
        assert!(!body.text.is_empty() && !body.text.starts_with("error-"), "{} has a text", body.code);
        bodies.push(body);
    }
    assert_ne!(bodies[0].text, bodies[1].text, "two languages");
    assert_eq!(bodies[0].code, bodies[1].code);
    bodies.remove(0)
}
