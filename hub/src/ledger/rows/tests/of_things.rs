//! Jobs of a customer, a site, a machine, a contract and a kind; what their words are; sites and customers of a centre.

use super::{asks, holds, listed, names, sites, today, viewer};
use crate::ledger::{Directory, Facet, JobSort, Jobs, Key, Which};
use crate::testing::{Company, TestHub};
use crate::tests::growth::reads;
use chrono::TimeDelta;
use fettle_core::domain::ids::{CentreId, CustomerId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::jobs::{Cancellation, CauseFinding, Completion, Diagnosis, Job, JobEvent, Report, Work};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{
    ContractChange, ContractEvent, ContractId, CustomerDetails, CustomerEvent, EquipmentChange, EquipmentDetails,
    EquipmentEvent, EquipmentId, SheetLanguage, SiteChange, SiteDetails, SiteEvent, Terms,
};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;

/// A report with something of its own.
async fn reported(hub: &TestHub, company: &Company, change: impl FnOnce(&mut Report)) -> JobId {
    let job = JobId::from(hub.fresh());
    hub.record(hub.hub.ledger.system(), vec![report(hub, company, job, change)]).await;
    hub.advance(60_000);
    job
}

fn report(hub: &TestHub, company: &Company, job: JobId, change: impl FnOnce(&mut Report)) -> Draft {
    let draft = hub.report(company, job, format!("N-{job}"));
    let mut report: Report = serde_json::from_str(&draft.body).expect("a report");
    change(&mut report);
    Draft::new(job.into(), &JobEvent::Reported(report))
}

async fn contract(hub: &TestHub, company: &Company, number: &str) -> ContractId {
    let id: ContractId = hub.fresh().into();
    let terms = Terms {
        customer: company.customer,
        number: number.into(),
        sites: [company.site].into(),
        services: Default::default(),
        promises: Default::default(),
        inspections_a_year: 0,
        starts: today() - TimeDelta::days(700),
        ends: today() + TimeDelta::days(700),
        watermark: false,
        language: SheetLanguage::Chinese,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &ContractEvent::Agreed { terms })]).await;
    id
}

async fn machine(hub: &TestHub, site: SiteId, sn: &str) -> EquipmentId {
    let id: EquipmentId = hub.fresh().into();
    let details = EquipmentDetails {
        site,
        pn: "DS-2DC4".into(),
        sn: sn.into(),
        name: Bilingual::new("球机", "PTZ camera"),
        class: "camera_ptz".into(),
        place: "门厅".into(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &EquipmentEvent::Registered { details })]).await;
    id
}

async fn customer(hub: &TestHub, name: &str, centre: Option<CentreId>) -> CustomerId {
    let id: CustomerId = hub.fresh().into();
    let details = CustomerDetails { name: Bilingual::same(name), centre, ..CustomerDetails::default() };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &CustomerEvent::Registered { details })]).await;
    id
}

/// Where the jobs stand that answer, read by pages of two, and counted.
async fn places(hub: &TestHub, jobs: &[JobId], asks: Jobs<'_>) -> Vec<usize> {
    let (mut all, mut after): (Vec<usize>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.jobs(&asks, after.as_ref(), 2).await.expect("read");
        all.extend(page.rows.iter().map(|row| jobs.iter().position(|job| *job == row.id).expect("known")));
        let Some(next) = page.next else { break };
        after = Some(next.to_string().parse().expect("a key"));
    }
    assert_eq!(hub.hub.ledger.count_jobs(&asks, 100).await.expect("counted"), (all.len(), false), "{asks:?}");
    all
}

