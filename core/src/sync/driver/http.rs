//! One session over HTTP.

use super::clock::Clock;
use super::tls;
use crate::kernel::{Hash, Reading};
use crate::store::{Enrolment, Store};
use crate::sync::local;
use crate::sync::machine::{Answer, Apply, Config, Input, Instruction, Machine, Method, NetFault, Report, Request};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How the driver behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The machine's behaviour.
    pub machine: Config,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest silence on an open connection. What is sent has more: see [`BYTES_A_SECOND_MORE`].
    pub silence: Duration,
    /// How often to look when there is no live line.
    pub poll: Duration,
}

impl Options {
    /// What suits a phone on a mobile network.
    pub fn new(app: &str, language: &str) -> Self {
        Self {
            machine: Config::new(app, language),
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            poll: Duration::from_secs(60),
        }
    }
}

/// While a request's body goes out nobody answers: for every so many bytes of it a second more is silence. What is in the system's buffers
/// cannot be watched moving; a piece that takes longer still is given up, and the hub tells how much of it came.
const BYTES_A_SECOND_MORE: usize = 16 * 1024;

/// Longest answer after decompression, in bytes: more is not the hub's.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// Plays sessions of the phone's machine over HTTP.
#[derive(Clone)]
pub struct SyncSession {
    /// The newest connections, with the pins that they were made for.
    client: Arc<Mutex<(Vec<Hash>, reqwest::Client)>>,
    pub(super) options: Options,
    pub(super) clock: Arc<dyn Clock>,
}

impl SyncSession {
    /// A driver with its own connections.
    ///
    /// # Errors
    /// When the system's network library does not start.
    pub fn new(options: Options, clock: Arc<dyn Clock>) -> Result<Self, super::Failure> {
        let client = Arc::new(Mutex::new((Vec::new(), client(&options, &[])?)));
        Ok(Self { client, options, clock })
    }

    /// Connections on which only a hub with one of these keys is spoken to.
    pub(super) fn client(&self, pins: &[Hash]) -> Result<reqwest::Client, super::Failure> {
        let mut kept = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != pins {
            *kept = (pins.to_vec(), client(&self.options, pins)?);
        }
        Ok(kept.1.clone())
    }

    /// One session from greeting to the last blob. Safe to call at any time, any number of times; never fails, the report says how it
    /// went. What was taken in before a cancellation stays.
    pub async fn run_once(&self, store: &Store) -> Report {
        let enrolment = match blocking(store, |store| store.identity()).await {
            Some(Ok(identity)) => identity.enrolment,
            Some(Err(e)) => return Report { code: Some(e.code().to_owned()), ..Report::default() },
            None => return Report { code: Some("cancelled".to_owned()), ..Report::default() },
        };
        let Some(enrolment) = enrolment else {
            return Report { code: Some("not_enrolled".to_owned()), ..Report::default() };
        };
        let mut report = self.play(store, enrolment).await;
        if let Some(Ok(counts)) = blocking(store, |store| store.counts()).await {
            report.waiting = counts.pending;
            report.files_waiting = counts.blobs_up;
        }
        report
    }

    async fn play(&self, store: &Store, mut enrolment: Enrolment) -> Report {
        let mut config = self.options.machine.clone();
        // What cannot be read is not lent: the hub takes a file twice without harm.
        config.lent = blocking(store, |store| store.lent_blobs().unwrap_or_default()).await.unwrap_or_default();
        let mut machine = Machine::new(config, seed());
        let mut input = Input::Started;
        loop {
            let cancelled = || Report { code: Some("cancelled".to_owned()), ..Report::default() };
            input = match machine.step(input) {
                Instruction::Load(need) => {
                    let clock = self.clock.clone();
                    match blocking(store, move |store| local::load(store, &need, clock.now())).await {
                        Some(loaded) => Input::Loaded(loaded),
                        None => return cancelled(),
                    }
                }
                Instruction::Apply(apply) => {
                    let another = matches!(apply, Apply::Succeed | Apply::Succeeded { .. });
                    let Some(done) = blocking(store, move |store| local::apply(store, apply)).await else {
                        return cancelled();
                    };
                    // Who this device is has changed, and with it the token.
                    if another
                        && let Some(Ok(identity)) = blocking(store, |store| store.identity()).await
                        && let Some(now) = identity.enrolment
                    {
                        enrolment = now;
                    }
                    Input::Applied(done)
                }
                Instruction::Send(request) => match self.send(&enrolment, request).await {
                    Ok(answer) => Input::Answered(answer),
                    Err(fault) => Input::Failed(fault),
                },
                Instruction::Wait { ms } => {
                    tokio::time::sleep(Duration::from_millis(ms)).await;
                    Input::Waited
                }
                Instruction::Finished(report) => return report,
            };
        }
    }

