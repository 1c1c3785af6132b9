//! What goes packed over the line and what does not, how little a list is, and that packed pages give nothing of a form's secret away.

use super::browser::{Browser, hidden};
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::kernel::Draft;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, VARY};
use reqwest::{Client, Response};
use std::time::Duration;

/// What browsers take.
const TAKES: &str = "gzip, deflate, br, zstd";

/// A hub with so many jobs, and a browser of the desk.
async fn start(jobs: usize) -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let report = |n: usize| -> Draft { hub.report(&company, JobId::from(hub.fresh()), format!("BJ-H0-{n:06}")) };
    hub.record(company.desk, (0..jobs).map(report).collect()).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

/// Asks as a browser does, with headers of its own; nothing is unpacked on the way.
async fn ask(hub: &TestHub, browser: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Response {
    let cookies: Vec<String> = browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut ask = Client::new().get(hub.url(path)).header("cookie", cookies.join("; ")).header("accept", "text/html");
    for (name, value) in headers {
        ask = ask.header(*name, *value);
    }
    ask.send().await.expect("an answer")
}

fn coding(answer: &Response) -> Option<&str> {
    answer.headers().get(CONTENT_ENCODING).map(|coding| coding.to_str().expect("text"))
}

async fn bytes(answer: Response) -> Vec<u8> {
    answer.bytes().await.expect("a body").to_vec()
}

#[tokio::test]
async fn a_list_is_small_on_the_line_and_so_are_its_style_and_scripts() {
    let (hub, _, mut desk) = start(100).await;
    let plain = ask(&hub, &mut desk, "/jobs", &[]).await;
    assert_eq!(coding(&plain), None, "who does not ask for it");
    let plain = bytes(plain).await;
    for (takes, by) in [(TAKES, "zstd"), ("gzip", "gzip"), ("GZIP;q=0.5, zstd;q=0", "gzip")] {
        let packed = ask(&hub, &mut desk, "/jobs", &[("accept-encoding", takes)]).await;
        assert_eq!((packed.status().as_u16(), coding(&packed)), (200, Some(by)), "{takes}");
        assert!(packed.headers()[VARY].to_str().expect("text").eq_ignore_ascii_case("accept-encoding"));
        assert_eq!(packed.headers()["cache-control"], "no-store");
        let packed = bytes(packed).await;
        if by == "zstd" {
            let page = zstd::stream::decode_all(packed.as_slice()).expect("unpacked");
            assert!(String::from_utf8(page).expect("text").contains("BJ-H0-0000"));
        } else {
            assert_eq!(packed[..2], [0x1f, 0x8b]);
        }
        assert!(packed.len() * 3 < plain.len(), "{takes}: {} of {}", packed.len(), plain.len());
    }
    // As a browser comes for the first time and for the second: the page, and what it names.
    let page = String::from_utf8(plain).expect("text");
    let files: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(files.len() >= 4, "{files:?}");
    for list in ["/jobs", "/customers", "/sites", "/worklist", "/stock"] {
        let again = bytes(ask(&hub, &mut desk, list, &[("accept-encoding", "gzip")]).await).await.len();
        let mut first = again;
        for file in &files {
            let answer = ask(&hub, &mut desk, file, &[("accept-encoding", "gzip")]).await;
            assert_eq!(answer.status(), 200, "{file}");
            // Its address changes with its content: it is asked for once, and nothing is compared.
            assert!(answer.headers()["cache-control"].to_str().expect("text").contains("immutable"));
            assert!(answer.headers().get(ETAG).is_none());
            first += bytes(answer).await.len();
        }
        assert!(again < 30 * 1024 && first < 60 * 1024, "{list}: {again}, {first}");
    }
}

#[tokio::test]
async fn what_is_packed_already_and_what_others_ask_for_goes_as_it_is() {
    let (hub, company, mut desk) = start(30).await;
    let takes = ("accept-encoding", TAKES);
    // Asked for by another site, by whatever way a browser does that.
    for by in ["cross-site", "same-site", "something new"] {
        assert_eq!(coding(&ask(&hub, &mut desk, "/jobs", &[takes, ("sec-fetch-site", by)]).await), None, "{by}");
    }
    for by in ["same-origin", "none"] {
        assert!(coding(&ask(&hub, &mut desk, "/jobs", &[takes, ("sec-fetch-site", by)]).await).is_some(), "{by}");
    }
    // A file of a phone, a workbook, what is small, and the health of the hub.
    let job = hub.job(&company, vec![company.engineer]).await;
    let file = hub.hub.blobs.put(vec![b'a'; 4_096], "image/jpeg").await.expect("kept").hash;
    let blob = serde_json::json!({"hash": file, "size": 4_096, "type": "image/jpeg"});
    let photo = serde_json::json!({"photo": {"blob": blob, "caption": "", "taken_at": "2026-03-01T09:00:00Z"}});
    let photo = Draft {
        subject: job.into(),
        kind: "photo_added".into(),
        version: 1,
        body: photo.to_string(),
        blobs: vec![serde_json::from_value(blob).expect("a blob")],
    };
    hub.record(company.engineer, vec![photo]).await;
    let phone = crate::tests::phone::Phone::enrolled(&hub, company.engineer).await;
    let path = format!("/sync/v1/blobs/{file}");
    let blob = phone.ask(reqwest::Method::GET, &path).header(ACCEPT_ENCODING, TAKES).send().await.expect("an answer");
    assert_eq!((blob.status().as_u16(), coding(&blob)), (200, None));
    assert!(blob.headers().get(ETAG).is_some());
    let mut admin = Browser::of(&hub, "admin").await;
    for path in [path.as_str(), "/import/template.xlsx", "/assets/mark.svg", "/palette?q=zzz", "/healthz"] {
        let answer = ask(&hub, &mut admin, path, &[takes]).await;
        let told = (answer.status().as_u16(), coding(&answer), answer.headers().get(VARY));
        assert_eq!(told, (200, None, None), "{path}");
    }
    // The protocol of phones packs by itself, and only as its document says.
    let hello = phone.hello().await;
    let cursors: serde_json::Map<String, serde_json::Value> =
        hello.streams.keys().map(|stream| (stream.to_string(), serde_json::json!(0))).collect();
    let asked = serde_json::json!({ "epoch": hello.epoch, "cursors": cursors, "limit": 5_000 });
    let pull =
        phone.post("/sync/v1/pull").header(ACCEPT_ENCODING, "gzip").json(&asked).send().await.expect("an answer");
    assert_eq!(coding(&pull), None);
    assert!(bytes(pull).await.len() > 10_000);
    // A page of an error is a page.
    let nothing = ask(&hub, &mut desk, "/nothing/here", &[takes]).await;
    assert_eq!((nothing.status().as_u16(), coding(&nothing)), (404, Some("zstd")));
}

#[tokio::test]
async fn a_live_line_waits_in_no_buffer() {
    let (hub, company, mut desk) = start(1).await;
    let about = format!("/live?about=@{}", hub.hub.ledger.newest());
    let mut line = ask(&hub, &mut desk, &about, &[("accept-encoding", TAKES), ("accept", "text/event-stream")]).await;
    assert_eq!((line.status().as_u16(), coding(&line)), (200, None));
    hub.job(&company, vec![]).await;
    let news = async {
        let mut text = String::new();
        while !text.contains("event: changed") {
            text.push_str(&String::from_utf8_lossy(&line.chunk().await.expect("read").expect("open")));
        }
    };
    tokio::time::timeout(Duration::from_secs(60), news).await.expect("told while the line is open");
}

#[tokio::test]
async fn two_drawings_of_a_page_have_other_tokens_and_both_are_taken() {
    let (_hub, company, mut desk) = start(1).await;
    let path = format!("/jobs/new?site={}", company.site);
    let proof = |body: &str| (hidden(body, "token").expect("a token"), hidden(body, "page").expect("a page"));
    let (first, second) = (desk.get(&path).await.body, desk.get(&path).await.body);
    let ((one, page), (two, other_page)) = (proof(&first), proof(&second));
    assert!(one != two && page != other_page);
    assert_eq!(first.matches(&one).count(), first.matches("name=\"token\"").count(), "one mask a page: it packs well");
    for (n, (token, page)) in [(&one, &page), (&two, &other_page), (&one, &page)].into_iter().enumerate() {
        let (command, site) = (uuid::Uuid::now_v7().to_string(), company.site.to_string());
        let fields = [
            ("token", token.as_str()),
            ("page", page),
            ("command", &command),
            ("drawn", "0"),
            ("site", &site),
            ("symptom", "no picture"),
            ("caller", "Liu"),
            ("phone", "010-12345678"),
            ("kind", "repair"),
            ("channel", "phone"),
            ("at", &crate::testing::AN_HOUR_AGO),
        ];
        let answer = desk.bare("/jobs/new", &fields).await;
        assert_eq!(answer.status, 303, "{n}: {}", answer.body);
    }
    // Halves of two masks are the secret of neither.
    let mixed = format!("{}{}", &one[..64], &two[64..]);
    assert_eq!(desk.bare("/logout", &[("token", &mixed)]).await.status, 403);
}