#[tokio::test]
async fn jobs_are_listed_by_what_they_are_of_in_every_order_and_beside_every_other_filter() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let annex = sites(&hub, &company, &["附楼"], false).await[0];
    let other = customer(&hub, "西城分局", None).await;
    let far: SiteId = hub.fresh().into();
    let details = SiteDetails::new(other, company.centre, Bilingual::same("西单"), "Asia/Shanghai");
    hub.record(hub.hub.ledger.system(), vec![Draft::new(far.into(), &SiteEvent::Registered { details })]).await;
    let agreed = contract(&hub, &company, "HT-2026-7").await;
    let ptz = machine(&hub, company.site, "SN20230045").await;
    let jobs = [
        reported(&hub, &company, |_| {}).await,
        reported(&hub, &company, |report| {
            (report.site, report.contract, report.kind) = (annex, Some(agreed), JobKind::Inspection);
        })
        .await,
        reported(&hub, &company, |report| {
            (report.equipment, report.contract) = (vec![ptz], Some(agreed));
        })
        .await,
        reported(&hub, &company, |report| (report.customer, report.site) = (other, far)).await,
        reported(&hub, &company, |report| report.kind = JobKind::Training).await,
        reported(&hub, &company, |report| {
            (report.equipment, report.kind) = (vec![ptz], JobKind::Inspection);
        })
        .await,
    ];
    hub.assign(&company, jobs[5], vec![company.stranger]).await;
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "by mistake".into(), at_work: Vec::new() });
    hub.record(company.desk, vec![Draft::new(jobs[0].into(), &cancelled)]).await;
    let (desk, admin, stranger) = (
        viewer(&hub, company.desk).await.reach,
        viewer(&hub, company.admin).await.reach,
        viewer(&hub, company.stranger).await.reach,
    );
    let none: &[usize] = &[];
    for reach in [&desk, &admin] {
        let all = Jobs::all(reach, Lang::Zh);
        for (asks, found) in [
            (Jobs { customer: Some(company.customer), ..all.clone() }, vec![5, 4, 2, 1, 0]),
            (Jobs { customer: Some(other), ..all.clone() }, vec![3]),
            (Jobs { site: Some(company.site), ..all.clone() }, vec![5, 4, 2, 0]),
            (Jobs { site: Some(annex), ..all.clone() }, vec![1]),
            (Jobs { equipment: Some(ptz), ..all.clone() }, vec![5, 2]),
            (Jobs { contract: Some(agreed), ..all.clone() }, vec![2, 1]),
            (Jobs { kind: Some(JobKind::Inspection), ..all.clone() }, vec![5, 1]),
            (Jobs { kind: Some(JobKind::Consulting), ..all.clone() }, vec![]),
        ] {
            assert_eq!(places(&hub, &jobs, asks.clone()).await, found, "{asks:?}");
            let oldest = places(&hub, &jobs, Jobs { sort: JobSort::Oldest, ..asks.clone() }).await;
            assert_eq!(oldest, found.iter().rev().copied().collect::<Vec<_>>(), "{asks:?}");
            for sort in [JobSort::Level, JobSort::Status, JobSort::Site] {
                let mut sorted = places(&hub, &jobs, Jobs { sort, ..asks.clone() }).await;
                sorted.sort_unstable_by(|one, other| other.cmp(one));
                assert_eq!(sorted, found, "{sort:?} {asks:?}");
            }
            // Words, and what is open, within it.
            assert_eq!(places(&hub, &jobs, Jobs { words: "无图像", ..asks.clone() }).await, found, "{asks:?}");
            let open = places(&hub, &jobs, Jobs { which: Which::Open, ..asks.clone() }).await;
            assert_eq!(open, found.into_iter().filter(|job| *job != 0).collect::<Vec<_>>(), "{asks:?}");
        }
        // Together: each cuts down further.
        let of = Jobs { customer: Some(company.customer), kind: Some(JobKind::Inspection), ..all.clone() };
        assert_eq!(places(&hub, &jobs, of.clone()).await, [5, 1]);
        assert_eq!(places(&hub, &jobs, Jobs { equipment: Some(ptz), ..of.clone() }).await, [5]);
        assert_eq!(places(&hub, &jobs, Jobs { engineer: Some(company.stranger), ..of.clone() }).await, [5]);
        assert_eq!(places(&hub, &jobs, Jobs { engineer: Some(company.engineer), ..of.clone() }).await, none);
        assert_eq!(places(&hub, &jobs, Jobs { centre: Some(company.other_centre), ..of.clone() }).await, none);
        assert_eq!(places(&hub, &jobs, Jobs { contract: Some(agreed), words: "附楼", ..of }).await, [1]);
        assert_eq!(places(&hub, &jobs, Jobs { customer: Some(other), site: Some(annex), ..all }).await, none);
    }
    // Whoever is of another centre sees the own ones of it.
    for asks in [
        Jobs { customer: Some(company.customer), ..Jobs::all(&stranger, Lang::Zh) },
        Jobs { site: Some(company.site), ..Jobs::all(&stranger, Lang::Zh) },
        Jobs { equipment: Some(ptz), ..Jobs::all(&stranger, Lang::Zh) },
        Jobs { kind: Some(JobKind::Inspection), ..Jobs::all(&stranger, Lang::Zh) },
    ] {
        assert_eq!(places(&hub, &jobs, asks).await, [5]);
    }
    let nobody = Reach::Streams(Default::default());
    let left = Jobs { customer: Some(company.customer), ..Jobs::all(&nobody, Lang::Zh) };
    assert_eq!(places(&hub, &jobs, left).await, none, "who left reaches nothing");
    holds(&hub).await;
}

