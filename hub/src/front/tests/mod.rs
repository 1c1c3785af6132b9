//! The hub at the network: real connections, phones that know its key, others that do not, and what does not end by itself.

mod requests;

use super::tls::{self, Identity};
use super::{Front, Limits, LinkParts};
use crate::testing::TestHub;
use fettle_core::kernel::Hash;
use fettle_core::store::{MemoryKeys, Setup, Store, kinds};
use fettle_core::sync::driver::{Failure, Options, SyncSession, SystemClock, enrol_by_link};
use fettle_core::sync::enrol_link::EnrolLink;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

const NOW: u64 = 1_790_000_000_000;

fn own(keys: &Path, names: &[&str], now: u64) -> Identity {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    tls::own(keys, &names, now, false).expect("an identity")
}

/// As `fettle serve --bind ...` has it.
fn front(keys: &Path) -> Front {
    let identity = own(keys, &["localhost", "127.0.0.1"], NOW);
    let pins = [Some(identity.pin), tls::next_pin(keys).expect("keys")].into_iter().flatten().collect();
    Front { tls: Some(identity.config), link: LinkParts { pins, ..LinkParts::default() }, ..Front::default() }
}

struct Phone {
    store: Store,
    session: SyncSession,
    _home: TempDir,
}

impl Phone {
    fn new() -> Self {
        let home = TempDir::new().expect("a folder");
        let store =
            Store::open(Setup::new(home.path(), kinds(), Arc::new(MemoryKeys::default())), 0).expect("a store").store;
        let mut options = Options::new("test", "en");
        options.machine.tries = 2;
        let session = SyncSession::new(options, Arc::new(SystemClock::default())).expect("a session");
        Self { store, session, _home: home }
    }
    async fn enrol(&self, hub: &TestHub, pins: &[Hash]) -> Result<(), Failure> {
        let company = hub.company(false).await;
        let code = hub.code(company.engineer).await;
        let link = EnrolLink::with(&hub.address, &code, pins.to_vec(), false).expect("a link");
        let link: EnrolLink = link.to_string().parse().expect("read as written");
        enrol_by_link(&self.session, &self.store, &link, "phone").await.map(|_| ())
    }
    async fn sync(&self) -> Option<String> {
        self.session.run_once(&self.store).await.code
    }
    fn pins(&self) -> Vec<Hash> {
        self.store.identity().expect("a store").enrolment.expect("enrolled").pins
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_knows_its_hub_by_its_key_and_follows_a_change_that_was_announced() {
    let keys = TempDir::new().expect("a folder");
    let hub = TestHub::start_with(front(keys.path())).await;
    let pin = hub.hub.front().link.pins[0];
    let phone = Phone::new();
    phone.enrol(&hub, &[pin]).await.expect("enrolled under TLS");
    assert_eq!(phone.sync().await, None);
    assert_eq!(phone.pins(), [pin]);

    // The certificate renewed for the same key, for other names, and years later: nothing for the phone to learn.
    let renewed = own(keys.path(), &["other.example"], NOW + 9 * 365 * 24 * 60 * 60 * 1000);
    assert_eq!(renewed.pin, pin);

    // Somebody else at the hub's address: nothing is said to it, everything is kept.
    let elsewhere = TempDir::new().expect("a folder");
    let other = hub.stop().await.start_with(front(elsewhere.path())).await;
    assert_eq!(phone.sync().await.as_deref(), Some("hub_not_pinned_one"));
    assert_eq!(phone.pins(), [pin]);
    // Nor does the phone fall back to a connection without TLS.
    let plain = other.stop().await.start().await;
    let code = phone.sync().await;
    assert!(matches!(code.as_deref(), Some("hub_unreachable" | "connection_broken")), "{code:?}");

    // The next key is announced, learnt, and then used.
    let next = tls::announce_next(keys.path()).expect("drawn");
    assert_eq!(tls::announce_next(keys.path()).expect("kept"), next, "announced twice is announced once");
    let hub = plain.stop().await.start_with(front(keys.path())).await;
    assert_eq!(phone.sync().await, None);
    assert_eq!(phone.pins(), [pin, next]);
    assert_eq!(tls::use_next(keys.path()).expect("used"), next);
    let hub = hub.stop().await.start_with(front(keys.path())).await;
    assert_eq!(phone.sync().await, None);
    assert_eq!(phone.pins(), [next], "the old key is worth nothing any more");
    hub.stop().await;
    let unknown = tls::use_next(keys.path()).expect_err("none announced");
    assert_eq!(unknown.to_string(), "tls_no_next");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_pin_only_public_roots_vouch_and_a_wrong_pin_enrols_nobody() {
    let keys = TempDir::new().expect("a folder");
    let hub = TestHub::start_with(front(keys.path())).await;
    let phone = Phone::new();
    assert_eq!(phone.enrol(&hub, &[]).await.expect_err("nobody vouches").code, "hub_untrusted");
    let hub = TestHub::start_with(front(keys.path())).await;
    let refused = phone.enrol(&hub, &[Hash::of(b"another key")]).await;
    assert_eq!(refused.expect_err("another key").code, "hub_not_pinned_one");
    assert!(phone.store.identity().expect("a store").enrolment.is_none(), "nothing was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_line_goes_under_tls() {
    let keys = TempDir::new().expect("a folder");
    let hub = TestHub::start_with(front(keys.path())).await;
    let company = hub.company(false).await;
    let phone = Phone::new();
    let code = hub.code(company.engineer).await;
    let link = EnrolLink::with(&hub.address, &code, hub.hub.front().link.pins.clone(), false).expect("a link");
    enrol_by_link(&phone.session, &phone.store, &link, "phone").await.expect("enrolled");
    let (sent, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (session, store) = (phone.session.clone(), phone.store.clone());
    let following = tokio::spawn(async move {
        session.follow(&store, |report| drop(sent.send((report.code.clone(), report.pulled)))).await
    });
    assert_eq!(told.recv().await.expect("a first session").0, None);
    // The line is open a moment later; what is recorded then comes at once, long before the minute of the poll.
    tokio::time::sleep(Duration::from_millis(300)).await;
    hub.job(&company, vec![company.engineer]).await;
    let (code, pulled) = timeout(Duration::from_secs(20), told.recv()).await.expect("in time").expect("a session");
    assert_eq!(code, None);
    assert!(pulled > 0);
    following.abort();
}

fn limits() -> Limits {
    let short = Duration::from_millis(300);
    Limits { handshake: short, headers: short, body: short, reader: short, ..Limits::default() }
}

/// What a connection that says `text` and then nothing is answered before it is closed; fails when it is not closed.
async fn dialogue(hub: &TestHub, text: &str) -> String {
    let peer = hub.address.rsplit("//").next().expect("an address");
    let mut stream = TcpStream::connect(peer).await.expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.expect("closed in time").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn who_does_not_go_on_is_let_go() {
    let keys = TempDir::new().expect("a folder");
    let hub = TestHub::start_with(Front { limits: limits(), ..Front::default() }).await;
    let began = Instant::now();
    dialogue(&hub, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").await;
    dialogue(&hub, "").await;
    let body = dialogue(&hub, "POST /sync/v1/enrol HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{").await;
    assert!(body.starts_with("HTTP/1.1 400") && body.contains("body_cut"), "{body}");
    let long = dialogue(&hub, &format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(100_000))).await;
    assert!(long.is_empty() || long.starts_with("HTTP/1.1 431"), "{long}");
    assert!(began.elapsed() < Duration::from_secs(8));

    let hub = TestHub::start_with(Front { limits: limits(), ..front(keys.path()) }).await;
    dialogue(&hub, "\x16\x03\x01").await;
    let plain = dialogue(&hub, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(!plain.contains("HTTP/1.1 2"), "no answer without TLS");
}

#[tokio::test]
async fn one_address_takes_no_more_than_its_share() {
    let limits = Limits { per_address: 3, ..Limits::default() };
    let hub = TestHub::start_with(Front { limits, ..Front::default() }).await;
    let peer = hub.address.rsplit("//").next().expect("an address").to_owned();
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(&peer).await.expect("a connection");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.expect("sent");
        assert!(stream.read(&mut [0; 512]).await.expect("an answer") > 0);
        open.push(stream);
    }
    assert_eq!(dialogue(&hub, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await, "");
    drop(open);
    // The hub notices the ends a moment later.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer = dialogue(&hub, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let limits = Limits { requests: 1, loopback: true, ..Limits::default() };
    let hub = TestHub::start_with(Front { limits, ..Front::default() }).await;
    let client = reqwest::Client::new();
    let mut last = None;
    for _ in 0..12 {
        last = Some(client.get(hub.url("/healthz")).send().await.expect("an answer"));
    }
    let last = last.expect("asked");
    assert_eq!(last.status(), 429);
    assert_eq!(last.headers()["retry-after"], "1");
    assert!(last.text().await.expect("a body").contains("too_many_requests"));
}

#[test]
fn what_a_proxy_forwards_is_believed_only_behind_one() {
    let mut headers = axum::http::HeaderMap::new();
    let said = [
        ("host", "inner:8080"),
        ("x-forwarded-for", "6.6.6.6, 198.51.100.7"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "hub.example.com"),
    ];
    for (name, value) in said {
        headers.insert(name, value.parse().expect("a value"));
    }
    let peer = "127.0.0.1".parse().ok();
    let bare = Front::default();
    assert_eq!(bare.address_of(peer, &headers), peer);
    assert_eq!(bare.address_for(&headers), "http://inner:8080");
    let behind = Front { behind_proxy: true, ..Front::default() };
    assert_eq!(behind.address_of(peer, &headers), "198.51.100.7".parse().ok(), "not what the client wrote itself");
    assert_eq!(behind.address_for(&headers), "https://hub.example.com");
    let link = LinkParts { address: Some("https://set.example".into()), ..LinkParts::default() };
    assert_eq!(Front { link, ..behind }.address_for(&headers), "https://set.example");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let keys = TempDir::new().expect("a folder");
    own(keys.path(), &["localhost"], NOW);
    let key = keys.path().join("tls.key");
    assert_eq!(std::fs::metadata(&key).expect("a file").permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).expect("set");
    let refused = tls::of_files(&keys.path().join("tls.crt"), &key).expect_err("open to all");
    assert_eq!(refused.to_string(), "key_file_open");
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o640)).expect("set");
    tls::of_files(&keys.path().join("tls.crt"), &key).expect("as web servers keep them");
    let other = TempDir::new().expect("a folder");
    own(other.path(), &["localhost"], NOW);
    let mixed = tls::of_files(&keys.path().join("tls.crt"), &other.path().join("tls.key"));
    assert_eq!(mixed.expect_err("not a pair").to_string(), "tls_unreadable");
}

/// A key that phones know is never replaced by another one: not where the certificate made for it is there, nor where the hub served with it.
#[test]
fn a_missing_tls_key_is_not_drawn_anew() {
    let keys = TempDir::new().expect("a folder");
    let names = ["localhost".to_owned()];
    let drawn = tls::own(keys.path(), &names, NOW, false).expect("drawn on first use");
    let again = tls::own(keys.path(), &names, NOW, true).expect("there");
    assert_eq!(drawn.pin, again.pin);
    let (key, away) = (keys.path().join("tls.key"), keys.path().join("away"));
    std::fs::rename(&key, &away).expect("moved");
    let refused = |known| tls::own(keys.path(), &names, NOW, known).expect_err("refused").to_string();
    assert_eq!([refused(false), refused(true)], ["tls_key_missing", "tls_key_missing"]);
    std::fs::remove_file(keys.path().join("tls.crt")).expect("gone");
    assert_eq!(refused(true), "tls_key_missing");
    assert!(!key.exists(), "nothing was put in its place");
    std::fs::rename(&away, &key).expect("put back");
    assert_eq!(tls::own(keys.path(), &names, NOW, true).expect("there again").pin, drawn.pin);
    // Who has really lost it says so, by the two steps of a change.
    std::fs::remove_file(&key).expect("gone");
    let next = tls::announce_next(keys.path()).expect("drawn");
    assert_eq!(tls::use_next(keys.path()).expect("used"), next);
    assert_eq!(tls::own(keys.path(), &names, NOW, true).expect("another one").pin, next);
}

/// Proxies write addresses bare, with a port, in brackets: each is one browser's, none is the proxy's own.
#[test]
fn a_forwarded_address_is_read_with_and_without_a_port() {
    let headers = |text: &'static str| {
        axum::http::HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("x-forwarded-for"),
            axum::http::HeaderValue::from_static(text),
        )])
    };
    let behind = Front { behind_proxy: true, ..Front::default() };
    let peer: std::net::IpAddr = "10.0.0.1".parse().expect("an address");
    for (text, read) in [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9:5678", "203.0.113.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]:443", "2001:db8::9"),
        ("\"[2001:db8::9]\"", "2001:db8::9"),
        ("unknown", "10.0.0.1"),
    ] {
        let read: std::net::IpAddr = read.parse().expect("an address");
        assert_eq!(behind.address_of(Some(peer), &headers(text)), Some(read), "{text}");
    }
    // One that nobody told of is not believed, and is said in the log.
    let alone = Front::default();
    assert_eq!(alone.address_of(Some(peer), &headers("203.0.113.9")), Some(peer));
    assert!(alone.is_proxied_unasked(&headers("203.0.113.9")) && !behind.is_proxied_unasked(&headers("203.0.113.9")));
    assert!(!alone.is_proxied_unasked(&axum::http::HeaderMap::new()));
}

