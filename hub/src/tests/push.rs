//! Push and pull: receipts, repeats, quarantine, release.

use super::hub;
use super::phone::{Phone, refused};
use fettle_core::domain::jobs::{Arrival, Departure, FaultClass, Job, JobEvent};
use fettle_core::kernel::{Body, Draft, EventId, Hash};
use fettle_core::sync::protocol::{ErrorBody, PushLine, paths};

#[tokio::test]
async fn a_phone_enrols_pushes_and_another_pulls() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    assert_ne!(phone.short, other.short);
    let events = [
        phone.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None }))),
        phone.write(&hub, &Draft::new(job.into(), &JobEvent::Arrived(Arrival::default()))),
    ];
    let receipts = phone.push(&events).await;
    assert_eq!(receipts.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(receipts[1].hash, phone.recorder.head.hash);
    assert!(receipts.iter().all(|r| r.quarantined.is_none() && r.notices.is_empty()), "{receipts:?}");
    assert_eq!(phone.hello().await.have, phone.recorder.head);
    let seen: Vec<EventId> = other.pull().await.into_iter().filter_map(|e| e.e).map(|e| e.header().id).collect();
    assert!(events.iter().all(|e| seen.contains(&e.header().id)), "the colleague's centre has the job");
    assert_eq!(hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count, 4);
}

#[tokio::test]
async fn the_same_push_again_gets_the_same_receipts_and_adds_nothing() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let first = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    let receipts = phone.push(std::slice::from_ref(&first)).await;
    hub.advance(60_000);
    assert_eq!(phone.push(std::slice::from_ref(&first)).await, receipts);
    // Overlapping: the old one and a new one.
    let second = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Arrived(Arrival::default())));
    let both = phone.push(&[first, second]).await;
    assert_eq!(both[0], receipts[0]);
    assert_eq!(both.len(), 2);
    assert_eq!(hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count, 4);
}

#[tokio::test]
async fn times_of_receipt_rise_from_commit_to_commit_although_the_clock_stands() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut other = Phone::enrolled(&hub, company.colleague).await;
    let one = [phone.write(&hub, &note("一"))];
    let two = [other.write(&hub, &note("二"))];
    let (one, two) = (phone.push(&one).await[0].at, other.push(&two).await[0].at);
    assert!(one < two, "{one} {two}");
    let recorded = hub.hub.ledger.record(company.desk, vec![note("三")]).await.expect("recorded");
    assert!(recorded[0].received().expect("received") > two);
}

#[tokio::test]
async fn a_compressed_push_and_pull_work() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let event = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "到".into() }));
    let packed = zstd::bulk::compress(phone.lines(&[event]).as_bytes(), 3).expect("packed");
    let answer =
        phone.post(paths::PUSH).header("content-encoding", "zstd").body(packed).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let greeting = phone.hello().await;
    let asked = serde_json::json!({ "epoch": greeting.epoch, "limit": 100,
        "cursors": { "everyone": 0, format!("centre/{}", company.centre): 0 } });
    let answer =
        phone.post(paths::PULL).header("accept-encoding", "zstd").json(&asked).send().await.expect("an answer");
    assert_eq!(answer.headers()["content-encoding"], "zstd");
    let lines = zstd::stream::decode_all(&*answer.bytes().await.expect("bytes")).expect("unpacked");
    let text = String::from_utf8(lines).expect("text");
    let (page, end) = text.split_at(text.trim_end().rfind('\n').map_or(0, |at| at + 1));
    let sha256 = fettle_core::kernel::Hash::of(page.as_bytes());
    assert_eq!(end, format!("{{\"end\":{{\"more\":false,\"sha256\":\"{sha256}\"}}}}\n"));
}

#[tokio::test]
async fn pages_are_followed_by_cursor() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let greeting = phone.hello().await;
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let asked = serde_json::json!({ "epoch": greeting.epoch, "cursors": { "everyone": after }, "limit": 3 });
        let text = phone.post(paths::PULL).json(&asked).send().await.expect("an answer").text().await.expect("text");
        let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).expect("json")).collect();
        assert!(lines.len() <= 4, "three entries and the end");
        for line in &lines[..lines.len() - 1] {
            seen.push(line["entry"]["n"].as_u64().expect("a number"));
        }
        after = *seen.last().expect("entries");
        if lines.last().expect("an end")["end"]["more"] == false {
            break;
        }
    }
    let newest = greeting.streams.iter().find(|(s, _)| s.to_string() == "everyone").expect("everyone").1;
    assert_eq!(seen, (1..=*newest).collect::<Vec<u64>>());
}

