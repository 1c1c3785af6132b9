//! A job that went its whole way, as its pages, its paper and the figures show it.

use super::browser::Browser;
use crate::testing::{Company, TestHub};
use fettle_core::domain::checks::{Answer, Check, CheckEvent, CheckStart, Definition, Slot, Value};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::{self, SignInput};
use fettle_core::domain::jobs::document::{Document, DocumentSigned, Party};
use fettle_core::domain::jobs::sheet::{Cause, CostKind, Outcome, Payer, SheetLanguage};
use fettle_core::domain::jobs::{
    Assignment, CauseFinding, Completion, Cost, CostsOnSheet, DayReport, FaultClass, FromGallery, Job, JobEvent,
    Judgement, Photo, PhotoAdded, SheetSources, Work, build_daily, build_sheet,
};
use fettle_core::domain::people::{Actor, Role, Roles};
use fettle_core::domain::sites::{Customer, Site, SiteChange, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, BlobRef, Draft, Subject};
use fettle_media::label::Label;
use fettle_media::signature::{Point, Signature, Stroke};
use std::collections::BTreeMap;

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

pub(super) async fn blob(hub: &TestHub, bytes: Vec<u8>, media_type: &str) -> BlobRef {
    let info = hub.hub.blobs.put(bytes, media_type).await.expect("a blob");
    BlobRef { hash: info.hash, size: info.size, media_type: info.media_type }
}

/// Plays the engineer's part, up to the signature.
pub(crate) async fn signed(hub: &TestHub, company: &Company) -> JobId {
    signed_by(hub, company, "刘建国", None).await
}

/// The same, signed by somebody of this name, with a check of a list whose items are photos: each is answered with `picture`.
pub(super) async fn signed_by(
    hub: &TestHub,
    company: &Company,
    signer: &str,
    check: Option<(&Definition, &Photo)>,
) -> JobId {
    let job = hub.job(company, vec![company.engineer]).await;
    let me = company.engineer;
    let record = async |event: JobEvent| {
        hub.advance(60_000);
        hub.record(me, vec![Draft::new(job.into(), &event)]).await;
    };
    let judged = Judgement { class: FaultClass::Hardware, level: 2, remark: String::new() };
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Judged(judged))]).await;
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![me] }))]).await;
    record(JobEvent::Left(fettle_core::domain::jobs::Departure { check: None })).await;
    record(JobEvent::Arrived(Default::default())).await;
    record(JobEvent::Started {}).await;
    let picture =
        blob(hub, Label::new("photo", &[]).expect("a label").to_png(4).expect("a picture"), "image/png").await;
    let photo = Photo {
        blob: picture.clone(),
        thumbnail: None,
        caption: "接头氧化".into(),
        taken_at: time(hub.hub.clock.now_ms()),
        gallery: None,
    };
    let added = JobEvent::PhotoAdded(PhotoAdded { photo, equipment: None });
    hub.record(me, vec![Draft::new(job.into(), &added).with_blobs([picture])]).await;
    let cost = Cost {
        kind: CostKind::Hours,
        payer: Payer::Us,
        amount: 20_000,
        currency: "CNY".into(),
        basis: "合同 4.2".into(),
        photos: Vec::new(),
    };
    record(JobEvent::CostAdded(cost)).await;
    let mut checks: Vec<(Check, Definition)> = Vec::new();
    if let Some((list, photo)) = check {
        let subject = Subject::new(Check::KIND, hub.fresh());
        let start = CheckStart { job, checklist: list.id(), code: list.code.clone(), equipment: Vec::new() };
        hub.record(me, vec![Draft::new(subject.clone(), &CheckEvent::Started(start))]).await;
        for item in &list.items {
            let answer = Answer::given(Value::Photo, "", vec![photo.clone()]);
            let answered = CheckEvent::Answered { slot: Slot::of(item.id.clone()), answer };
            hub.record(me, vec![Draft::new(subject.clone(), &answered).with_blobs(photo.blobs())]).await;
        }
        let state = hub.hub.ledger.get::<Check>(subject.id()).await.expect("read").expect("there").state;
        checks.push((state, list.clone()));
    }
    let checks: Vec<(&Check, &Definition)> = checks.iter().map(|(check, list)| (check, list)).collect();
    let cause = CauseFinding { cause: Cause::ConnectorQuality, diagnosis: "接头氧化".into() };
    record(JobEvent::CauseFound(cause)).await;
    record(JobEvent::Completed(Completion { summary: "换接头后正常".into(), ..Completion::default() })).await;

    // No hand repeats itself to the byte: a sheet with strokes that stand on another one is doubted, so two draws must not meet by chance.
    let when = u32::try_from(hub.fresh().as_u128() % 2_000_000_000).unwrap_or_default();
    let points = (0..20u32).map(|i| Point { x: f64::from(i) * 4.0, y: f64::from(i % 5) * 6.0, t_ms: when + i * 10 });
    let strokes = Signature::new(200.0, 100.0, vec![Stroke { points: points.collect() }]).expect("strokes");
    let strokes = blob(hub, strokes.to_json().expect("json"), "application/json").await;
    let customer = hub.hub.ledger.get::<Customer>(company.customer.uuid()).await.expect("read").expect("there").state;
    let site = hub.hub.ledger.get::<Site>(company.site.uuid()).await.expect("read").expect("there").state;
    let job_state = state(hub, job).await;
    let people = BTreeMap::from([(me, "张工".to_owned())]);
    let sources = SheetSources {
        job: &job_state,
        checks: &checks,
        customer: &customer,
        site: &site,
        equipment: &BTreeMap::new(),
        cards: &BTreeMap::new(),
        people: &people,
        language: SheetLanguage::Chinese,
        costs: CostsOnSheet::default(),
        opinion: None,
    };
    let actor = Actor {
        person: me,
        roles: Roles::from([Role::Engineer]),
        centre: Some(company.centre),
        device_short: "A1".into(),
        next_count: 1,
    };
    let input = SignInput {
        outcome: Outcome::Signed,
        seen_hash: build_sheet(&sources).expect("a sheet").hash().expect("a hash"),
        name: signer.into(),
        title: "所长".into(),
        phone: "010-65120000".into(),
        position: None,
        strokes: Some(strokes),
    };
    let drafts = commands::sign(&sources, &actor, input, time(hub.hub.clock.now_ms())).expect("signed");
    hub.record(me, drafts).await;
    job
}

