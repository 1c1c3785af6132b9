//! A hub in memory, and a way to play a session against it over a network that may lose, repeat and cut.

use crate::kernel::chain::{link, verify};
use crate::kernel::{ChainHead, DeviceId, Event, EventId, Hash, PersonId, Subject};
use crate::store::tests::kit::{HERE, at};
use crate::store::{Enrolment, Store};
use crate::sync::certificate::Certificate;
use crate::sync::local;
use crate::sync::machine::{Answer, Config, Input, Instruction, Machine, Method, NetFault, Report, Request};
use crate::sync::protocol::{
    Enrolled, Entry, ErrorBody, Greeting, Hello, Lost, MAX_HELD, NDJSON, PullLine, PullRequest, PushLine, Receipt,
    ReturnLine, Returned, SucceedRequest, Succeeded, VERSION, paths, succeed_bytes,
};
use std::collections::BTreeMap;
use uuid::Uuid;

struct Device {
    key: String,
    heads: Vec<ChainHead>,
    receipts: Vec<Receipt>,
}

pub struct Hub {
    pub epoch: Uuid,
    devices: BTreeMap<DeviceId, Device>,
    pub stream: Vec<(Option<Event>, Option<Subject>)>,
    pub now: u64,
    /// Bodies with this text are quarantined.
    pub dislike: Option<&'static str>,
    quarantined: Vec<Event>,
    pub blobs: BTreeMap<Hash, Vec<u8>>,
    pub uploads: BTreeMap<String, (Hash, u64, Vec<u8>)>,
    /// Method and path of every request that arrived, with the number of body bytes.
    pub log: Vec<(Method, String, usize)>,
    tokens: BTreeMap<String, DeviceId>,
    /// Every device was revoked.
    pub revoked: bool,
    /// A hub of before devices could be succeeded.
    pub older: bool,
    /// Enrolments come with certificates, and are believed.
    pub certificates: bool,
    /// Everything is answered with this instead.
    pub instead: Option<Answer>,
    /// What it asks for after it was put back from a backup.
    pub lost: Option<Lost>,
}

