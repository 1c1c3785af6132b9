//! A hub whose live line does not come about, as behind a proxy that refuses it or holds it back: the phone asks now and then, and what is recorded goes
//! out at once.

use super::{driver, enrolled, http};
use crate::kernel::{ChainHead, Hash};
use crate::store::Store;
use crate::store::tests::kit::*;
use crate::sync::driver::http::Options;
use crate::sync::driver::{SyncSession, SystemClock};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;
use uuid::Uuid;

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A request as it came: its path. What belongs to it is read to its end.
async fn request(socket: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if read.len() >= end + 4 + length.unwrap_or(0) {
                return head.split(' ').nth(1).map(str::to_owned);
            }
        }
        let mut piece = [0; 4096];
        match socket.read(&mut piece).await {
            Ok(now @ 1..) => read.extend_from_slice(&piece[..now]),
            _ => return None,
        }
    }
}

/// A hub that knows the phone of `store` and has nothing for it, and answers `live` so; with nothing at all where that is empty. Its greetings are told.
async fn hub(store: &Store, live: String) -> (String, UnboundedReceiver<()>) {
    let device = store.identity().unwrap().recorder.device;
    let have = ChainHead::start(device);
    let greeting = json!({ "version": 1, "epoch": Uuid::from_u128(1), "have": have, "streams": { "everyone": 0 }, "now": 1_700_000_000_000_u64 });
    let page = json!({ "end": { "more": false, "sha256": Hash::of(b"") } });
    let (greeting, page) = (greeting.to_string(), format!("{page}\n"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (greeting, page, live, tell) = (greeting.clone(), page.clone(), live.clone(), tell.clone());
            tokio::spawn(async move {
                while let Some(path) = request(&mut socket).await {
                    let answer = match path.as_str() {
                        "/sync/v1/hello" => {
                            tell.send(()).ok();
                            http("200 OK", "application/json", &greeting)
                        }
                        "/sync/v1/pull" => http("200 OK", "application/x-ndjson", &page),
                        "/sync/v1/live" if live.is_empty() => {
                            // As a proxy that waits for the end of the answer before it gives any of it.
                            tokio::time::sleep(HOUR).await;
                            return;
                        }
                        "/sync/v1/live" => live.clone(),
                        _ => http(
                            "503 Service Unavailable",
                            "application/json",
                            r#"{"code":"database_busy","text":"..."}"#,
                        ),
                    };
                    socket.write_all(answer.as_bytes()).await.ok();
                }
            });
        }
    });
    (url, told)
}

/// What a line can meet on its way.
fn refusals() -> [String; 5] {
    [
        http("404 Not Found", "application/json", r#"{"code":"not_found","text":"..."}"#),
        http("502 Bad Gateway", "text/html", "<html>nginx</html>"),
        http("200 OK", "text/html", "<html>a page in between</html>"),
        // Opened, and closed at once.
        http("200 OK", "text/event-stream", ": closed\n\n"),
        String::new(),
    ]
}

fn waiting(poll: Duration) -> SyncSession {
    let mut options = Options { poll, silence: HOUR, ..driver().options };
    options.machine.tries = 1;
    SyncSession::new(options, Arc::new(SystemClock::default())).unwrap()
}

#[test]
fn without_a_line_the_hub_is_asked_each_minute() {
    assert_eq!(Options::new("1.0", "en").poll, Duration::from_secs(60));
}

#[tokio::test]
async fn a_line_that_is_refused_closed_or_held_back_leaves_asking_now_and_then() {
    for live in refusals() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let (url, mut greetings) = hub(&store, live.clone()).await;
        enrolled(&store, url);
        let session = waiting(Duration::from_millis(30));
        // As the desktop follows, and as a shell does that plays the sessions itself.
        let following = async {
            session.follow(&store, |report| assert_eq!(report.code, None)).await;
        };
        let asked = async {
            for _ in 0..3 {
                greetings.recv().await.unwrap();
            }
        };
        tokio::select! {
            () = following => panic!("it follows on: {live}"),
            done = timeout(PATIENCE, asked) => done.unwrap_or_else(|_| panic!("asked again: {live}")),
        }
        for _ in 0..2 {
            timeout(PATIENCE, session.until_news(&store, None)).await.unwrap_or_else(|_| panic!("it ends: {live}"));
        }
    }
}

#[tokio::test]
async fn what_is_recorded_waits_for_no_line() {
    for live in refusals() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let (url, mut greetings) = hub(&store, live.clone()).await;
        enrolled(&store, url);
        let session = waiting(HOUR);
        let working = async {
            greetings.recv().await.unwrap();
            // The phone is at rest, its line refused or on its way.
            tokio::time::sleep(Duration::from_millis(200)).await;
            write(&store, 1, "recorded", 0);
            greetings.recv().await.unwrap();
        };
        tokio::select! {
            ended = session.follow(&store, |_| ()) => panic!("it follows on: {ended:?} {live}"),
            done = timeout(PATIENCE, working) => done.unwrap_or_else(|_| panic!("it goes out: {live}")),
        }
    }
}