#[tokio::test]
async fn a_signed_job_shows_its_photo_its_sheet_and_its_paper() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed(&hub, &company).await;
    let hash = state(&hub, job).await.current_sheet().expect("a sheet").hash().to_string();
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&format!("/jobs/{job}")).await.body;
    for shown in [
        hash.as_str(),
        "刘建国",
        "接头氧化",
        "CNY 200.00",
        "Service provider (free of charge) pays",
        "Connector defect",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    let picture = page.split("<img src=\"/sync").nth(1).and_then(|rest| rest.split('"').next()).expect("a photo");
    let answer = desk.get(&format!("/sync{picture}")).await;
    assert_eq!((answer.status, answer.kind.as_str()), (200, "image/png"));
    for lang in ["zh-CN", "en", "both"] {
        let paper = desk.get(&format!("/jobs/{job}/report.pdf?lang={lang}")).await;
        assert_eq!((paper.status, paper.kind.as_str()), (200, "application/pdf"), "{}", paper.body);
        assert!(paper.body.starts_with("%PDF-"));
    }
    let mut stranger = Browser::of(&hub, "stranger").await;
    for path in [format!("/jobs/{job}/report.pdf?lang=en"), format!("/sync{picture}")] {
        assert_eq!(stranger.get(&path).await.status, 404, "{path}");
    }
    // What the QR on the paper leads to names nobody.
    let mut anyone = Browser::new(&hub);
    let public = anyone.get(&format!("/verify/{hash}")).await;
    assert_eq!(public.status, 200);
    assert!(public.body.contains("Genuine"), "{}", public.body);
    // Which document it is, as the paper says: number, site, day.
    let known = state(&hub, job).await;
    let site = hub.hub.ledger.get::<Site>(company.site.uuid()).await.expect("read").expect("there").state;
    let arrived = known.visits.last().and_then(|visit| visit.arrived).expect("there").at;
    let day = arrived.with_timezone(&site.tz()).date_naive().to_string();
    for told in [known.number(), site.name.en.as_str(), day.as_str(), "Date of visit"] {
        assert!(public.body.contains(told), "{told}: {}", public.body);
    }
    for kept in ["刘建国", "张工", "010-65120000", &site.address, "接头氧化"] {
        assert!(kept.is_empty() || !public.body.contains(kept), "{kept} is on the public page");
    }
    let (hash_at, number_at) = (public.body.find("<code>"), public.body.find(known.number()));
    assert!(number_at < hash_at, "people read numbers before digits");
}