impl Hub {
    pub fn new() -> Self {
        Self {
            epoch: Uuid::from_u128(1),
            devices: BTreeMap::new(),
            stream: Vec::new(),
            now: 1_700_000_000_000,
            dislike: None,
            quarantined: Vec::new(),
            blobs: BTreeMap::new(),
            uploads: BTreeMap::new(),
            log: Vec::new(),
            tokens: BTreeMap::new(),
            older: false,
            certificates: false,
            revoked: false,
            instead: None,
            lost: None,
        }
    }
    pub fn enrol(&mut self, store: &Store, person: u128, short: &str) {
        let identity = store.identity().unwrap();
        let device = identity.device;
        let start = ChainHead::start(device);
        let key = identity.key.public();
        self.devices.insert(device, Device { key, heads: vec![start], receipts: vec![] });
        let token = format!("token of {short}");
        self.tokens.insert(token.clone(), device);
        let certificate = self.certificate(device, &identity.key.public());
        let enrolled = Enrolled {
            person: PersonId::new(Uuid::from_u128(person)),
            short: short.into(),
            token,
            hub_name: "hub".into(),
            hub_key: "00".into(),
            now: self.now,
            certificate,
        };
        store.enrolled(&Enrolment { hub_url: "http://hub".into(), pins: Vec::new(), enrolled }).unwrap();
    }
    fn certificate(&self, device: DeviceId, key: &str) -> Option<Box<Certificate>> {
        let (person, text) = (PersonId::new(Uuid::nil()), String::new);
        let (name, token_digest, signature, short) = (text(), text(), text(), text());
        let public_key = key.to_owned();
        let made = Certificate { device, person, short, public_key, name, token_digest, at: 0, signature };
        self.certificates.then(|| Box::new(made))
    }
    fn give_back(&mut self, request: &Request) -> Answer {
        let token = bearer(request);
        let lines = std::str::from_utf8(&request.body).unwrap().lines();
        for line in lines.map(|line| serde_json::from_str(line).unwrap()) {
            if let ReturnLine::Certificate(shown) = line {
                let fresh = Device {
                    key: shown.public_key.clone(),
                    heads: vec![ChainHead::start(shown.device)],
                    receipts: vec![],
                };
                self.devices.entry(shown.device).or_insert(fresh);
                self.tokens.insert(token.clone(), shown.device);
            }
        }
        if !self.tokens.contains_key(&token) {
            return fault(401, "unknown_device");
        }
        json(200, &Returned { taken: 0, lost: None })
    }
    /// A hub restored from a backup that had only the first `kept` entries and device events up to `number`.
    pub fn restore(&mut self, kept: usize, device: DeviceId, number: usize) {
        self.epoch = Uuid::from_u128(self.epoch.as_u128() + 1);
        self.stream.truncate(kept);
        self.blobs.clear();
        self.uploads.clear();
        let device = self.devices.get_mut(&device).unwrap();
        device.heads.truncate(number + 1);
        device.receipts.truncate(number);
    }
    pub fn handle(&mut self, device: DeviceId, request: &Request) -> Answer {
        self.log.push((request.method, request.path.clone(), request.body.len()));
        self.now += 7;
        if let Some(answer) = &self.instead {
            return answer.clone();
        }
        match (request.method, request.path.as_str()) {
            (Method::Post, paths::HELLO) => {
                let hello: Hello = serde_json::from_slice(&request.body).unwrap();
                assert_eq!(hello.versions, [VERSION]);
                let Some(known) = self.devices.get(&device) else { return fault(401, "unknown_device") };
                let have = *known.heads.last().unwrap();
                let streams = [(HERE, self.stream.len() as u64)].into();
                json(
                    200,
                    &Greeting {
                        version: VERSION,
                        epoch: self.epoch,
                        have,
                        streams,
                        now: self.now,
                        revoked: self.revoked,
                        pins: Vec::new(),
                        lost: self.lost.clone(),
                        quarantined: Vec::new(),
                    },
                )
            }
            (Method::Post, paths::SUCCEED) if self.older => answer(404, "text/html", b"<p>no such page".to_vec()),
            (Method::Post, paths::SUCCEED) => self.succeed(request),
            (Method::Post, paths::RETURN) if self.certificates => self.give_back(request),
            (Method::Post, paths::RETURN) => fault(401, "unknown_device"),
            (Method::Post, paths::PUSH) => self.push(device, &request.body),
            (Method::Post, paths::PULL) if self.revoked => fault(401, "device_revoked"),
            (Method::Post, paths::PULL) => self.pull(&request.body),
            // A hub of before this question.
            (Method::Post, paths::FILED) => answer(404, "text/html", b"<p>no such page".to_vec()),
            (Method::Get, path) if path.starts_with(paths::BLOBS) => self.blob(path, request),
            _ => self.tus(request),
        }
    }
    fn succeed(&mut self, request: &Request) -> Answer {
        let Some(&old) = self.tokens.get(&bearer(request)) else {
            return fault(401, "unknown_device");
        };
        let asked: SucceedRequest = serde_json::from_slice(&request.body).unwrap();
        let signed = succeed_bytes(old, asked.device);
        verify(&asked.public_key, &signed, &asked.proof).unwrap();
        verify(&self.devices[&old].key, &signed, &asked.old_proof).unwrap();
        assert!(asked.held.len() <= MAX_HELD);
        let start = ChainHead::start(asked.device);
        let fresh = Device { key: asked.public_key.clone(), heads: vec![start], receipts: vec![] };
        assert_eq!(self.devices.entry(asked.device).or_insert(fresh).key, asked.public_key);
        self.tokens.insert(asked.token, asked.device);
        let heads = &self.devices[&old].heads;
        let known = |link: &&ChainHead| heads.contains(link);
        let common = asked.held.iter().find(known).copied().unwrap_or(ChainHead::start(old));
        let enrolled = Enrolled {
            person: PersonId::new(Uuid::from_u128(7)),
            short: format!("S{}", self.devices.keys().position(|d| *d == asked.device).unwrap()),
            token: String::new(),
            hub_name: "hub".into(),
            hub_key: "00".into(),
            now: self.now,
            certificate: self.certificate(asked.device, &asked.public_key),
        };
        json(200, &Succeeded { enrolled, common })
    }
    /// A hub restored from a backup of before it knew the device.
    pub fn forget(&mut self, device: DeviceId) {
        self.devices.remove(&device);
        self.tokens.retain(|_, known| *known != device);
    }
    /// A person lets through what was quarantined.
    pub fn release(&mut self, id: EventId) {
        let at = self.quarantined.iter().position(|event| event.header().id == id).unwrap();
        self.stream.push((Some(self.quarantined.remove(at)), None));
    }
    fn push(&mut self, id: DeviceId, body: &[u8]) -> Answer {
        let mut out = String::new();
        let lines: Vec<PushLine> =
            std::str::from_utf8(body).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let device = self.devices.get_mut(&id).unwrap();
        let mut head = None;
        for line in lines {
            let event = match line {
                PushLine::Event(event) => event,
                PushLine::Head(signed) => {
                    signed.verify(id, &device.key).unwrap();
                    assert_eq!(Some(signed.head), head, "the signed head is that of the last event");
                    continue;
                }
            };
            let number = event.header().number;
            let before = device.heads[usize::try_from(number).unwrap() - 1];
            let hash = link(before.hash, event.header_hash(), event.body_hash());
            head = Some(ChainHead { number, hash });
            if device.receipts.get(usize::try_from(number).unwrap() - 1).is_some_and(|known| known.hash != hash) {
                return fault(409, "chain_fork");
            }
            if let Some(known) = device.receipts.get(usize::try_from(number).unwrap() - 1) {
                out += &(serde_json::to_string(known).unwrap() + "\n");
                continue;
            }
            let disliked = self.dislike.is_some_and(|text| event.body_text().unwrap().contains(text));
            let quarantined = disliked.then(|| "not_allowed".to_owned());
            let receipt = Receipt { number, hash, at: self.now, quarantined, notices: vec![] };
            let duplicate =
                self.stream.iter().flat_map(|(event, _)| event).any(|known| known.origin() == event.origin());
            match event.with_received(self.now) {
                event if disliked => self.quarantined.push(event),
                event if !duplicate => self.stream.push((Some(event), None)),
                _ => {}
            }
            out += &(serde_json::to_string(&receipt).unwrap() + "\n");
            device.heads.push(ChainHead { number, hash });
            device.receipts.push(receipt);
        }
        answer(200, NDJSON, out.into_bytes())
    }
    fn pull(&mut self, body: &[u8]) -> Answer {
        let request: PullRequest = serde_json::from_slice(body).unwrap();
        if request.epoch != self.epoch {
            return fault(409, "epoch_changed");
        }
        let after = request.cursors[&HERE];
        let mut out = String::new();
        let mut count = 0;
        for (n, (event, forget)) in (1..).zip(&self.stream).filter(|(n, _)| *n > after) {
            if count == request.limit {
                break;
            }
            count += 1;
            let entry = Entry { s: HERE, n, e: event.clone().map(Box::new), forget: forget.clone(), quarantined: None };
            out += &(serde_json::to_string(&PullLine::Entry(entry)).unwrap() + "\n");
        }
        let more = after + u64::from(count) < self.stream.len() as u64;
        let sha256 = Some(Hash::of(out.as_bytes()));
        out += &(serde_json::to_string(&PullLine::End { more, sha256 }).unwrap() + "\n");
        answer(200, NDJSON, out.into_bytes())
    }
    fn blob(&mut self, path: &str, request: &Request) -> Answer {
        let hash: Hash = path.rsplit('/').next().unwrap().parse().unwrap();
        let Some(bytes) = self.blobs.get(&hash) else { return fault(404, "blob_unknown") };
        let range = request.headers.iter().find(|(name, _)| *name == "range").unwrap().1.clone();
        let (from, to) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        answer(206, "application/octet-stream", bytes[from..=to.min(bytes.len() - 1)].to_vec())
    }
    fn tus(&mut self, request: &Request) -> Answer {
        let header = |name: &str| request.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        assert_eq!(header("tus-resumable"), Some("1.0.0"));
        let mut reply = answer(204, "", vec![]);
        if request.method == Method::Post {
            let metadata = header("upload-metadata").unwrap();
            let sha = metadata.split(',').find_map(|m| m.strip_prefix("sha256 ")).unwrap();
            let hash: Hash = String::from_utf8(from_base64(sha)).unwrap().parse().unwrap();
            let url = format!("{}/{}", paths::UPLOADS, self.uploads.len() + 1);
            self.uploads.insert(url.clone(), (hash, header("upload-length").unwrap().parse().unwrap(), vec![]));
            reply.status = 201;
            reply.headers.insert("location".into(), url);
            return reply;
        }
        let Some((hash, size, bytes)) = self.uploads.get_mut(&request.path) else {
            return fault(404, "upload_unknown");
        };
        if request.method == Method::Patch {
            if header("upload-offset").unwrap() != bytes.len().to_string() {
                return fault(409, "upload_offset");
            }
            bytes.extend(&request.body);
            if bytes.len() as u64 == *size {
                if Hash::of(bytes) != *hash {
                    self.uploads.remove(&request.path);
                    return fault(460, "hash_mismatch");
                }
                self.blobs.insert(*hash, bytes.clone());
            }
        }
        reply.headers.insert("upload-offset".into(), bytes.len().to_string());
        reply
    }
}

