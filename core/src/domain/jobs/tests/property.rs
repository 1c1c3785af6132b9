//! Any order, repetition and partition of a job's events gives the same job.

use super::desk::solution;
use super::*;
use proptest::prelude::*;

/// Something that one of three phones does.
#[derive(Clone, Debug)]
enum Step {
    Do { phone: usize, what: u8, minutes: i64 },
    Meet { from: usize, to: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3usize, 0u8..28, -500i64..500).prop_map(|(phone, what, minutes)| Step::Do { phone, what, minutes }),
        1 => (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Meet { from, to }),
    ]
}

/// A fact of any kind, whether it fits or not.
fn body(phone: &Phone, what: u8) -> JobEvent {
    let job = phone.job();
    let text = format!("{what}");
    match what {
        0 => JobEvent::Reported(report()),
        1 => JobEvent::Judged(Judgement { class: FaultClass::Line, level: 2, remark: text }),
        2 => JobEvent::VisitAgreed(Visit { from: phone.now, to: phone.now, with: text }),
        3 => JobEvent::Assigned(Assignment { to: vec![phone.person] }),
        4 => JobEvent::Left(Departure { check: None }),
        5 => JobEvent::Arrived(Arrival::default()),
        6 => JobEvent::Started {},
        7 => JobEvent::BackupAnswered(backup()),
        8 => JobEvent::EvidenceAdded(evidence(camera())),
        9 => JobEvent::PartReplaced(part(camera())),
        10 => {
            let replacement = job.parts.last().map_or(EventId::new(uuid(404)), |part| part.moment.event);
            JobEvent::PartSwappedBack(SwapBack { replacement, reason: text })
        }
        11 => JobEvent::WaitingCustomer(Wait { reason: text, until: None }),
        12 => JobEvent::Resumed {},
        13 => JobEvent::CauseFound(CauseFinding { cause: Cause::Other, diagnosis: text }),
        14 => JobEvent::Completed(Completion::default()),
        15 => JobEvent::Cancelled(given_up(&text)),
        16 => JobEvent::Amended(Amendment { reason: text, replaces: Hash::ZERO }),
        17 => JobEvent::Closed {},
        18 => match job.visit.writes().first() {
            Some(write) => JobEvent::ConflictSettled(ConflictSettling { field: JobField::Visit, chosen: write.event }),
            None => JobEvent::Noted { text },
        },
        19 => JobEvent::CameBack {},
        26 => match job.last_step(phone.person) {
            Some(last) => JobEvent::StepWithdrawn { step: last.event },
            None => JobEvent::Noted { text },
        },
        20 => JobEvent::SolvedRemotely(solution()),
        21 => JobEvent::CalledBack(ReturnCall {
            gone: false,
            satisfaction: None,
            spoke_with: text,
            remark: String::new(),
            follow_up: None,
        }),
        22 => JobEvent::RepeatAttributed(RepeatAttribution {
            earlier: JobId::new(uuid(77)),
            reason: RepeatReason::Customer,
            remark: text,
        }),
        23 => {
            let change = ReportChange { symptom: Some(text), company: Some(phone.person.to_string()), ..none() };
            JobEvent::ReportChanged { change }
        }
        24 => {
            let site = SiteId::new(phone.person.uuid());
            let change = ReportChange { site: Some(site), contract: Some(None), ..none() };
            JobEvent::ReportChanged { change }
        }
        25 => match job.written.writes("site").first() {
            Some(write) => JobEvent::ConflictSettled(ConflictSettling { field: JobField::Site, chosen: write.event }),
            None => JobEvent::Noted { text },
        },
        _ => signed(&job),
    }
}

fn none() -> ReportChange {
    ReportChange::default()
}

/// A signature over a minimal sheet of the job's revision.
fn signed(job: &Job) -> JobEvent {
    let mut sheet = SHEET.with(Clone::clone);
    sheet.revision = job.revision();
    let bytes = sheet.canonical_bytes().unwrap();
    let signature = Signature {
        outcome: Outcome::Signed,
        document_hash: hash_hex(&bytes),
        name: "王".into(),
        title: String::new(),
        phone: "1".into(),
        signed_at: at(0),
        position: None,
        strokes: None,
        language: SheetLanguage::Chinese,
    };
    let answer = document::Answer { party: Party::Customer, signature, strokes: None };
    JobEvent::Signed(DocumentSigned { document: Document::of_sheet(&sheet).unwrap(), answer })
}

thread_local! {
    static SHEET: Sheet = Day::completed().build().unwrap();
}

fn play(steps: &[Step]) -> Vec<Event> {
    let mut phones = [Phone::new(1, Role::Desk), Phone::new(2, Role::Engineer), Phone::new(3, Role::Engineer)];
    for step in steps {
        match *step {
            Step::Do { phone, what, minutes } => {
                phones[phone].now = at(minutes);
                let body = body(&phones[phone], what);
                phones[phone].fact(body);
            }
            Step::Meet { from, to } => {
                let other = phones[from].clone();
                phones[to].learn(&other);
            }
        }
    }
    let all: BTreeMap<EventId, Event> = phones.into_iter().flat_map(|phone| phone.known).collect();
    all.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_order_repetition_and_partition_give_the_same_job(
        steps in proptest::collection::vec(step(), 1..40),
        keys in proptest::collection::vec(any::<u32>(), 200),
    ) {
        let events = play(&steps);
        let whole: Folded<Job> = fold(&events);
        // Shuffled, each event up to three times.
        let mut shuffled: Vec<(u32, &Event)> = Vec::new();
        for (at, event) in events.iter().enumerate() {
            for copy in 0..=keys[at % keys.len()] % 3 {
                shuffled.push((keys[(at * 3 + copy as usize) % keys.len()].rotate_left(copy), event));
            }
        }
        shuffled.sort_by_key(|(key, _)| *key);
        let other: Folded<Job> = fold(shuffled.iter().map(|(_, event)| *event));
        prop_assert_eq!(&whole, &other);
        // One by one as they come, folding again when an event is late: as the store does it.
        let mut kept: Vec<&Event> = Vec::new();
        let mut step_by_step: Folded<Job> = Folded::default();
        for (_, event) in &shuffled {
            if kept.iter().any(|known| known.header().id == event.header().id) {
                continue;
            }
            kept.push(event);
            if !step_by_step.push(event) {
                step_by_step = fold(kept.iter().copied());
            }
        }
        prop_assert_eq!(&whole, &step_by_step);
        // What is stored is read back the same.
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Folded<Job>>(&text).unwrap(), whole);
    }

    #[test]
    fn a_signed_sheet_is_never_lost_nor_changed(steps in proptest::collection::vec(step(), 1..40)) {
        let events = play(&steps);
        let job = fold::<Job>(&events).state;
        let mut signed: Vec<String> = Vec::new();
        for event in &events {
            if let Ok(JobEvent::Signed(sheet)) = event.decode() {
                signed.push(sheet.document.text.text().unwrap().into_owned());
            }
        }
        let mut kept: Vec<String> = job.sheets().map(|sheet| sheet.document.text.text().unwrap().into_owned()).collect();
        signed.sort();
        kept.sort();
        prop_assert_eq!(signed, kept);
        prop_assert!(!job.has_sheet() || job.status() != Status::Cancelled);
    }
}
