//! What opens many jobs at once, or a job where many machines stand: the work of SQLite, counted as in [`super::growth`].

use super::growth::writes;
use super::hub;
use crate::testing::{Company, TestHub};
use crate::verify::tests::full;
use fettle_core::domain::ids::{JobId, SiteId};
use fettle_core::domain::jobs::{Assignment, Cancellation, JobEvent};
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};

/// A site with few machines and one with hundreds: a job of its own people that opens and closes files none of them.
#[tokio::test]
async fn a_job_costs_the_same_however_many_machines_its_site_has() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let mut measured = Vec::new();
    for count in [5, 495] {
        let machine = |n: usize| {
            let details = serde_json::json!({"details": {"site": company.site, "pn": "PTZ", "sn": format!("S-{count}-{n}"),
                "name": Bilingual::same("PTZ"), "class": "camera_ptz", "place": ""}});
            let (kind, version, body) = ("registered".to_owned(), 1, details.to_string());
            Draft { subject: Subject::new("equipment", hub.fresh()), kind, version, body, blobs: Vec::new() }
        };
        hub.record(ledger.system(), (0..count).map(machine).collect()).await;
        let streams = ledger.streams().await.expect("read");
        for warm in [true, false] {
            let job: JobId = hub.fresh().into();
            let opened = writes(ledger, async {
                hub.record(company.desk, vec![hub.report(&company, job, format!("G-{job}"))]).await;
                hub.assign(&company, job, vec![company.engineer]).await;
                let cancelled = JobEvent::Cancelled(Cancellation { reason: "by mistake".into(), at_work: Vec::new() });
                hub.record(company.desk, vec![Draft::new(job.into(), &cancelled)]).await;
            });
            let opened = opened.await;
            if !warm {
                measured.push(opened);
            }
        }
        let moved: u64 = ledger.streams().await.expect("read").values().sum::<u64>() - streams.values().sum::<u64>();
        assert_eq!(moved, 6, "two jobs of three events, and nothing else");
    }
    assert!(measured[1] < measured[0] * 3 / 2, "beside 5 machines, beside 500: {measured:?}");
}

/// Inspections of many sites that open at once, as a plan does: what one more costs does not grow with their number, nor with the machines there.
#[tokio::test]
async fn inspections_that_open_together_cost_the_same_each() {
    let mut measured = Vec::new();
    for (count, machines) in [(50, 1), (500, 1), (50, 20)] {
        let (hub, company) = hub().await;
        measured.push(inspections(&hub, &company, count, machines).await.0 / count as u64);
        let report = full(hub.data()).await;
        assert!(report.holds(), "{:?}", report.findings);
    }
    assert!(measured[1] < measured[0] * 3 / 2, "50 together, 500 together: {measured:?}");
    assert!(measured[2] < measured[0] * 3 / 2, "with one machine a site, with 20: {measured:?}");
}

#[tokio::test]
#[ignore = "measures, proves nothing: cargo test --release -- --ignored --nocapture five_hundred_inspections"]
async fn five_hundred_inspections() {
    let (hub, company) = hub().await;
    println!("500 inspections of sites with 20 machines: {:?}", inspections(&hub, &company, 500, 20).await.1);
}

/// Sites with machines, and an inspection of each that opens in one commit: what that writes, and how long it takes.
async fn inspections(hub: &TestHub, company: &Company, count: usize, machines: usize) -> (u64, std::time::Duration) {
    let ledger = &hub.hub.ledger;
    let sites: Vec<SiteId> = (0..count).map(|_| hub.fresh().into()).collect();
    for some in sites.chunks(100) {
        let mut drafts = Vec::new();
        for site in some {
            let details =
                SiteDetails::new(company.customer, company.centre, Bilingual::same(site.to_string()), "Asia/Shanghai");
            drafts.push(Draft::new((*site).into(), &SiteEvent::Registered { details }));
            for n in 0..machines {
                let details = serde_json::json!({"details": {"site": site, "pn": "PTZ", "sn": format!("{n}"),
                    "name": Bilingual::same("PTZ"), "class": "camera_ptz", "place": ""}});
                let (kind, version, body) = ("registered".to_owned(), 1, details.to_string());
                let subject = Subject::new("equipment", hub.fresh());
                drafts.push(Draft { subject, kind, version, body, blobs: Vec::new() });
            }
        }
        hub.record(ledger.system(), drafts).await;
    }
    ledger.look_at_sheets().await.expect("looked");
    let mut opened = Vec::new();
    for site in &sites {
        let job: JobId = hub.fresh().into();
        let of_company = Company { site: *site, ..*company };
        opened.push(hub.report(&of_company, job, format!("P-{job}")));
        let to = vec![company.engineer];
        opened.push(Draft::new(job.into(), &JobEvent::Assigned(Assignment { to })));
    }
    let began = std::time::Instant::now();
    let written = writes(ledger, hub.record(ledger.system(), opened)).await;
    (written, began.elapsed())
}
