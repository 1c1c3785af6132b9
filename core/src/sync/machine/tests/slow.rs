//! A slow, lossy line, in the machine's own time: nothing waits for photos.

use super::hub::*;
use crate::kernel::Event;
use crate::store::Store;
use crate::store::tests::kit::*;
use crate::sync::local;
use crate::sync::machine::{Apply, Config, Input, Instruction, Machine, Method, NetFault, Request};
use crate::sync::protocol::paths;

/// A line of 8 kB/s and 300 ms on which one request in twenty breaks somewhere.
struct Line {
    dice: Net,
    now_ms: u64,
}

impl Line {
    const BYTES_A_MS: u64 = 8;
    const ROUND_TRIP_MS: u64 = 300;

    fn carry(&mut self, hub: &mut Hub, store: &Store, request: &Request) -> Input {
        let device = store.identity().unwrap().device;
        let sent = request.body.len() as u64;
        if self.dice.draw(20) == 0 {
            let mut part = request.clone();
            part.body.truncate(usize::try_from(self.dice.draw(sent + 1)).unwrap());
            self.now_ms += Self::ROUND_TRIP_MS + part.body.len() as u64 / Self::BYTES_A_MS;
            if request.method == Method::Patch {
                hub.handle(device, &part);
            }
            return Input::Failed(NetFault::Broken);
        }
        let mut answer = hub.handle(device, request);
        let took = Self::ROUND_TRIP_MS + (sent + answer.body.len() as u64) / Self::BYTES_A_MS;
        self.now_ms += took;
        answer.took_ms = took;
        answer.reading = Some(at(i64::try_from(self.now_ms).unwrap()));
        Input::Answered(answer)
    }
}

/// Another's note, on the hub.
fn new_job(hub: &mut Hub, n: i64) -> Event {
    let dir = tempfile::tempdir().unwrap();
    let other = open(dir.path());
    hub.enrol(&other, 9, "B1");
    let event = write(&other, 77, "a new job", n);
    hub.stream.push((Some(event.clone().with_received(hub.now)), None));
    event
}

#[test]
fn a_new_job_arrives_within_a_minute_beside_ten_waiting_photos() {
    for seed in 1..=12 {
        let mut hub = Hub::new();
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        hub.enrol(&store, 7, "A1");
        let photos: Vec<_> = (0..10u8).map(|n| store.put_blob(&vec![n; 400_000], "image/jpeg").unwrap()).collect();
        store.record(ME, &[wrote(1, "ten photos").with_blobs(photos)], at(0)).unwrap();
        let mut line = Line { dice: Net { seed, clock_ms: 0 }, now_ms: 0 };
        let mut machine = Machine::new(Config::new("1.0", "en"), seed);
        let mut input = Input::Started;
        let (mut came, mut noted) = (None, None);
        let arrived_both = loop {
            if line.now_ms >= 20_000 && came.is_none() {
                came = Some((line.now_ms, new_job(&mut hub, 3)));
                // And the engineer writes something meanwhile: that goes out as soon.
                noted = Some(write(&store, 1, "meanwhile", 4));
            }
            input = match machine.step(input) {
                Instruction::Load(need) => Input::Loaded(local::load(&store, &need, at(0))),
                Instruction::Apply(apply) => Input::Applied(local::apply(&store, apply)),
                Instruction::Wait { ms } => {
                    line.now_ms += ms;
                    Input::Waited
                }
                Instruction::Send(request) => line.carry(&mut hub, &store, &request),
                Instruction::Finished(report) => panic!("seed {seed}: over before the job came: {report:?}"),
            };
            let on_hub = |noted: &Event| {
                hub.stream.iter().flat_map(|(event, _)| event).any(|event| event.header().id == noted.header().id)
            };
            if let (Some((since, _)), Some(noted)) = (&came, &noted)
                && lines(&store, 77) == ["a new job"]
                && on_hub(noted)
            {
                break line.now_ms - since;
            }
        };
        assert!(
            arrived_both <= 60_000,
            "seed {seed}: the job and what was recorded meanwhile, after {arrived_both} ms"
        );
        assert!(store.counts().unwrap().blobs_up >= 8, "seed {seed}: the photos still wait");
    }
}

/// What arrives is life: a line on which each second piece breaks gives a photo in the end, in one session.
#[test]
fn a_line_that_breaks_half_of_the_pieces_is_not_given_up_while_bytes_arrive() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    hub.enrol(&store, 7, "A1");
    let photo = store.put_blob(&[9; 2_000_000], "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "x").with_blobs([photo.clone()])], at(0)).unwrap();
    let device = store.identity().unwrap().device;
    let mut machine = Machine::new(Config::new("1.0", "en"), 1);
    let mut input = Input::Started;
    let mut patches = 0;
    let report = loop {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(local::load(&store, &need, at(0))),
            Instruction::Apply(apply) => Input::Applied(local::apply(&store, apply)),
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Send(mut request) if request.method == Method::Patch => {
                patches += 1;
                // Never whole: a part of each piece arrives, and no answer comes.
                request.body.truncate(request.body.len().min(60_000));
                hub.handle(device, &request);
                Input::Failed(NetFault::Slow)
            }
            Instruction::Send(request) => Input::Answered(hub.handle(device, &request)),
            Instruction::Finished(report) => break report,
        };
    };
    assert_eq!((report.blobs_up, report.code), (1, None));
    assert!(patches > 30, "{patches}");
    assert!(hub.blobs.contains_key(&photo.hash));
}

