//! Lists and search, beside few records and beside many.

use super::reads;
use crate::ledger::{By, Directory, Ended, Facet, JobSort, Jobs, ListOrder, Which};
use crate::tests::hub;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Status;
use fettle_core::domain::sites::{
    ContractEvent, EquipmentDetails, EquipmentEvent, SheetLanguage, SiteDetails, SiteEvent, Terms,
};
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
                JobSort::Due,
                JobSort::DueDown,
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

/// Machines, most of one class and long out of their warranty, and contracts that are over: pages in any order, of a class, of a customer and of what ends
/// soon read none of them that they do not show.
#[tokio::test]
async fn a_page_in_any_order_and_of_what_ends_soon_costs_the_same_however_much_there_is() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let desk = hub.hub.accounts.viewer(company.desk).await.expect("read").expect("there").reach;
    let admin = hub.hub.accounts.viewer(company.admin).await.expect("read").expect("there").reach;
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let day = |days: i64| today + chrono::TimeDelta::days(days);
    let machine = |class: &str, days: i64| {
        let details = EquipmentDetails {
            site: company.site,
            pn: "PN-1".into(),
            sn: hub.fresh().to_string(),
            name: Bilingual::same("camera"),
            class: class.into(),
            place: String::new(),
            parent: None,
            installed: None,
            warranty_end: Some(day(days)),
            life_end: None,
            contract: None,
        };
        Draft::new(Subject::new("equipment", hub.fresh()), &EquipmentEvent::Registered { details })
    };
    let contract = |days: i64| {
        let terms = Terms {
            customer: company.customer,
            number: hub.fresh().to_string(),
            sites: [company.site].into(),
            services: Default::default(),
            promises: Default::default(),
            inspections_a_year: 0,
            starts: day(-900),
            ends: day(days),
            watermark: false,
            language: SheetLanguage::Chinese,
        };
        Draft::new(Subject::new("contract", hub.fresh()), &ContractEvent::Agreed { terms })
    };
    let soon = (0..30).flat_map(|days| [machine("ups", days), contract(days)]);
    hub.record(ledger.system(), soon.collect()).await;
    let mut measured = Vec::new();
    for count in [150, 2_850] {
        let over = (0..count).flat_map(|n| [machine("camera", -1 - n % 300), contract(-1 - n % 300)]);
        hub.record(ledger.system(), over.collect()).await;
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in [&desk, &admin] {
            for (kind, owner) in [
                ("equipment", None),
                ("equipment", Some(Subject::from(company.site))),
                ("contract", None),
                ("contract", Some(Subject::from(company.customer))),
            ] {
                let lang = Lang::Zh;
                let all = Directory { kind, reach, lang, words: "", owner, facet: None, ended: Ended::All, today };
                let in_use = Directory { ended: Ended::Without, ..all.clone() };
                let mut asked = Vec::new();
                for down in [false, true] {
                    for by in [By::Name, By::Code, By::Until, By::Changed] {
                        asked.push((all.clone(), ListOrder { by, down, ..ListOrder::default() }));
                    }
                    let by_day = ListOrder { by: By::Until, down, ..ListOrder::default() };
                    let ends = Some((today, day(90)));
                    asked.push((in_use.clone(), ListOrder { ends, ..by_day.clone() }));
                    asked.push((in_use.clone(), ListOrder { by: By::Code, ends, ..by_day.clone() }));
                    // Who asks for contracts in use by their last day meets none that is over.
                    if kind == "contract" {
                        asked.push((in_use.clone(), by_day.clone()));
                    } else if all.owner.is_none() {
                        let class = Facet::machines("UPS").into_iter().collect();
                        asked.push((all.clone(), ListOrder { within: class, ..by_day.clone() }));
                        let of = vec![Facet::machines_of(&company.customer.into())];
                        asked.push((all.clone(), ListOrder { within: of, ..by_day }));
                    }
                }
                for (asks, order) in asked {
                    let first = ledger.directory_in(&asks, &order, None, 10).await.expect("read");
                    assert_eq!(first.rows.len(), 10, "{order:?}");
                    for after in [None, first.next.as_ref()] {
                        let page = async { drop(ledger.directory_in(&asks, &order, after, 10).await.expect("read")) };
                        work.push((format!("{order:?} {asks:?}"), reads(ledger, page).await));
                    }
                }
            }
            let classes = async { drop(ledger.machine_classes(reach, 50).await.expect("read")) };
            work.push(("classes".to_owned(), reads(ledger, classes).await));
        }
        measured.push(work);
    }
    for ((asks, few), (_, many)) in measured[0].iter().zip(&measured[1]) {
        assert!(*many < *few * 3 / 2 + 300, "few {few}, many {many}: {asks}");
    }
}
