//! The page of one job, beside many people, beside many jobs, and with much that happened to it.

use super::{jobs, note, reads};
use crate::console::tests::browser::Browser;
use crate::testing::TestHub;
use fettle_core::domain::ids::{EquipmentId, JobId};
use fettle_core::domain::jobs::{JobEvent, Report};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::sites::{EquipmentDetails, EquipmentEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;

/// What the page costs to read; the first time also says what is known of the browser.
async fn page(hub: &TestHub, desk: &mut Browser, job: JobId) -> u64 {
    let path = format!("/jobs/{job}");
    let answer = desk.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    reads(&hub.hub.ledger, async { drop(desk.get(&path).await) }).await
}

#[tokio::test]
async fn the_page_of_a_job_costs_the_same_beside_many_people_and_many_jobs() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let ledger = &hub.hub.ledger;
    let job = jobs(&hub, &company, 1).await[0];
    let mut desk = Browser::of(&hub, "desk").await;
    let mut measured = Vec::new();
    for count in [700, 1_400] {
        let person = |n: usize| {
            let (roles, centre) = (Roles::from([Role::Engineer]), Some(company.centre));
            let name = Bilingual::same(format!("Field {count} {n:03}"));
            let registered = PersonEvent::Registered { name, roles, centre, language: Lang::En };
            Draft::new(Subject::from(PersonId::new(hub.fresh())), &registered)
        };
        hub.record(ledger.system(), (0..count).map(person).collect()).await;
        jobs(&hub, &company, count).await;
        ledger.look_at_sheets().await.expect("looked");
        measured.push(page(&hub, &mut desk, job).await);
    }
    assert!(measured[1] < measured[0] * 5 / 4 + 300, "{measured:?}");
}

/// Each event and each machine of the job is read once.
#[tokio::test]
async fn the_page_of_a_job_grows_by_what_happened_to_it_alone() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let ledger = &hub.hub.ledger;
    let mut desk = Browser::of(&hub, "desk").await;
    let mut measured = Vec::new();
    for (machines, events) in [(5, 20), (5, 220), (5, 420), (25, 20), (45, 20)] {
        let machine = |n: usize| {
            let id = EquipmentId::from(hub.fresh());
            let details = EquipmentDetails {
                site: company.site,
                pn: "PN-1".into(),
                sn: format!("SN-{machines}-{events}-{n}"),
                name: Bilingual::same(format!("Camera {n}")),
                class: "camera".into(),
                place: String::new(),
                parent: None,
                installed: None,
                warranty_end: None,
                life_end: None,
                contract: None,
            };
            (id, Draft::new(id.into(), &EquipmentEvent::Registered { details }))
        };
        let (ids, drafts): (Vec<EquipmentId>, Vec<Draft>) = (0..machines).map(machine).unzip();
        hub.record(company.desk, drafts).await;
        let job = JobId::from(hub.fresh());
        let reported = hub.report(&company, job, format!("G-{machines}-{events}"));
        let report: Report = serde_json::from_str(&reported.body).expect("a report");
        let mut drafts = vec![Draft::new(job.into(), &JobEvent::Reported(Report { equipment: ids, ..report }))];
        drafts.extend((0..events).map(|n| Draft::new(job.into(), &note(format!("note {n}")))));
        hub.record(company.desk, drafts).await;
        ledger.look_at_sheets().await.expect("looked");
        measured.push(page(&hub, &mut desk, job).await);
    }
    let [few, more, many, machines, more_machines] = measured[..] else { panic!("{measured:?}") };
    // As much for the second two hundred as for the first; and no event costs more than some dozens of steps.
    assert!(many - more < (more - few) * 5 / 4 + 300, "{measured:?}");
    assert!(many - few < 400 * 60, "{measured:?}");
    assert!(more_machines - machines < (machines - few) * 5 / 4 + 300, "{measured:?}");
}
