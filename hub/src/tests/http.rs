//! The manners of HTTP that a phone of another make counts on (RFC 9110).

use super::hub;
use super::phone::{Phone, refused};
use fettle_core::domain::stream::Stream;
use fettle_core::sync::protocol::{Hello, PullRequest, paths};
use reqwest::Method;
use std::collections::BTreeMap;

#[tokio::test]
async fn codings_and_schemes_are_named_in_any_case() {
    let (hub, company) = hub().await;
    for _ in 0..3 {
        hub.job(&company, vec![company.engineer]).await;
    }
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let greeting = phone.hello().await;
    let cursors: BTreeMap<Stream, u64> = greeting.streams.keys().map(|stream| (stream.clone(), 0)).collect();
    let asked = PullRequest { epoch: greeting.epoch, cursors, limit: 5_000 };
    for (accepts, coded) in [
        ("zstd", true),
        ("ZSTD", true),
        ("gzip, *;q=0.1", true),
        ("zstd;q=0", false),
        ("identity, zstd;q=0", false),
        ("gzip", false),
    ] {
        let ask = phone.post(paths::PULL).json(&asked).header("accept-encoding", accepts);
        let answer = ask.send().await.expect("an answer");
        assert_eq!(answer.headers().get("content-encoding").is_some(), coded, "{accepts}");
        assert_eq!(answer.headers()["vary"], "accept-encoding", "{accepts}");
    }
    let hello = Hello { versions: vec![1], head: phone.recorder.head, wall: 0, app: "0.1".into() };
    let body = serde_json::to_vec(&hello).expect("json");
    let packed = zstd::bulk::compress(&body, 3).expect("packed");
    for (coding, body) in [("ZSTD", packed), ("Identity", body)] {
        let answer = phone.post(paths::HELLO).body(body).header("content-encoding", coding).send().await;
        assert_eq!(answer.expect("an answer").status(), 200, "{coding}");
    }
    for scheme in ["bearer", "BEARER", "Bearer"] {
        let ask = phone.client.post(hub.url(paths::HELLO)).json(&hello);
        let answer = ask.header("authorization", format!("{scheme} {}", phone.token)).send().await;
        assert_eq!(answer.expect("an answer").status(), 200, "{scheme}");
    }
    let ask = || phone.client.post(hub.url(paths::HELLO)).json(&hello).header("authorization", "Basic eDp5");
    assert_eq!(refused(ask, 401).await.code, "unknown_device");
}

#[tokio::test]
async fn what_the_router_refuses_has_a_code_too() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    for path in [paths::HELLO, paths::PUSH, paths::PULL, paths::FILED, paths::ENROL] {
        assert_eq!(refused(|| phone.ask(Method::GET, path), 405).await.code, "method_not_allowed", "{path}");
    }
    let answer = phone.ask(Method::GET, paths::PULL).send().await.expect("an answer");
    assert_eq!(answer.headers()["allow"], "POST");
    // To HEAD nothing is said but the status.
    let answer = phone.ask(Method::HEAD, "/sync/v1/blobs/00").send().await.expect("an answer");
    assert!(answer.status().is_client_error());
    assert_eq!(answer.bytes().await.expect("none").len(), 0);
}