#[tokio::test]
async fn a_job_is_found_by_the_codes_of_its_machine_its_contract_and_what_was_found_and_done() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let ledger = &hub.hub.ledger;
    let agreed = contract(&hub, &company, "HT-2026-7").await;
    let ptz = machine(&hub, company.site, "SN20230045").await;
    let job = reported(&hub, &company, |report| {
        (report.equipment, report.contract) = (vec![ptz], Some(agreed));
    })
    .await;
    reported(&hub, &company, |_| {}).await;
    let record = async |event: JobEvent| hub.record(ledger.system(), vec![Draft::new(job.into(), &event)]).await;
    let diagnosis = Diagnosis { scene: "云台卡死".into(), level: 3, handling: "断电重启".into() };
    record(JobEvent::Diagnosed(diagnosis)).await;
    let work = Work { from: time(hub.hub.clock.now_ms()), to: None, text: "更换减速电机".into() };
    record(JobEvent::Worked(work)).await;
    let cause = CauseFinding { cause: Cause::ConnectorQuality, diagnosis: "接头氧化发黑".into() };
    record(JobEvent::CauseFound(cause)).await;
    record(JobEvent::Completed(Completion { summary: "云台转动顺畅".into(), ..Completion::default() })).await;
    let desk = viewer(&hub, company.desk).await.reach;
    let found = async |typed: &str| {
        let found = ledger.search(&desk, typed, &["job"], 9).await.expect("read");
        assert!(found.iter().all(|one| !one.exact), "{typed}: it is the machine's code, not the job's");
        match found.as_slice() {
            [] => false,
            [one] => one.subject == Subject::from(job),
            _ => panic!("{typed}: both"),
        }
    };
    let causes =
        Lang::ALL.map(|lang| fettle_core::text::code_text(lang, "papers-cause-", Cause::ConnectorQuality.code()));
    for typed in
        ["sn20230045", "0045", "HT-2026-7", "球机", "卡死", "断电 重启", "减速电机", "氧化", "转动", "ptz camera"]
    {
        assert!(found(typed).await, "{typed}");
    }
    for text in &causes {
        assert!(found(text).await, "{text}");
    }
    // Its list finds the same, within any other filter.
    let asks = Jobs { words: "0045 减速", equipment: Some(ptz), ..Jobs::all(&desk, Lang::Zh) };
    assert_eq!(ledger.jobs(&asks, None, 5).await.expect("read").rows.len(), 1);
    let change = async |event: EquipmentEvent| hub.record(company.desk, vec![Draft::new(ptz.into(), &event)]).await;
    assert!(!found("qr-88-1").await);
    change(EquipmentEvent::CodeBound { code: "QR-88-1".into() }).await;
    assert!(found("qr-88-1").await, "a label that was put on later");
    change(EquipmentEvent::CodeUnbound { code: "QR-88-1".into() }).await;
    assert!(!found("qr-88-1").await);
    let sn = Some("SN7777".to_owned());
    change(EquipmentEvent::Changed { change: EquipmentChange { sn, ..EquipmentChange::default() } }).await;
    assert!(found("sn7777").await && !found("0045").await);
    let number = ContractChange { number: Some("HT-NEW".into()), ..ContractChange::default() };
    hub.record(company.admin, vec![Draft::new(agreed.into(), &ContractEvent::Changed { change: number })]).await;
    assert!(found("ht-new").await && !found("HT-2026-7").await);
    let number = ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state.number().to_owned();
    assert!(ledger.search(&desk, &number, &["job"], 9).await.expect("read")[0].exact, "its own number is");
    holds(&hub).await;
}