#[tokio::test]
async fn what_roles_do_not_allow_is_quarantined_and_can_be_released() {
    let (hub, company) = hub().await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let wrong = phone.write(
        &hub,
        &Draft::new(job.into(), &JobEvent::Assigned(fettle_core::domain::jobs::Assignment { to: vec![] })),
    );
    let good = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    let receipts = phone.push(&[wrong.clone(), good]).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("not_allowed"));
    assert_eq!(receipts[1].quarantined, None, "what follows is taken");
    let held = hub.quarantine().await;
    assert_eq!((held.len(), held[0].code.as_str()), (1, "not_allowed"));
    assert_eq!(held[0].event.header().id, wrong.header().id);
    let before = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count;
    hub.hub.ledger.release(wrong.header().id).await.expect("released");
    assert!(hub.quarantine().await.is_empty());
    let after = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count;
    assert_eq!(after, before + 1);
    let pulled = phone.pull().await.into_iter().filter_map(|entry| entry.e);
    assert!(pulled.into_iter().any(|event| event.origin() == wrong.header().id));
}

#[tokio::test]
async fn another_centres_job_is_out_of_scope() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut stranger = Phone::enrolled(&hub, company.stranger).await;
    let event = stranger.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "?".into() }));
    let id = event.header().id;
    assert!(stranger.hello().await.quarantined.is_empty());
    assert_eq!(stranger.push(&[event]).await[0].quarantined.as_deref(), Some("out_of_scope"));
    let told = stranger.hello().await.quarantined;
    assert_eq!(told.iter().map(|it| (it.event, it.code.as_str())).collect::<Vec<_>>(), [(id, "out_of_scope")]);
    assert!(!stranger.pull().await.iter().any(|entry| entry.s.to_string().contains(&company.centre.to_string())));
}

#[tokio::test]
async fn an_event_in_anothers_name_is_quarantined() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    phone.person = company.colleague;
    let event = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "?".into() }));
    assert_eq!(phone.push(&[event]).await[0].quarantined.as_deref(), Some("not_author"));
}

#[tokio::test]
async fn a_clock_a_year_ahead_is_noticed_and_held_back() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let year = 365 * 24 * 3_600_000;
    let note = Draft::new(job.into(), &JobEvent::Noted { text: "?".into() });
    let event = phone.write_at(&hub, &note, hub.hub.clock.now_ms() + year);
    let receipt = phone.push(&[event]).await.remove(0);
    assert_eq!((receipt.quarantined, receipt.notices), (None, vec!["clock_ahead".to_owned()]));
    let last = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").last.expect("events");
    assert!(last.ms <= hub.hub.clock.now_ms());
}

#[tokio::test]
async fn a_known_type_that_does_not_read_is_quarantined_and_an_unknown_one_passes() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut broken = Draft::new(job.into(), &JobEvent::Noted { text: String::new() });
    broken.body = r#"{"text":7}"#.into();
    let mut newer = broken.clone();
    newer.kind = "teleported".into();
    let events = [phone.write(&hub, &broken), phone.write(&hub, &newer)];
    let receipts = phone.push(&events).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("body_malformed"));
    assert_eq!((&receipts[1].quarantined, &receipts[1].notices), (&None, &vec!["unknown_type".to_owned()]));
    let passed = phone
        .pull()
        .await
        .into_iter()
        .filter_map(|e| e.e)
        .find(|e| e.header().kind == "teleported")
        .expect("passed on");
    assert_eq!(passed.header_text(), events[1].header_text(), "as written");
}