/// The page says what the paper says, also after the site's record says something else.
#[tokio::test]
async fn the_public_page_knows_the_site_as_it_was_signed() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let site = hub.hub.ledger.get::<Site>(company.site.uuid()).await.expect("read").expect("there").state;
    let job = signed(&hub, &company).await;
    let path = format!("/verify/{}", state(&hub, job).await.current_sheet().expect("a sheet").hash());
    assert!(Browser::new(&hub).get(&path).await.body.contains(site.name.en.as_str()));
    let name = Some(Bilingual::same("Ward of the minister"));
    let changed = SiteEvent::Changed { change: SiteChange { name, ..SiteChange::default() } };
    hub.record(company.desk, vec![Draft::new(company.site.into(), &changed)]).await;
    let public = Browser::new(&hub).get(&path).await.body;
    assert!(public.contains(site.name.en.as_str()) && !public.contains("Ward of the minister"), "{public}");
}

/// Who had it signed gets the sealed paper on the phone, by its token; nobody else does, and no document is made up.
#[tokio::test]
async fn a_phone_gets_the_sealed_paper_of_its_own_job() {
    use crate::tests::phone::Phone;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed(&hub, &company).await;
    let hash = state(&hub, job).await.current_sheet().expect("a sheet").hash();
    let path = |hash: &str, lang: &str| format!("/sync/v1/papers/{job}/{hash}/{lang}");
    let own = path(&hash.to_string(), "zh-CN");
    let mine = Phone::enrolled(&hub, company.engineer).await;
    let answer = mine.ask(reqwest::Method::GET, &own).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert!(answer.bytes().await.expect("bytes").starts_with(b"%PDF-"));
    for other in [path(&"ab".repeat(32), "en"), path(&hash.to_string(), "xx"), path("nonsense", "en")] {
        assert_eq!(mine.ask(reqwest::Method::GET, &other).send().await.expect("an answer").status(), 404, "{other}");
    }
    let stranger = Phone::enrolled(&hub, company.stranger).await;
    assert_eq!(stranger.ask(reqwest::Method::GET, &own).send().await.expect("an answer").status(), 404);
    let nobody = Phone::unknown(&hub, company.engineer);
    assert_eq!(nobody.ask(reqwest::Method::GET, &own).send().await.expect("an answer").status(), 401);
}

/// One photo counts for several places of a job: it is seen once, and one that was on the phone already says so.
#[tokio::test]
async fn a_photo_is_shown_once_and_says_that_it_is_from_the_gallery() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let me = company.engineer;
    let job = hub.job(&company, vec![me]).await;
    let bytes = Label::new("photo", &[]).expect("a label").to_png(4).expect("a picture");
    let picture = blob(&hub, bytes, "image/png").await;
    let photo = Photo {
        blob: picture.clone(),
        thumbnail: None,
        caption: String::new(),
        taken_at: time(hub.hub.clock.now_ms()),
        gallery: Some(FromGallery { original: picture.hash, local: None, offset: None, position: None, dated: false }),
    };
    for _ in 0..2 {
        let added = JobEvent::PhotoAdded(PhotoAdded { photo: photo.clone(), equipment: None });
        hub.record(me, vec![Draft::new(job.into(), &added).with_blobs([picture.clone()])]).await;
    }
    let page = Browser::of(&hub, "desk").await.get(&format!("/jobs/{job}")).await.body;
    assert_eq!(page.matches("<figure>").count(), 1, "{page}");
    assert!(page.contains("from the gallery, time not known"), "{page}");
}

#[tokio::test]
async fn the_table_of_causes_opens_to_its_jobs() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed(&hub, &company).await;
    let unsigned = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    // Every job counts once, in however many streams it is; one of another centre does not.
    let far = Company { centre: company.other_centre, desk: hub.hub.ledger.system(), ..company };
    hub.job(&far, vec![company.stranger]).await;
    let table = desk.get("/figures").await.body;
    assert!(table.contains("Jobs in your region: 2") && table.contains("From 1 service report that"), "{table}");
    for (login, jobs) in [("admin", 3), ("manager", 2), ("engineer", 2), ("stranger", 1)] {
        let table = Browser::of(&hub, login).await.get("/figures").await.body;
        let sheets = u8::from(login != "stranger");
        let total = format!("<td class=\"num\">{sheets}</td><td></td>");
        assert!(table.contains(&format!("Jobs in your region: {jobs}")) && table.contains(&total), "{login}: {table}");
    }
    assert!(
        table.contains("<a href=\"/jobs?cause=connector_quality\">Connector defect</a>") && table.contains("100.0 %")
    );
    let list = desk.get("/jobs?cause=connector_quality").await.body;
    assert!(list.contains(&job.to_string()) && !list.contains(&unsigned.to_string()));
}

