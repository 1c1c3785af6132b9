//! The wire between a phone and the hub, with a fault where a test wants one: real sockets, one request a connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Pass,
    /// It never reaches the hub.
    Lost,
    /// The hub does it, its answer never comes.
    AnswerLost,
    /// So many bytes of the body reach the hub, then the line is dead.
    CutAfter(usize),
    /// So many bytes of the answer's body come back.
    AnswerCutAfter(usize),
    /// One byte of the answer's body is another one.
    AnswerFlippedAt(usize),
    /// Somebody else answers in the hub's place.
    Answered(u16, &'static str, &'static str),
    /// The hub gets it twice, at once.
    Twice,
    /// It takes a while.
    Slow(Duration),
}

/// One request that came by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub path: String,
    /// Body bytes that the phone sent.
    pub sent: usize,
    /// Bytes that came back to it.
    pub got: usize,
}

type Rule = Box<dyn FnMut(&Seen) -> Fate + Send>;

#[derive(Default)]
struct Inner {
    rule: Option<Rule>,
    log: Vec<Seen>,
}

/// A wire. Its tasks end with the test's runtime.
pub struct Wire {
    pub address: String,
    inner: Arc<Mutex<Inner>>,
}

impl Wire {
    pub async fn to(hub: &str) -> Self {
        let hub = hub.strip_prefix("http://").expect("an address").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Mutex::new(Inner::default()));
        let shared = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let (shared, hub) = (Arc::clone(&shared), hub.clone());
                tokio::spawn(async move { carry(phone, &hub, &shared).await });
            }
        });
        Self { address, inner }
    }
    /// From now on `rule` says what becomes of each request.
    pub fn rule(&self, rule: impl FnMut(&Seen) -> Fate + Send + 'static) {
        self.inner.lock().expect("a lock").rule = Some(Box::new(rule));
    }
    /// From now on everything passes.
    pub fn heal(&self) {
        self.inner.lock().expect("a lock").rule = None;
    }
    /// What came by since the last call.
    pub fn log(&self) -> Vec<Seen> {
        std::mem::take(&mut self.inner.lock().expect("a lock").log)
    }
}

async fn carry(mut phone: TcpStream, hub: &str, shared: &Mutex<Inner>) -> Option<()> {
    let (head, body) = request(&mut phone).await?;
    let mut words = head.split_whitespace();
    let mut seen = Seen { method: words.next()?.into(), path: words.next()?.into(), sent: body.len(), got: 0 };
    let fate = shared.lock().expect("a lock").rule.as_mut().map_or(Fate::Pass, |rule| rule(&seen));
    let answer = match fate {
        Fate::Lost => Vec::new(),
        Fate::Answered(status, kind, text) => {
            let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}", text.len());
            format!("{head}\r\nconnection: close\r\n\r\n{text}").into_bytes()
        }
        Fate::CutAfter(bytes) => {
            pass(hub, &head, body.get(..bytes).unwrap_or(&body), false).await;
            Vec::new()
        }
        Fate::AnswerLost => {
            pass(hub, &head, &body, true).await?;
            Vec::new()
        }
        Fate::AnswerCutAfter(bytes) => {
            let mut answer = pass(hub, &head, &body, true).await?;
            let start = body_at(&answer)?;
            answer.truncate(start + bytes);
            answer
        }
        Fate::AnswerFlippedAt(at) => {
            let mut answer = pass(hub, &head, &body, true).await?;
            let start = body_at(&answer)?;
            let at = start + at % (answer.len() - start).max(1);
            *answer.get_mut(at)? ^= 0x01;
            answer
        }
        Fate::Twice => tokio::join!(pass(hub, &head, &body, true), pass(hub, &head, &body, true)).0?,
        Fate::Slow(time) => {
            tokio::time::sleep(time).await;
            pass(hub, &head, &body, true).await?
        }
        Fate::Pass => pass(hub, &head, &body, true).await?,
    };
    seen.got = answer.len();
    shared.lock().expect("a lock").log.push(seen);
    phone.write_all(&answer).await.ok();
    phone.shutdown().await.ok()
}

fn body_at(answer: &[u8]) -> Option<usize> {
    answer.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4)
}

/// Reads one request; the head asks the hub to close after its answer.
async fn request(phone: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let start = loop {
        if let Some(at) = body_at(&bytes) {
            break at;
        }
        if phone.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(start);
    let head = String::from_utf8(bytes).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    while body.len() < length.unwrap_or(0) {
        if phone.read_buf(&mut body).await.ok()? == 0 {
            break;
        }
    }
    let kept = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:") && !line.is_empty());
    let head = kept.collect::<Vec<_>>().join("\r\n") + "\r\nconnection: close\r\n\r\n";
    Some((head, body))
}

/// Hands a request to the hub and reads its answer to the end, if it is `waited` for.
async fn pass(hub: &str, head: &str, body: &[u8], waited: bool) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(hub).await.ok()?;
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()?;
    stream.flush().await.ok()?;
    let mut answer = Vec::new();
    if waited {
        stream.read_to_end(&mut answer).await.ok()?;
    } else {
        // What was sent has to be read by the hub before the line breaks.
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    Some(answer)
}