#[tokio::test]
async fn a_chain_with_one_bit_changed_is_refused_and_kept() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let event = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "as it was".into() }));
    let forged = phone.lines(std::slice::from_ref(&event)).replace("as it was", "as it is");
    let refused = super::phone::refused(|| phone.post(paths::PUSH).body(forged.clone()), 409).await;
    assert_eq!(refused.code, "chain_forged");
    let kept = hub.hub.ledger.refused_runs().await.expect("read");
    assert_eq!((kept.len(), kept[0].code.as_str()), (1, "chain_forged"), "kept once, though it came twice");
    let lines = hub.hub.ledger.refused_lines(&kept[0].hash).await.expect("read");
    assert!(lines.contains("as it is"));
    assert_eq!(phone.hello().await.have.number, 0, "the head did not move");
    assert_eq!(phone.push(&[event]).await.len(), 1, "the true one is taken");
}

#[tokio::test]
async fn gaps_forks_and_foreign_signatures_are_told_apart() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut clone = Phone::unknown(&hub, company.engineer);
    clone.recorder = phone.recorder.clone();
    (clone.token, clone.key) = (phone.token.clone(), phone.key.clone());
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let first = phone.write(&hub, &note("a"));
    let second = phone.write(&hub, &note("b"));
    let code =
        async |body: String| super::phone::refused(|| phone.post(paths::PUSH).body(body.clone()), 409).await.code;
    assert_eq!(code(phone.lines(std::slice::from_ref(&second))).await, "chain_gap");
    let mut stranger = phone.signed(phone.recorder.head);
    stranger.signature = fettle_core::kernel::DeviceKey::from_seed(&[250; 32]).sign(b"?");
    assert_eq!(code(super::phone::lines(&[first.clone(), second.clone()], &stranger)).await, "chain_bad_signature");
    let codes = async || -> Vec<String> {
        hub.hub.ledger.refused_runs().await.expect("read").into_iter().map(|run| run.code).collect()
    };
    assert_eq!(codes().await, ["chain_bad_signature", "chain_gap"], "each is kept");
    phone.push(&[first, second]).await;
    let other = clone.write(&hub, &note("c"));
    assert_eq!(code(clone.lines(&[other])).await, "chain_fork");
    assert_eq!(codes().await, ["chain_fork"], "and what the others had is in");
}

#[tokio::test]
async fn the_same_id_under_another_number_is_quarantined() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let note = Draft::new(job.into(), &JobEvent::Noted { text: "a".into() });
    let first = phone.write(&hub, &note);
    let reading = fettle_core::kernel::Reading { wall_ms: 1, mono_ms: 1, boot: uuid::Uuid::nil(), counts_sleep: true };
    let copy =
        phone.recorder.record(reading, first.header().id, phone.person, Default::default(), &note).expect("recorded");
    let receipts = phone.push(&[first, copy]).await;
    assert_eq!(receipts[1].quarantined.as_deref(), Some("duplicate_id"));
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let first = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    phone.push(&[first]).await;
    let before = phone.pull().await.len();
    let hub = hub.restart().await;
    phone.base = hub.address.clone();
    assert_eq!(phone.pull().await.len(), before);
    let second = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Arrived(Arrival::default())));
    assert_eq!(phone.push(&[second]).await[0].number, 2);
    // The console's chain goes on too.
    hub.assign(&company, job, vec![company.colleague]).await;
    assert_eq!(hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count, 5);
}

#[test]
fn a_push_line_is_what_the_protocol_says() {
    let head = serde_json::to_value(PushLine::Head(fettle_core::kernel::SignedHead {
        head: fettle_core::kernel::ChainHead { number: 1, hash: Hash::ZERO },
        signature: "ab".into(),
    }));
    assert_eq!(head.expect("json")["head"]["number"], 1);
}

#[tokio::test]
async fn work_that_comes_before_what_it_is_about_waits_for_it() {
    let (hub, company) = hub().await;
    // The job comes by the colleague's phone, which is late: as after a restore, when each phone refills the hub at its own time.
    let mut first = Phone::enrolled(&hub, company.colleague).await;
    let mut second = Phone::enrolled(&hub, company.engineer).await;
    let job = fettle_core::domain::ids::JobId::new(hub.fresh());
    let reported = first.write(&hub, &hub.report(&company, job, "BJ-C1-1".into()));
    let note = Draft::new(job.into(), &JobEvent::Noted { text: "seen".into() });
    let noted = second.write(&hub, &note);
    let receipts = second.push(std::slice::from_ref(&noted)).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("subject_unknown"));
    first.push(&[reported]).await;
    let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.notes.len(), 1, "it counts now");
    assert!(hub.quarantine().await.is_empty(), "nobody has to look at it");
    let got =
        second.pull().await.into_iter().filter_map(|entry| entry.e).any(|event| event.header().id == noted.header().id);
    assert!(got, "its author learns of it");
}