#[tokio::test]
async fn a_job_without_a_sheet_has_no_paper_and_is_closed_only_after_the_call() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let open = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let paper = desk.get(&format!("/jobs/{open}/report.pdf?lang=en")).await;
    assert_eq!(paper.status, 404);
    assert!(paper.body.contains("There is no service report of this job"));
    let job = signed(&hub, &company).await;
    let path = format!("/jobs/{job}");
    desk.get(&path).await;
    assert!(desk.post(&format!("{path}/close"), &[]).await.body.contains("has not had a follow-up call yet"));
    let call = [("gone", "yes"), ("satisfaction", "5"), ("spoke_with", "刘建国")];
    assert_eq!(desk.post(&format!("{path}/call"), &call).await.status, 303);
    // What was left out on the way was flagged; a person says so before the job is closed.
    for flag in state(&hub, job).await.open_flags() {
        let event = flag.event.to_string();
        let fields = [("event", event.as_str()), ("code", &flag.code), ("decision", "looked into")];
        assert_eq!(desk.post(&format!("{path}/flag"), &fields).await.status, 303);
    }
    assert_eq!(desk.post(&format!("{path}/close"), &[]).await.status, 303);
    assert!(state(&hub, job).await.closed.is_some());
}

/// The smallest true case of several parties: our manager signs, by the own account, the document that stood on the page.
#[tokio::test]
async fn a_manager_countersigns_the_document_that_stood_on_the_page() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed(&hub, &company).await;
    let hash = state(&hub, job).await.current_sheet().expect("a sheet").hash();
    let (path, document) = (format!("/jobs/{job}"), hash.to_string());
    let fields = [("document", document.as_str()), ("title", "服务经理")];
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(!desk.get(&path).await.body.contains("/countersign"), "no button for who may not");
    assert_eq!(desk.post(&format!("{path}/countersign"), &fields).await.status, 422);
    let mut manager = Browser::of(&hub, "manager").await;
    assert!(manager.get(&path).await.body.contains("/countersign"));
    let other = [("document", "00"), ("title", "")];
    assert!(manager.post(&format!("{path}/countersign"), &other).await.body.contains("no such document"));
    assert_eq!(manager.post(&format!("{path}/countersign"), &fields).await.status, 303);
    let known = state(&hub, job).await;
    let sheet = known.current_sheet().expect("stands");
    let answered = sheet.answer_of(&Party::OwnManager).expect("on record");
    assert!(
        answered.answer.is_signed() && answered.answer.is_to(hash) && answered.answer.signature.title == "服务经理"
    );
    assert_eq!((sheet.leading().party, sheet.answers().count()), (Party::Customer, 2));
    let page = manager.get(&path).await.body;
    assert!(page.contains("Our manager") && !page.contains("/countersign"), "once");
    assert!(
        manager.post(&format!("{path}/countersign"), &fields).await.body.contains("has signed the document already")
    );
    let paper = manager.get(&format!("{path}/report.pdf?lang=both")).await;
    assert_eq!((paper.status, paper.kind.as_str()), (200, "application/pdf"), "{}", paper.body);
    let public = Browser::new(&hub).get(&format!("/verify/{hash}")).await.body;
    assert!(public.contains("Our manager") && public.contains("Customer") && !public.contains("服务经理"), "{public}");
    assert_eq!(public.matches("Signed by the customer").count(), 1, "a manager is no customer: {public}");
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// The daily report from the phone's record to the page, its paper, and the public page.
#[tokio::test]
async fn a_daily_report_stands_on_the_page_has_a_paper_and_is_found_by_its_hash() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let me = company.engineer;
    let record = async |event: JobEvent| {
        hub.advance(60_000);
        hub.record(me, vec![Draft::new(job.into(), &event)]).await;
    };
    record(JobEvent::Arrived(Default::default())).await;
    record(JobEvent::Started {}).await;
    let now = time(hub.hub.clock.now_ms());
    record(JobEvent::Worked(Work { from: now, to: None, text: "敷设光缆 300 米".into() })).await;
    let site = hub.hub.ledger.get::<Site>(company.site.uuid()).await.expect("read").expect("there").state;
    let customer = hub.hub.ledger.get::<Customer>(company.customer.uuid()).await.expect("read").expect("there").state;
    let day = now.with_timezone(&site.tz()).date_naive();
    record(JobEvent::DayReported(DayReport {
        day,
        done: "完成一半".into(),
        next: "明天熔接".into(),
        reason: String::new(),
    }))
    .await;
    let known = state(&hub, job).await;
    let strokes = Signature::new(
        300.0,
        200.0,
        vec![Stroke {
            points: (0..20).map(|i| Point { x: f64::from(i) * 9.0, y: f64::from(i % 7) * 20.0, t_ms: i * 9 }).collect(),
        }],
    );
    let strokes = blob(&hub, strokes.expect("strokes").to_json().expect("json"), "application/json").await;
    let sources = SheetSources {
        job: &known,
        checks: &[],
        customer: &customer,
        site: &site,
        equipment: &BTreeMap::new(),
        cards: &BTreeMap::new(),
        people: &BTreeMap::new(),
        language: SheetLanguage::Both,
        costs: CostsOnSheet::default(),
        opinion: None,
    };
    let daily = build_daily(&sources).expect("built");
    let document = Document::of_daily(&daily).expect("written");
    let actor = Actor {
        person: me,
        roles: Roles::from([Role::Engineer]),
        centre: Some(company.centre),
        device_short: "T1".into(),
        next_count: 1,
    };
    let input = SignInput {
        outcome: Outcome::Signed,
        seen_hash: document.hash.to_string(),
        name: "刘建国".into(),
        title: String::new(),
        phone: "010-1".into(),
        position: None,
        strokes: Some(strokes),
    };
    let drafts = commands::sign_daily(&sources, &actor, input, now).expect("signed");
    hub.record(me, drafts).await;
    hub.hub.ledger.look_at_sheets().await.expect("looked");
    let known = state(&hub, job).await;
    assert!(known.open_flags().all(|flag| flag.code != "sheet_differs"), "{:?}", known.flags);
    let hash = known.daily_of(day).expect("counts").hash();
    let mut manager = Browser::of(&hub, "manager").await;
    let page = manager.get(&format!("/jobs/{job}")).await.body;
    let paper = format!("/jobs/{job}/documents/{hash}/paper.pdf");
    for shown in ["Daily report", "刘建国", &day.to_string(), &paper, "/countersign"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let document = hash.to_string();
    let fields = [("document", document.as_str()), ("title", "")];
    assert_eq!(manager.post(&format!("/jobs/{job}/countersign"), &fields).await.status, 303);
    for lang in ["zh-CN", "en", "both"] {
        let answer = manager.get(&format!("{paper}?lang={lang}")).await;
        assert_eq!((answer.status, answer.kind.as_str()), (200, "application/pdf"), "{}", answer.body);
    }
    assert_eq!(manager.get(&format!("/jobs/{job}/report.pdf?lang=en")).await.status, 404, "no service report yet");
    assert_eq!(Browser::of(&hub, "stranger").await.get(&paper).await.status, 404);
    let public = Browser::new(&hub).get(&format!("/verify/{hash}")).await.body;
    assert!(public.contains("Daily report") && public.contains("Our manager") && !public.contains("光缆"), "{public}");
    // One that says more than was recorded is put before a person, and no paper is made of it.
    let mut forged = daily;
    forged.work[0].entry.text = "敷设光缆 3000 米".into();
    (forged.revision, forged.replaces) = (1, Some(hash.to_string()));
    let document = Document::of_daily(&forged).expect("written");
    let mut answer = known.daily_of(day).expect("counts").leading().clone();
    answer.signature.document_hash = document.hash.to_string();
    let (forged, blobs) = (document.hash, answer.strokes.clone());
    record_with(&hub, me, job, JobEvent::Signed(DocumentSigned { document, answer }), blobs).await;
    hub.hub.ledger.look_at_sheets().await.expect("looked");
    let known = state(&hub, job).await;
    assert!(known.open_flags().any(|flag| flag.code == "sheet_differs"), "{:?}", known.flags);
    assert_eq!(known.daily_of(day).map(|signed| signed.hash()), Some(hash), "the honest one counts");
    assert_eq!(manager.get(&format!("/jobs/{job}/documents/{forged}/paper.pdf?lang=en")).await.status, 409);
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

async fn record_with(
    hub: &TestHub,
    by: fettle_core::kernel::PersonId,
    job: JobId,
    event: JobEvent,
    blobs: impl IntoIterator<Item = BlobRef>,
) {
    hub.advance(60_000);
    hub.record(by, vec![Draft::new(job.into(), &event).with_blobs(blobs)]).await;
}
