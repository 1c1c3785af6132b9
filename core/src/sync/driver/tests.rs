//! The driver against a real socket: a small server that speaks HTTP/1.1 badly on purpose.

mod no_line;

use super::http::{Options, SyncSession};
use super::live::Parser;
use super::{SystemClock, enrol};
use crate::store::tests::kit::*;
use crate::store::{Enrolment, Store};
use crate::sync::protocol::Enrolled;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn driver() -> SyncSession {
    let mut options = Options::new("1.0", "en");
    options.machine.tries = 1;
    options.silence = Duration::from_millis(300);
    SyncSession::new(options, Arc::new(SystemClock::default())).unwrap()
}

/// Answers every request with these bytes and closes.
async fn server(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            // The request is small: one read has it.
            let _ = socket.read(&mut buffer).await.unwrap_or(0);
            socket.write_all(&answer).await.ok();
            if answer.is_empty() {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    });
    url
}

fn http(status: &str, kind: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn enrolled(store: &Store, hub_url: String) {
    let enrolled = Enrolled {
        person: ME,
        short: "A1".into(),
        token: "t".into(),
        hub_name: String::new(),
        hub_key: String::new(),
        now: 0,
        certificate: None,
    };
    store.enrolled(&Enrolment { hub_url, pins: Vec::new(), enrolled }).unwrap();
}

#[tokio::test]
async fn each_network_has_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(driver().run_once(&store).await.code.as_deref(), Some("not_enrolled"));
    write(&store, 1, "unsent", 0);
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let portal = http("200 OK", "text/html", "<html>");
    let redirect = "HTTP/1.1 302 Found\r\nLocation: http://portal.invalid/\r\nContent-Length: 0\r\n\r\n";
    let half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n{\"version\":1,";
    let revoked = http("401 Unauthorized", "application/json", r#"{"code":"unknown_device","text":"..."}"#);
    for (url, code) in [
        (closed, "hub_unreachable"),
        ("http://no-such-host.invalid".to_owned(), "network_down"),
        (server(portal).await, "captive_portal"),
        (server(redirect).await, "captive_portal"),
        (server(half).await, "connection_broken"),
        (server("").await, "hub_slow"),
        (server(revoked).await, "unknown_device"),
    ] {
        enrolled(&store, url);
        let report = driver().run_once(&store).await;
        assert_eq!((report.code.as_deref(), report.waiting), (Some(code), 1));
    }
}

#[tokio::test]
async fn a_used_code_is_said_and_changes_nothing() {
    let used = http("403 Forbidden", "application/json", r#"{"code":"code_used","text":"..."}"#);
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let failure = enrol(&driver(), &store, &server(used).await, "123", "phone").await.unwrap_err();
    assert_eq!(failure.code, "code_used");
    assert!(store.identity().unwrap().enrolment.is_none());
}

#[test]
fn live_announcements_are_read_in_pieces() {
    let text = b": hello\n\nevent: moved\ndata: {\"s\":\"everyone\",\"n\":3}\n\nevent: other\ndata: 1\n\nevent:moved\r\ndata:{\"s\":\"everyone\",\"n\":4}\r\n\r\n";
    for size in [1, 7, text.len()] {
        let mut parser = Parser::default();
        let found: Vec<u64> = text.chunks(size).flat_map(|piece| parser.push(piece)).map(|moved| moved.n).collect();
        assert_eq!(found, [3, 4]);
    }
}