/// A newer app wrote a code that nobody here knows into an event that everybody knows, and says so by its version: it is on record and passed on,
/// and has its effect when this hub knows it. Without that it is no body.
#[tokio::test]
async fn a_code_of_a_newer_version_of_an_event_is_kept_and_passed_on() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let judged = |version, class| Draft {
        subject: job.into(),
        kind: "judged".into(),
        version,
        body: format!(r#"{{"class":"{class}","level":2}}"#),
        blobs: Vec::new(),
    };
    let (now, later) = (JobEvent::VERSION, JobEvent::VERSION + 1);
    let cases =
        [(later, "of_tomorrow", None), (now, "Of tomorrow", Some("body_malformed")), (now, "of_tomorrow", None)];
    for (version, class, quarantined) in cases {
        let event = phone.write(&hub, &judged(version, class));
        let receipts = phone.push(std::slice::from_ref(&event)).await;
        assert_eq!(receipts[0].quarantined.as_deref(), quarantined, "version {version}");
        let came = phone
            .pull()
            .await
            .into_iter()
            .filter_map(|entry| entry.e)
            .any(|there| there.header().id == event.header().id);
        assert_eq!(came, quarantined.is_none());
    }
    let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    let class = state.judgement.get().map(|judged| judged.class);
    assert_eq!(class.as_ref().map(FaultClass::code), Some("of_tomorrow"), "shown by its code until a version knows it");
    assert!(matches!(class, Some(FaultClass::Newer(_))));
}

/// Who may only hand in fills no disk: neither by what is taken nor by what is refused; and what fits is taken all the same.
#[tokio::test]
async fn what_a_revoked_phone_hands_in_and_what_is_refused_of_it_are_bounded() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    hub.hub.accounts.revoke(company.admin, phone.recorder.device, "lost").await.expect("revoked");
    let note = |text: String| Draft::new(job.into(), &JobEvent::Noted { text });
    // Each run begins behind a gap: the first event is kept back.
    let mut all = vec![phone.write(&hub, &note("first".into()))];
    for n in 0..105 {
        let event = phone.write(&hub, &note(format!("{n}")));
        let lines = phone.lines(std::slice::from_ref(&event));
        assert_eq!(refused(|| phone.post(paths::PUSH).body(lines.clone()), 409).await.code, "chain_gap");
        all.push(event);
    }
    let kept = hub.hub.ledger.refused_runs().await.expect("read");
    assert_eq!(kept.len(), 100, "the newest hundred");
    let newest = hub.hub.ledger.refused_lines(&kept[0].hash).await.expect("read");
    assert!(newest.contains(&all.last().expect("some").header().id.to_string()));
    let receipts = phone.push(&all).await;
    assert!(receipts.iter().all(|receipt| receipt.quarantined.as_deref() == Some("device_revoked")));
    assert!(hub.hub.ledger.refused_runs().await.expect("read").is_empty(), "all of it is on record");
    // Tests stand at 2 MB, hubs at 256.
    let long = "长".repeat(80_000);
    let mut taken = 0;
    let told = loop {
        let event = phone.write(&hub, &note(long.clone()));
        let answer = phone.send(phone.lines(std::slice::from_ref(&event))).await;
        if answer.status() != 200 {
            assert_eq!(answer.status(), 413);
            break answer.json::<ErrorBody>().await.expect("a body");
        }
        taken += 1;
        assert!(taken < 20, "without end");
    };
    assert_eq!((told.code.as_str(), told.args["megabytes"].as_str()), ("too_much_handed_in", "2"));
    assert!(taken >= 8, "{taken} of 240 kB each");
    // What was taken stays, and is listed for who may let it in.
    assert_eq!(phone.hello().await.have.number, 106 + taken);
    assert_eq!(hub.quarantine().await.len() as u64, 106 + taken);
    assert!(hub.hub.ledger.refused_runs().await.expect("read").is_empty(), "what is too much is not kept either");
}