    async fn send(&self, enrolment: &Enrolment, request: Request) -> Result<Answer, NetFault> {
        let hub = enrolment.hub_url.trim_end_matches('/');
        // The token goes to no other host, whatever an answer named.
        let url = match request.path.strip_prefix(hub) {
            Some(path) if path.starts_with('/') => request.path.clone(),
            _ if request.path.starts_with('/') => format!("{hub}{}", request.path),
            _ => return Err(NetFault::Unreachable),
        };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
        };
        let client = self.client(&enrolment.pins).map_err(|_| NetFault::Down)?;
        let mut ask = client.request(method, url);
        if !request.headers.iter().any(|(name, _)| *name == "authorization") {
            ask = ask.bearer_auth(&enrolment.enrolled.token);
        }
        for (name, value) in &request.headers {
            ask = ask.header(*name, value);
        }
        if !request.headers.iter().any(|(name, _)| *name == "range") {
            ask = ask.header("accept-encoding", "zstd");
        }
        let mut body = request.body;
        if request.compress
            && let Ok(packed) = zstd::bulk::compress(&body, 3)
        {
            body = packed;
            ask = ask.header("content-encoding", "zstd");
        }
        let began = Instant::now();
        let mut answer = self.ask(ask, body).await?;
        answer.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(answer)
    }

    /// Sends a body and reads the answer, with an end to each silence.
    pub(super) async fn ask(&self, ask: reqwest::RequestBuilder, body: Vec<u8>) -> Result<Answer, NetFault> {
        let seconds = u64::try_from(body.len() / BYTES_A_SECOND_MORE).unwrap_or(u64::MAX);
        let silence = self.options.silence;
        let sent = timeout(silence.saturating_add(Duration::from_secs(seconds)), ask.body(body).send()).await;
        let response = sent.map_err(|_| NetFault::Slow)?.map_err(|e| fault(&e))?;
        Ok(collect(response, self.clock.now(), silence).await)
    }
}

fn client(options: &Options, pins: &[Hash]) -> Result<reqwest::Client, super::Failure> {
    let tls = tls::config(pins).map_err(|_| super::Failure::new("network_down"))?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        // Sooner than the hub, which closes after 30 s: no request goes out on a line that is just being closed.
        .pool_idle_timeout(Duration::from_secs(20))
        // A pinned hub is spoken to under TLS or not at all.
        .https_only(!pins.is_empty())
        .connect_timeout(options.connect)
        // A redirect is a captive portal's; the hub sends none.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|_| super::Failure::new("network_down"))
}

/// Reads an answer as far as it comes; what came of a broken one counts.
async fn collect(mut response: reqwest::Response, reading: Reading, silence: Duration) -> Answer {
    let mut headers = BTreeMap::new();
    for (name, value) in response.headers() {
        if let Ok(value) = value.to_str() {
            headers.insert(name.as_str().to_owned(), value.to_owned());
        }
    }
    let status = response.status().as_u16();
    let mut unpack = Unpack::new(headers.get("content-encoding").map(String::as_str));
    let mut cut = false;
    loop {
        match timeout(silence, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                if !unpack.push(&chunk) {
                    cut = true;
                    break;
                }
            }
            Ok(Ok(None)) => break,
            Ok(Err(_)) | Err(_) => {
                cut = true;
                break;
            }
        }
    }
    let (body, whole) = unpack.finish();
    Answer { status, headers, body, cut: cut || !whole, reading: Some(reading), took_ms: 0 }
}

/// Decompression piece by piece, so that a broken answer gives what came before the break.
enum Unpack {
    Plain(Vec<u8>),
    Zstd(zstd::stream::write::Decoder<'static, Vec<u8>>),
    Unreadable,
}

impl Unpack {
    fn new(encoding: Option<&str>) -> Self {
        match encoding {
            None | Some("identity") => Self::Plain(Vec::new()),
            Some("zstd") => zstd::stream::write::Decoder::new(Vec::new()).map_or(Self::Unreadable, Self::Zstd),
            Some(_) => Self::Unreadable,
        }
    }
    /// `false` when nothing more can come of it.
    fn push(&mut self, chunk: &[u8]) -> bool {
        use std::io::Write;
        match self {
            Self::Plain(body) => {
                body.extend_from_slice(chunk);
                body.len() <= MAX_ANSWER
            }
            Self::Zstd(decoder) => decoder.write_all(chunk).is_ok() && decoder.get_ref().len() <= MAX_ANSWER,
            Self::Unreadable => false,
        }
    }
    /// What came, and whether the last of it came too.
    fn finish(self) -> (Vec<u8>, bool) {
        use std::io::Write;
        match self {
            Self::Plain(body) => (body, true),
            Self::Zstd(mut decoder) => {
                let whole = decoder.flush().is_ok();
                (decoder.into_inner(), whole)
            }
            Self::Unreadable => (Vec::new(), false),
        }
    }
}

/// Why no answer came.
pub(super) fn fault(error: &reqwest::Error) -> NetFault {
    use std::error::Error as _;
    if error.is_timeout() {
        return if error.is_connect() { NetFault::Unreachable } else { NetFault::Slow };
    }
    if !error.is_connect() {
        return NetFault::Broken;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(fault) = tls_fault(error) {
            return fault;
        }
        let io = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let no_network = matches!(io, Some(std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::NetworkDown));
        if no_network || error.to_string().starts_with("dns error") {
            return NetFault::Down;
        }
        cause = error.source();
    }
    NetFault::Unreachable
}

/// What TLS had against who answered. Its error stands in the connection's as the content of I/O errors, which `source` passes over.
fn tls_fault(mut error: &(dyn std::error::Error + 'static)) -> Option<NetFault> {
    while let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        error = inner;
    }
    match error.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(rustls::CertificateError::ApplicationVerificationFailure) => {
            Some(NetFault::NotPinned)
        }
        rustls::Error::InvalidCertificate(_) => Some(NetFault::Untrusted),
        // Something answers that does not speak TLS, or breaks it.
        _ => Some(NetFault::Unreachable),
    }
}

/// Work on the store off the async threads. `None` only when the runtime shuts down.
pub(super) async fn blocking<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&Store) -> T + Send + 'static,
) -> Option<T> {
    let store = store.clone();
    tokio::task::spawn_blocking(move || work(&store)).await.ok()
}

pub(super) fn seed() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness phones only wait in step; that is no reason not to sync.
    getrandom::fill(&mut bytes).ok();
    u64::from_le_bytes(bytes)
}