/// What the browser keeps after the next person sat down: nothing of a file without asking, and no cookie that belongs to nobody's TLS.
#[tokio::test]
async fn signing_out_leaves_nothing_in_the_browser() {
    let hub = TestHub::start_with(Front { behind_proxy: true, ..Front::default() }).await;
    let company = hub.company(true).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut cookies: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    let mut seen = Vec::new();
    let line = |cookies: &std::collections::BTreeMap<String, String>| {
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    };
    let mut keep = |cookies: &mut std::collections::BTreeMap<String, String>, answer: &reqwest::Response| {
        for set in answer.headers().get_all("set-cookie") {
            let set = set.to_str().expect("text").to_owned();
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            cookies.insert(name.to_owned(), value.to_owned());
            seen.push(set);
        }
    };
    let token = |body: &str| {
        body.split("name=\"token\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a token")
            .to_owned()
    };
    let answer = client.get(hub.url("/login")).send().await.expect("an answer");
    keep(&mut cookies, &answer);
    let mut body = answer.text().await.expect("a page");
    for (path, fields) in [
        ("/language", "lang=en&back=/login".to_owned()),
        ("/login", format!("login=engineer&password={}", crate::testing::PASSWORD.replace(' ', "+"))),
    ] {
        let form = format!("token={}&{fields}", token(&body));
        let ask = client.post(hub.url(path)).header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = ask.header("cookie", line(&cookies)).send().await.expect("an answer");
        assert_eq!(answer.status(), 303, "{path}");
        keep(&mut cookies, &answer);
        let page = client.get(hub.url("/login")).header("cookie", line(&cookies)).send().await.expect("an answer");
        body = page.text().await.expect("a page");
    }
    let job = hub.job(&company, vec![company.engineer]).await;
    let info = hub.hub.blobs.put(b"a photo".to_vec(), "image/jpeg").await.expect("kept");
    let blob = serde_json::json!({"hash": info.hash, "size": info.size, "type": "image/jpeg"});
    let photo = serde_json::json!({"photo": {"blob": blob, "caption": "x", "taken_at": "2026-03-01T09:00:00Z"}});
    let draft = fettle_core::kernel::Draft {
        subject: job.into(),
        kind: "photo_added".into(),
        version: 1,
        body: photo.to_string(),
        blobs: Vec::new(),
    };
    hub.record(company.engineer, vec![draft.with_blobs([serde_json::from_value(blob).expect("a blob")])]).await;
    let file = hub.url(&format!("/sync/v1/blobs/{}", info.hash));
    let got = client.get(&file).header("cookie", line(&cookies)).send().await.expect("an answer");
    assert_eq!(
        (got.status().as_u16(), &got.headers()["cache-control"]),
        (200, &"private, no-cache".parse().expect("text"))
    );
    let tag = got.headers()["etag"].clone();
    let again = client.get(&file).header("cookie", line(&cookies)).header("if-none-match", &tag).send().await;
    assert_eq!(again.expect("an answer").status(), 304, "asked for again at no cost");

    let page = client.get(hub.url("/jobs")).header("cookie", line(&cookies)).send().await.expect("an answer");
    let form = format!("token={}", token(&page.text().await.expect("a page")));
    let out = client.post(hub.url("/logout")).header("cookie", line(&cookies)).body(form);
    let out = out.header("content-type", "application/x-www-form-urlencoded").send().await.expect("an answer");
    assert_eq!((out.status().as_u16(), &out.headers()["clear-site-data"]), (303, &"\"cache\"".parse().expect("text")));
    keep(&mut cookies, &out);
    let got = client.get(&file).header("cookie", line(&cookies)).header("if-none-match", &tag).send().await;
    assert_eq!(got.expect("an answer").status(), 401, "and then not at all");
    assert!(seen.iter().any(|set| set.contains("fettle_lang=en")));
    for set in &seen {
        assert!(set.starts_with("__Host-") && set.contains("; Secure") && set.contains("HttpOnly"), "{set}");
    }
    // The page of a stranger gives back no more than a form needs, and nobody learns which version runs here.
    let long = "a".repeat(1_000_000);
    let echoed = client.get(hub.url(&format!("/login?next=/{}", &long[..30_000]))).send().await.expect("an answer");
    assert!(echoed.text().await.expect("a page").len() < 20_000);
    let health = client.get(hub.url("/healthz")).send().await.expect("an answer").text().await.expect("a body");
    assert!(!health.contains(env!("CARGO_PKG_VERSION")) && !health.contains("Test"), "{health}");
}