/// The token that the machine itself named; the driver names this device's where it named none.
fn bearer(request: &Request) -> String {
    let named = request.headers.iter().find(|(name, _)| *name == "authorization");
    named.map(|(_, token)| token.strip_prefix("Bearer ").unwrap().to_owned()).unwrap_or_default()
}

fn from_base64(text: &str) -> Vec<u8> {
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u32> = text.chars().filter_map(|c| digits.find(c)).map(|d| d as u32).collect();
    let mut out = Vec::new();
    for group in bits.chunks(4) {
        let value = group.iter().fold(0, |v, d| v << 6 | d) << (6 * (4 - group.len()));
        out.extend((0..group.len() - 1).map(|i| (value >> (16 - 8 * i)) as u8));
    }
    out
}

pub fn answer(status: u16, kind: &str, body: Vec<u8>) -> Answer {
    let headers = [("content-type".to_owned(), kind.to_owned())].into();
    Answer { status, headers, body, cut: false, reading: None, took_ms: 0 }
}
fn json(status: u16, value: &impl serde::Serialize) -> Answer {
    answer(status, "application/json", serde_json::to_vec(value).unwrap())
}
pub fn fault(status: u16, code: &str) -> Answer {
    json(status, &ErrorBody { code: code.into(), text: code.into(), args: Default::default() })
}

