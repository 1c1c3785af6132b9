//! Requests that two readers could read in two ways, and readers that take nothing: each is one request, and nobody else's harm.

use super::{dialogue, limits};
use crate::front::serve::speak;
use crate::front::{Front, Limits};
use crate::server::router;
use crate::testing::{Company, TestHub};
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::kernel::Draft;
use fettle_core::sync::protocol::paths;
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;

/// Longest wait of a test for what has to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a proxy that read the first request otherwise would have let through behind it.
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/// Lengths that contradict each other or say nothing (RFC 9112, 6): the first request is refused, or read as the RFC says, and the connection
/// ends after it, so that what stands behind it is no request of anybody's.
#[tokio::test]
async fn what_could_be_read_as_two_requests_is_one_and_the_last() {
    let hub = TestHub::start().await;
    let heads: &[(&str, &str)] = &[
        ("two lengths", "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}"),
        ("two lengths, the longer one first", "Content-Length: 40\r\nContent-Length: 2\r\n\r\n{}"),
        ("two lengths in one line", "Content-Length: 2, 40\r\n\r\n{}"),
        ("a length with a sign", "Content-Length: +2\r\n\r\n{}"),
        ("a length below nothing", "Content-Length: -1\r\n\r\n{}"),
        ("a length in hex", "Content-Length: 0x2\r\n\r\n{}"),
        ("a length beyond numbers", "Content-Length: 99999999999999999999999\r\n\r\n{}"),
        ("no length where one is named", "Content-Length:\r\n\r\n{}"),
        ("a length and pieces", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("pieces and a length", "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n"),
        (
            "pieces, and a length in between",
            "Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        ),
        ("pieces that are packed last", "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        ("no pieces", "Transfer-Encoding: identity\r\n\r\n"),
        ("pieces by another name", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("a blank before the colon", "Content-Length : 2\r\n\r\n{}"),
        ("a folded line", "X: a\r\n Content-Length: 2\r\n\r\n{}"),
        ("a piece without a size", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        ("a piece beyond numbers", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        ("a piece longer than its size", "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
    ];
    for (what, head) in heads {
        let said = format!("POST {} HTTP/1.1\r\nHost: a\r\n{head}{HIDDEN}", paths::ENROL);
        let answer = dialogue(&hub, &said).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: {answer}");
    }
    let old =
        format!("POST {} HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}", paths::ENROL);
    let answer = dialogue(&hub, &old).await;
    assert_eq!((answer.contains(" 400 "), answer.matches("HTTP/1.").count()), (true, 1), "{answer}");
    // The same length twice is one length: two requests are two, as their sender meant.
    let twice = format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}\
         GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        paths::ENROL
    );
    let answer = dialogue(&hub, &twice).await;
    let statuses: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
    assert_eq!(statuses, ["400", "200"], "{answer}");
}

/// What a client may say beside its body (RFC 9110, 10.1.1; RFC 9112, 7.1.2): that it waits for a word before it sends, and fields behind the last piece,
/// which change nothing of what stood before them.
#[tokio::test]
async fn who_waits_for_a_word_gets_it_and_what_stands_behind_the_pieces_counts_for_nothing() {
    let hub = TestHub::start().await;
    let next = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let heads = [
        ("Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", vec!["100", "400", "200"]),
        ("Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", vec!["100", "400", "200"]),
        ("Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n", vec!["400", "200"]),
        (
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 40\r\nAuthorization: Bearer x\r\n\r\n",
            vec!["400", "200"],
        ),
    ];
    for (head, wanted) in heads {
        let said = format!("POST {} HTTP/1.1\r\nHost: a\r\n{head}{next}", paths::ENROL);
        let answer = dialogue(&hub, &said).await;
        let statuses: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
        assert_eq!(statuses, wanted, "{head}: {answer}");
    }
}

/// A hub with some megabytes in one stream, and a phone that may read them.
async fn full(limits: Limits) -> (TestHub, Company, Phone) {
    let hub = TestHub::start_with(Front { limits, ..Front::default() }).await;
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let text = "长".repeat(80_000);
    let note = || Draft::new(job.into(), &JobEvent::Noted { text: text.clone() });
    hub.record(company.desk, (0..12).map(|_| note()).collect()).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    (hub, company, phone)
}

/// The text of a request for all that the phone may read, plain.
async fn pull(phone: &Phone) -> String {
    let greeting = phone.hello().await;
    let cursors: serde_json::Map<String, serde_json::Value> =
        greeting.streams.keys().map(|stream| (stream.to_string(), 0.into())).collect();
    let asked = serde_json::json!({"epoch": greeting.epoch, "cursors": cursors, "limit": 5_000}).to_string();
    let (token, length) = (&phone.token, asked.len());
    format!(
        "POST {} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{asked}",
        paths::PULL
    )
}

fn live(phone: &Phone) -> String {
    format!("GET {} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\n\r\n", paths::LIVE, phone.token)
}

/// More readers than the database has, each with a page that it does not take, and lines of news that nobody reads: everybody else works on,
/// and who reads on after all has its page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_stop_reading_hold_nobody_up() {
    let (hub, company, phone) = full(Limits::default()).await;
    let peer = hub.address.rsplit("//").next().and_then(|peer| peer.parse().ok()).expect("an address");
    let connect = async |said: &str| -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(64 * 1024).expect("small");
        let mut stream = socket.connect(peer).await.expect("a connection");
        stream.write_all(said.as_bytes()).await.expect("sent");
        stream
    };
    let mut stopped = Vec::new();
    for _ in 0..12 {
        stopped.push(connect(&pull(&phone).await).await);
        stopped.push(connect(&live(&phone)).await);
    }
    let others = async {
        let mut other = Phone::enrolled(&hub, company.colleague).await;
        let job = hub.job(&company, vec![company.colleague]).await;
        for n in 0..30 {
            let event = other.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: n.to_string() }));
            assert_eq!(other.push(&[event]).await[0].quarantined, None);
        }
        assert!(other.pull().await.len() > 30);
        let mut listening = connect(&live(&other)).await;
        let mut heard = vec![0; 1024];
        assert!(listening.read(&mut heard).await.expect("an answer") > 0);
    };
    timeout(PATIENCE, others).await.expect("nobody waits for them");
    let mut first = stopped.remove(0);
    let mut page = Vec::new();
    let read = async {
        let mut piece = vec![0; 64 * 1024];
        let whole = |page: &[u8]| page.ends_with(b"\n") && page.windows(7).any(|said| said == b"{\"end\":");
        while !whole(&page[page.len().saturating_sub(200)..]) {
            let count = first.read(&mut piece).await.expect("more");
            assert!(count > 0, "cut after {} bytes", page.len());
            page.extend_from_slice(&piece[..count]);
        }
    };
    timeout(PATIENCE, read).await.expect("it reads on");
    assert!(page.len() > 2_000_000 && page.starts_with(b"HTTP/1.1 200"), "{} bytes", page.len());
}

