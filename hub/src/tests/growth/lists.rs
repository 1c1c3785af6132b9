//! Lists and search, beside few records and beside many.

use super::reads;
use crate::ledger::{Directory, Ended, JobSort, Jobs, Which};
use crate::tests::hub;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Status;
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};
use fettle_core::text::Lang;

#[tokio::test]
async fn a_page_of_a_list_and_a_search_cost_the_same_however_much_there_is() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let stranger = hub.hub.accounts.viewer(company.stranger).await.expect("read").expect("there").reach;
    let admin = hub.hub.accounts.viewer(company.admin).await.expect("read").expect("there").reach;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let mut measured = Vec::new();
    for count in [200, 4_800] {
        let site = |n| {
            let registered = SiteEvent::Registered {
                details: SiteDetails::new(
                    company.customer,
                    company.centre,
                    Bilingual::same(format!("{n}号楼派出所")),
                    "Asia/Shanghai",
                ),
            };
            Draft::new(Subject::new("site", hub.fresh()), &registered)
        };
        hub.record(ledger.system(), (0..count).map(site).collect()).await;
        // What the hub does by itself after a commit is none of it.
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &stranger, &admin] {
            for owner in [None, Some(Subject::from(company.customer))] {
                // Whoever looks by owner looks at what the owner has.
                if owner.is_some() && reach == &stranger {
                    continue;
                }
                let asks = Directory {
                    kind: "site",
                    reach,
                    lang: Lang::Zh,
                    words: "",
                    owner,
                    facet: None,
                    ended: Ended::All,
                    today,
                };
                let first = ledger.directory(&asks, None, 25).await.expect("read");
                for after in [None, first.next.as_ref()] {
                    work.push(
                        reads(ledger, async { drop(ledger.directory(&asks, after, 25).await.expect("read")) }).await,
                    );
                }
            }
            for typed in ["派出所", "hplpcs", "1"] {
                work.push(
                    reads(ledger, async { drop(ledger.search(reach, typed, &[], 20).await.expect("read")) }).await,
                );
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}

#[tokio::test]
async fn a_page_of_jobs_costs_the_same_however_many_there_are() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let stranger = hub.hub.accounts.viewer(company.stranger).await.expect("read").expect("there").reach;
    let admin = hub.hub.accounts.viewer(company.admin).await.expect("read").expect("there").reach;
    let mut measured = Vec::new();
    for count in [200, 4_800] {
        let reported: Vec<Draft> = (0..count)
            .map(|_| {
                let job: JobId = hub.fresh().into();
                hub.report(&company, job, format!("G-{job}"))
            })
            .collect();
        hub.record(ledger.system(), reported).await;
        // What the hub does by itself after a commit is none of it.
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &stranger, &admin] {
            for sort in [
                JobSort::Newest,
                JobSort::Oldest,
                JobSort::Level,
                JobSort::LevelDown,
                JobSort::Status,
                JobSort::StatusDown,
                JobSort::Site,
                JobSort::SiteDown,
            ] {
                for centre in [None, Some(company.other_centre)] {
                    let asks = Jobs { sort, centre, ..Jobs::all(reach, Lang::Zh) };
                    let first = ledger.jobs(&asks, None, 25).await.expect("read");
                    for after in [None, first.next.as_ref()] {
                        work.push(
                            reads(ledger, async { drop(ledger.jobs(&asks, after, 25).await.expect("read")) }).await,
                        );
                    }
                    work.push(
                        reads(ledger, async { ledger.count_jobs(&asks, 100).await.map(drop).expect("read") }).await,
                    );
                }
            }
            for which in [Which::Open, Which::Attention, Which::Is(Status::Closed)] {
                let asks = Jobs { which, ..Jobs::all(reach, Lang::Zh) };
                work.push(reads(ledger, async { drop(ledger.jobs(&asks, None, 25).await.expect("read")) }).await);
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}