#[tokio::test]
async fn a_page_of_jobs_of_a_thing_costs_the_same_however_many_there_are() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let ledger = &hub.hub.ledger;
    let agreed = contract(&hub, &company, "HT-1").await;
    let other = customer(&hub, "K", None).await;
    let ptz = machine(&hub, company.site, "S-1").await;
    for _ in 0..30 {
        reported(&hub, &company, |report| report.equipment = vec![ptz]).await;
    }
    let (desk, admin) = (viewer(&hub, company.desk).await.reach, viewer(&hub, company.admin).await.reach);
    let mut measured = Vec::new();
    for count in [60, 1_500] {
        // As many more of the same customer, site and contract, and as many of another customer.
        for of_other in [false, true] {
            let draft = |_| {
                let change = |report: &mut Report| match of_other {
                    true => report.customer = other,
                    false => (report.contract, report.kind) = (Some(agreed), JobKind::Inspection),
                };
                report(&hub, &company, hub.fresh().into(), change)
            };
            hub.record(ledger.system(), (0..count).map(draft).collect()).await;
        }
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &admin] {
            let all = Jobs::all(reach, Lang::Zh);
            for asks in [
                Jobs { customer: Some(company.customer), ..all.clone() },
                Jobs { site: Some(company.site), ..all.clone() },
                Jobs { contract: Some(agreed), ..all.clone() },
                Jobs { equipment: Some(ptz), ..all.clone() },
                Jobs { equipment: Some(ptz), which: Which::Open, ..all.clone() },
                Jobs { kind: Some(JobKind::Training), ..all.clone() },
                Jobs { kind: Some(JobKind::Inspection), ..all.clone() },
            ] {
                for sort in [JobSort::Newest, JobSort::Oldest] {
                    let asks = Jobs { sort, ..asks.clone() };
                    let first = ledger.jobs(&asks, None, 25).await.expect("read");
                    for after in [None, first.next.as_ref()] {
                        let page = async { drop(ledger.jobs(&asks, after, 25).await.expect("read")) };
                        work.push((format!("{asks:?}"), reads(ledger, page).await));
                    }
                }
            }
        }
        measured.push(work);
    }
    for ((asks, few), (_, many)) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 3 / 2 + 300, "few {few}, many {many}: {asks}");
    }
}

#[tokio::test]
async fn sites_and_customers_are_cut_down_to_a_centre_and_no_further_than_the_asker_reaches() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let (own, far) = (company.centre, company.other_centre);
    sites(&hub, &company, &["Alpha", "Bravo"], false).await;
    sites(&hub, &company, &["Charlie"], true).await;
    for (name, centre) in [("K1", Some(own)), ("K2", Some(far)), ("K3", None)] {
        customer(&hub, name, centre).await;
    }
    let of = async |kind: &'static str, person: PersonId, centre, words: &'static str| {
        let reach = viewer(&hub, person).await.reach;
        let asks = Directory { facet: Some(Facet::served_by(centre)), words, ..asks(kind, &reach) };
        names(&listed(&hub, &asks, 1).await).join(" ")
    };
    let (admin, desk, engineer) = (company.admin, company.desk, company.engineer);
    assert_eq!(of("site", admin, own, "").await, "Alpha Bravo 和平里派出所");
    assert_eq!(of("site", admin, far, "").await, "Charlie");
    assert_eq!(of("site", desk, own, "bravo").await, "Bravo");
    assert_eq!(of("site", desk, far, "").await, "");
    assert_eq!(of("site", desk, far, "charlie").await, "");
    assert_eq!(
        (of("customer", admin, own, "").await, of("customer", admin, far, "").await),
        ("K1".into(), "K2".into())
    );
    assert_eq!(
        (of("customer", desk, own, "k1").await, of("customer", desk, far, "").await),
        ("K1".into(), String::new())
    );
    // A customer without a site is its centre's office's: nobody in the field has it, by no words either.
    assert_eq!(
        (of("customer", engineer, own, "").await, of("customer", engineer, own, "k1").await),
        Default::default()
    );
    // Of one customer, within a centre.
    let reach = viewer(&hub, admin).await.reach;
    let owner = Some(company.customer.into());
    let both = Directory { owner, facet: Some(Facet::served_by(far)), ..asks("site", &reach) };
    assert_eq!(names(&listed(&hub, &both, 5).await), ["Charlie"]);
    holds(&hub).await;
}

#[tokio::test]
async fn days_of_jobs_follow_the_zone_of_their_site() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let job = reported(&hub, &company, |_| {}).await;
    let day = async || hub.hub.ledger.job_rows(&[job.into()]).await.expect("read")[&Subject::from(job)].day;
    let mut days = Vec::new();
    // It is never the same day in both.
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let change = SiteChange { zone: Some(zone.into()), ..SiteChange::default() };
        let changed = Draft::new(company.site.into(), &SiteEvent::Changed { change });
        hub.record(hub.hub.ledger.system(), vec![changed]).await;
        days.push(day().await);
        holds(&hub).await;
    }
    assert_ne!(days[0], days[1]);
}