/// A network with a seed: 0 is a good one.
pub struct Net {
    pub seed: u64,
    pub clock_ms: i64,
}

impl Net {
    pub fn good() -> Self {
        Self { seed: 0, clock_ms: 0 }
    }
    pub fn draw(&mut self, below: u64) -> u64 {
        if self.seed == 0 {
            return below - 1;
        }
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below
    }
    fn carry(&mut self, hub: &mut Hub, device: DeviceId, request: &Request) -> Input {
        self.clock_ms += 20;
        let mut answer = match self.draw(20) {
            0 | 1 => return Input::Failed(NetFault::Unreachable),
            // The request is cut on the way: the hub takes what came of an upload.
            2 if request.method == Method::Patch => {
                let mut half = request.clone();
                half.body.truncate(request.body.len() / 2);
                hub.handle(device, &half);
                return Input::Failed(NetFault::Broken);
            }
            // The answer is lost.
            2 | 3 => {
                hub.handle(device, request);
                return Input::Failed(NetFault::Slow);
            }
            // The request comes twice.
            4 | 5 => {
                hub.handle(device, request);
                hub.handle(device, request)
            }
            6..=8 => {
                let mut answer = hub.handle(device, request);
                let keep = self.draw(answer.body.len() as u64 + 1);
                answer.body.truncate(usize::try_from(keep).unwrap());
                answer.cut = true;
                answer
            }
            _ => hub.handle(device, request),
        };
        answer.reading = Some(at(self.clock_ms));
        Input::Answered(answer)
    }
}

pub fn config() -> Config {
    Config { push_events: 3, page: 4, piece_least: 10, piece_most: 10, ..Config::new("1.0", "en") }
}

/// Plays one session to its end.
pub fn session(store: &Store, hub: &mut Hub, net: &mut Net) -> Report {
    session_with(config(), store, hub, net)
}
pub fn session_with(config: Config, store: &Store, hub: &mut Hub, net: &mut Net) -> Report {
    let mut machine = Machine::new(config, net.draw(1000));
    let mut input = Input::Started;
    for _ in 0..100_000 {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(local::load(store, &need, at(net.clock_ms))),
            Instruction::Apply(apply) => Input::Applied(local::apply(store, apply)),
            Instruction::Send(request) => net.carry(hub, store.identity().unwrap().device, &request),
            Instruction::Wait { ms } => {
                net.clock_ms += i64::try_from(ms).unwrap();
                Input::Waited
            }
            Instruction::Finished(report) => return report,
        };
    }
    panic!("the session does not end");
}