#[test]
fn a_session_greets_pushes_and_pulls_before_it_sends_photos() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    hub.enrol(&store, 7, "A1");
    let photo = store.put_blob(&[9; 25], "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "x").with_blobs([photo])], at(0)).unwrap();
    assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
    let asked: Vec<&str> = hub.log.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(asked.first_chunk(), Some(&[paths::HELLO, paths::PUSH, paths::PULL, paths::UPLOADS]));
}

/// What an entry of a newer hub or phone cannot be read stops nobody: it is kept and told, and the cursor passes it. When this app can read it,
/// it comes by itself.
#[test]
fn a_line_that_does_not_read_is_kept_and_passed() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    hub.enrol(&store, 7, "A1");
    for n in 1..=4 {
        let event = new_job(&mut hub, n);
        assert_eq!(event.header().number, 1);
    }
    let device = store.identity().unwrap().device;
    let spoil = |answer: &mut crate::sync::machine::Answer, how: &dyn Fn(usize, &str) -> Option<Vec<u8>>| {
        let text = String::from_utf8(answer.body.clone()).unwrap();
        let mut body = Vec::new();
        for (at, line) in text.lines().enumerate() {
            match how(at, line) {
                Some(other) => body.extend(other),
                None if line.starts_with(r#"{"end""#) => {
                    let sha256 = crate::kernel::Hash::of(&body);
                    body.extend(format!(r#"{{"end":{{"more":false,"sha256":"{sha256}"}}}}"#).into_bytes());
                }
                None => body.extend(line.as_bytes()),
            }
            body.push(b'\n');
        }
        answer.body = body;
    };
    let mut machine = Machine::new(Config::new("1.0", "en"), 1);
    let mut input = Input::Started;
    let report = loop {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(local::load(&store, &need, at(0))),
            Instruction::Apply(apply) => {
                // A page twice, as after a lost answer.
                let again = matches!(apply, Apply::Entries { .. }).then(|| apply.clone());
                let done = local::apply(&store, apply);
                if let Some(again) = again {
                    local::apply(&store, again).unwrap();
                }
                Input::Applied(done)
            }
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Send(request) => {
                let mut answer = hub.handle(device, &request);
                if request.path == paths::PULL {
                    spoil(&mut answer, &|at, line| match at {
                        // A header of tomorrow, bytes that are no text, and a line of a kind that nobody knows before the fourth.
                        1 => Some(line.replace(r#""clock":{"#, r#""clock":{"wall":[],"#).into_bytes()),
                        2 => {
                            let mut bytes = line.as_bytes().to_vec();
                            let place = line.find("a new job").unwrap();
                            bytes[place] = 0xff;
                            Some(bytes)
                        }
                        3 => Some(format!("{{\"news\":{{\"of\":\"tomorrow\"}}}}\n{line}").into_bytes()),
                        _ => None,
                    });
                }
                Input::Answered(answer)
            }
            Instruction::Finished(report) => break report,
        };
    };
    assert_eq!((report.code, report.pulled), (None, 2), "the others are here");
    assert_eq!(store.cursors().unwrap()[&HERE], 4);
    assert_eq!(store.unread().unwrap(), 2, "and two are kept, once");
    assert_eq!(lines(&store, 77).len(), 2);
}

#[test]
fn an_update_that_reads_a_kept_line_pulls_its_stream_again_from_there() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    {
        let store = open(dir.path());
        hub.enrol(&store, 7, "A1");
        for n in 1..=3 {
            new_job(&mut hub, n);
        }
        assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
        // The app before the update could not read the second one.
        let event = hub.stream[1].0.clone().unwrap();
        let entry =
            crate::sync::protocol::Entry { s: HERE, n: 2, e: Some(Box::new(event)), forget: None, quarantined: None };
        let line = serde_json::to_string(&crate::sync::protocol::PullLine::Entry(entry)).unwrap();
        store.receive_page(&[], &[line.clone(), line]).unwrap();
        assert_eq!((store.unread().unwrap(), store.cursors().unwrap()[&HERE]), (1, 3));
    }
    let store = open(dir.path());
    assert_eq!((store.unread().unwrap(), store.cursors().unwrap()[&HERE]), (0, 1));
    assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
    assert_eq!((store.cursors().unwrap()[&HERE], lines(&store, 77).len()), (3, 3));
}

/// A hub that is behind what it gave in this very epoch was put back and does not know it.
#[test]
fn a_hub_that_is_behind_its_own_epoch_is_read_from_the_beginning() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    hub.enrol(&store, 7, "A1");
    for n in 1..=3 {
        new_job(&mut hub, n);
    }
    write(&store, 1, "mine", 5);
    assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
    assert_eq!(store.cursors().unwrap()[&HERE], 4);
    // Put back by a snapshot to two entries, and then others came: one in the place of what was lost.
    let (epoch, device) = (hub.epoch, store.identity().unwrap().device);
    hub.restore(2, device, 0);
    hub.epoch = epoch;
    let late = new_job(&mut hub, 9);
    assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
    assert!(lines(&store, 77).len() >= 4, "{:?}", lines(&store, 77));
    assert!(store.event_count().unwrap() >= 5, "what came in the place of a lost one is here: {late:?}");
    assert_eq!(lines(&store, 1), ["mine"]);
    let mine = hub.stream.iter().flat_map(|(event, _)| event).filter(|event| event.header().device == device);
    assert_eq!(mine.count(), 1, "and what the hub lost of this phone is there again");
}
