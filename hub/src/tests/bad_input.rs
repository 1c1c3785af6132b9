//! Bad input: a code, a text in both languages, and nothing changed.

use super::hub;
use super::phone::{Phone, refused};
use crate::sql;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;
use fettle_core::sync::protocol::{MAX_BODY_BYTES, paths};

#[tokio::test]
async fn bad_bodies_are_refused_and_change_nothing() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let event = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "a".into() }));
    let lines = phone.lines(&[event]);
    let before = hub.hub.ledger.streams().await.expect("read");
    let push = |body: Vec<u8>| refused_push(&phone, body, None);
    let zstd = |body: Vec<u8>| refused_push(&phone, body, Some("zstd"));

    assert_eq!(push(b"{\"event\":".to_vec()).await, (400, "bad_line".into(), Some("1".into())));
    let mut second = lines.clone().into_bytes();
    second.extend_from_slice(b"\n{}");
    assert_eq!(push(second).await, (400, "bad_line".into(), Some("3".into())), "the line is named");
    let no_head = lines.lines().next().expect("a line").to_owned();
    assert_eq!(push(no_head.into_bytes()).await.1, "bad_line");
    let mut utf8 = lines.clone().into_bytes();
    utf8[20] = 0xff;
    assert_eq!(push(utf8).await, (400, "bad_utf8".into(), None));
    assert_eq!(zstd(lines.clone().into_bytes()).await, (400, "bad_compression".into(), None), "not zstd");
    let mut cut = zstd::bulk::compress(lines.as_bytes(), 3).expect("packed");
    cut.truncate(cut.len() - 3);
    assert_eq!(zstd(cut).await.1, "bad_compression");
    let bomb = zstd::bulk::compress(&vec![b' '; MAX_BODY_BYTES + 1], 3).expect("packed");
    assert!(bomb.len() < 20_000);
    assert_eq!(zstd(bomb).await, (413, "body_too_large".into(), None));
    assert_eq!(push(vec![b' '; MAX_BODY_BYTES + 1]).await.0, 413);
    assert_eq!(refused_push(&phone, lines.clone().into_bytes(), Some("br")).await.1, "bad_encoding");
    assert_eq!(refused(|| phone.post(paths::HELLO).body("[]"), 400).await.code, "bad_line");
    assert_eq!(refused(|| phone.ask(reqwest::Method::GET, "/no/such/page"), 404).await.code, "not_found");

    let health: serde_json::Value =
        phone.ask(reqwest::Method::GET, "/healthz").send().await.expect("an answer").json().await.expect("json");
    assert_eq!(health["status"], "ok");
    assert_eq!(hub.hub.ledger.streams().await.expect("read"), before, "nothing moved");
    assert_eq!(phone.hello().await.have.number, 0);
    assert!(hub.hub.ledger.refused_runs().await.expect("read").is_empty());
    assert_eq!(phone.send(lines).await.status(), 200, "and the good one is taken");
}

#[tokio::test]
async fn a_hundred_megabytes_are_not_read() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&sent);
    let pieces = futures_util::stream::iter((0..1_600).map(move |_| {
        counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])
    }));
    // The hub answers and hangs up; whether the answer still gets through is up to the network.
    if let Ok(answer) = phone.post(paths::PUSH).body(reqwest::Body::wrap_stream(pieces)).send().await {
        assert_eq!(answer.status(), 413);
    }
    assert!(sent.load(std::sync::atomic::Ordering::SeqCst) < 1_600, "the hub stopped reading");
    assert_eq!(phone.hello().await.have.number, 0);
}

#[tokio::test]
async fn a_folder_has_one_hub_and_a_newer_database_is_left_alone() {
    let (hub, _) = hub().await;
    let options = || crate::Options::new(hub.data(), crate::clock::Clock::system());
    let second = crate::Hub::open(options()).await;
    assert!(matches!(second, Err(crate::error::HubError::Locked(_))), "{second:?}");
    let other = tempfile::tempdir().expect("a folder");
    let file = other.path().join("hub.db");
    drop(crate::data::Db::open(&crate::data::Place::File(file.clone()), 0, None).await.expect("a fresh database"));
    let db = crate::data::Db::open(&crate::data::Place::File(file.clone()), 0, None).await.expect("opened again");
    sql::query("INSERT INTO upgrade (version, at) VALUES (99, 0)")
        .execute(&mut *db.write().await.expect("free"))
        .await
        .expect("written");
    drop(db);
    let newer = crate::data::Db::open(&crate::data::Place::File(file.clone()), 0, None).await;
    assert!(matches!(newer, Err(crate::error::HubError::Newer { found: 99, .. })), "{newer:?}");
}

async fn refused_push(phone: &Phone, body: Vec<u8>, encoding: Option<&str>) -> (u16, String, Option<String>) {
    let ask = || {
        let request = phone.post(paths::PUSH).body(body.clone());
        if let Some(encoding) = encoding { request.header("content-encoding", encoding) } else { request }
    };
    let status = ask().send().await.expect("an answer").status().as_u16();
    let body = refused(ask, status).await;
    let line = body.args.get("line").cloned();
    (status, body.code, line)
}