/// A connection that holds 64 bytes, with a reader at the other end that asks and then takes nothing. It ends by itself.
async fn let_go(hub: &TestHub, said: &str) -> DuplexStream {
    let (mut client, server) = tokio::io::duplex(64);
    let mut stream = Box::pin(TimeoutStream::new(server));
    stream.as_mut().set_write_timeout_pinned(Some(limits().reader));
    let graceful = GracefulShutdown::new();
    let peer = "127.0.0.1:9".parse().expect("an address");
    let router = router(Arc::clone(&hub.hub));
    let limits = limits();
    let speaking = speak(stream, router, &limits, graceful.watcher(), peer);
    let asking = async {
        client.write_all(said.as_bytes()).await.expect("asked");
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = speaking => {}
        () = asking => {}
        () = tokio::time::sleep(PATIENCE) => panic!("held for ever: {}", said.lines().next().unwrap_or_default()),
    }
    client
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_let_go() {
    let (hub, _, phone) = full(limits()).await;
    for said in [pull(&phone).await, live(&phone)] {
        let mut client = let_go(&hub, &said).await;
        let mut came = Vec::new();
        client.read_to_end(&mut came).await.expect("what was on its way");
        assert!(came.len() <= 64 && came.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&came));
    }
    // Its lines are given back, and the phone starts over.
    assert!(phone.pull().await.len() > 12);
}
