mod found;
mod of_things;
mod orders;
mod stock;

use crate::ledger::{Directory, Ended, Facet, JobSort, Jobs, Key, Listed, Which};
use crate::testing::{Company, TestHub, parts};
use crate::verify::tests::full;
use crate::viewer::{Viewer, person_subject};
use chrono::NaiveDate;
use fettle_core::domain::ids::{CustomerId, PlaceId, SiteId};
use fettle_core::domain::jobs::{Cancellation, Job, JobEvent, Status};
use fettle_core::domain::parts::{PlaceChange, PlaceEvent, PlaceKind};
use fettle_core::domain::people::PersonEvent;
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{
    Contact, ContractEvent, ContractId, CustomerChange, CustomerEvent, EquipmentDetails, EquipmentEvent, EquipmentId,
    SheetLanguage, SiteChange, SiteDetails, SiteEvent, Terms,
};
use fettle_core::domain::values::{Bilingual, Phone};
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;
use rusqlite::Connection;

async fn viewer(hub: &TestHub, id: PersonId) -> Viewer {
    hub.hub.accounts.viewer(id).await.expect("read").expect("there")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day")
}

fn asks<'q>(kind: &'q str, reach: &'q Reach) -> Directory<'q> {
    Directory {
        kind,
        reach,
        lang: Lang::Zh,
        words: "",
        owner: None,
        facet: None,
        ended: Ended::Without,
        today: today(),
    }
}

/// Every page of a list, with pages of `limit`.
async fn listed(hub: &TestHub, asks: &Directory<'_>, limit: usize) -> Vec<Listed> {
    let (mut all, mut after): (Vec<Listed>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.directory(asks, after.as_ref(), limit).await.expect("read");
        assert!(page.rows.len() <= limit && !page.cut);
        all.extend(page.rows);
        let Some(next) = page.next else { return all };
        // As it stands in an address.
        after = Some(next.to_string().parse().expect("a key"));
    }
}

fn names(rows: &[Listed]) -> Vec<&str> {
    rows.iter().map(|row| row.called(Lang::Zh)).collect()
}

fn site(
    hub: &TestHub,
    customer: CustomerId,
    centre: fettle_core::domain::ids::CentreId,
    name: &str,
) -> (SiteId, Draft) {
    let id: SiteId = hub.fresh().into();
    let registered = SiteEvent::Registered {
        details: SiteDetails {
            address: "长安街 7 号".into(),
            ..SiteDetails::new(customer, centre, Bilingual::same(name), "Asia/Shanghai")
        },
    };
    (id, Draft::new(id.into(), &registered))
}

async fn sites(hub: &TestHub, company: &Company, names: &[&str], there: bool) -> Vec<SiteId> {
    let centre = if there { company.other_centre } else { company.centre };
    let all: Vec<(SiteId, Draft)> = names.iter().map(|name| site(hub, company.customer, centre, name)).collect();
    let (ids, drafts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    hub.record(hub.hub.ledger.system(), drafts).await;
    ids
}

async fn search(hub: &TestHub, reach: &Reach, typed: &str) -> Vec<String> {
    let found = hub.hub.ledger.search(reach, typed, &[], 20).await.expect("read");
    let rows = hub.hub.ledger.names(found.iter().map(|one| one.subject.clone()).collect()).await.expect("read");
    found.iter().map(|one| rows[&one.subject].called(Lang::Zh).to_owned()).collect()
}

async fn holds(hub: &TestHub) {
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_list_stands_by_name_and_shows_what_the_viewer_reaches() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    sites(&hub, &company, &["长沙站", "10号楼", "2号楼", "安定门"], false).await;
    sites(&hub, &company, &["重庆北站", "1号楼"], true).await;
    let (desk, stranger, admin) = (
        viewer(&hub, company.desk).await.reach,
        viewer(&hub, company.stranger).await.reach,
        viewer(&hub, company.admin).await.reach,
    );
    for limit in [1, 2, 100] {
        let own = listed(&hub, &asks("site", &desk), limit).await;
        assert_eq!(names(&own), ["2号楼", "10号楼", "安定门", "长沙站", "和平里派出所"]);
        let there = listed(&hub, &asks("site", &stranger), limit).await;
        assert_eq!(names(&there), ["1号楼", "重庆北站"]);
        let all = listed(&hub, &asks("site", &admin), limit).await;
        assert_eq!(names(&all), ["1号楼", "2号楼", "10号楼", "安定门", "长沙站", "重庆北站", "和平里派出所"]);
        let of = Directory { owner: Some(company.customer.into()), ..asks("site", &stranger) };
        assert_eq!(names(&listed(&hub, &of, limit).await), ["1号楼", "重庆北站"]);
        let people = listed(&hub, &asks("person", &desk), limit).await;
        assert_eq!(people.len(), 8, "{people:?}");
    }
    // Who left reaches nothing.
    let none = Reach::Streams(Default::default());
    assert!(listed(&hub, &asks("site", &none), 5).await.is_empty());
    assert!(search(&hub, &none, "楼").await.is_empty());
    holds(&hub).await;
}

#[tokio::test]
async fn what_is_over_is_listed_where_it_is_asked_for() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let contract = |number: &str, ends: NaiveDate| {
        let id: ContractId = hub.fresh().into();
        let terms = Terms {
            customer: company.customer,
            number: number.into(),
            sites: [company.site].into(),
            services: Default::default(),
            promises: Default::default(),
            inspections_a_year: 0,
            starts: today() - chrono::TimeDelta::days(700),
            ends,
            watermark: false,
            language: SheetLanguage::Chinese,
        };
        (id, Draft::new(id.into(), &ContractEvent::Agreed { terms }))
    };
    let (_, running) = contract("HT-2", today());
    let (_, past) = contract("HT-1", today() - chrono::TimeDelta::days(1));
    let (broken, agreed) = contract("HT-3", today());
    let ended = ContractEvent::Ended { on: today(), reason: "sold".into() };
    hub.record(hub.hub.ledger.system(), vec![running, past, agreed]).await;
    hub.record(hub.hub.ledger.system(), vec![Draft::new(broken.into(), &ended)]).await;
    let left = PersonEvent::Deactivated { reason: "moved".into() };
    hub.record(company.admin, vec![Draft::new(person_subject(company.colleague), &left)]).await;
    let desk = viewer(&hub, company.desk).await.reach;
    for (ended, contracts, people) in [
        (Ended::Without, vec!["HT-2"], false),
        (Ended::Only, vec!["HT-1", "HT-3"], true),
        (Ended::All, vec!["HT-1", "HT-2", "HT-3"], true),
    ] {
        for words in ["", "ht"] {
            let list = listed(&hub, &Directory { facet: None, ended, words, ..asks("contract", &desk) }, 2).await;
            assert_eq!(names(&list), contracts, "{ended:?} {words}");
        }
        for words in ["", "陈工", "cg"] {
            let list = listed(&hub, &Directory { facet: None, ended, words, ..asks("person", &desk) }, 3).await;
            assert_eq!(names(&list).contains(&"陈工"), people, "{ended:?} {words}");
        }
    }
    holds(&hub).await;
}

#[tokio::test]
async fn everything_is_found_by_what_people_say_of_it_and_nothing_of_another_centre() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let own = sites(&hub, &company, &["朝阳门小学"], false).await[0];
    let other = sites(&hub, &company, &["浦东中学"], true).await[0];
    let contact = |name: &str, phone: &str| Contact {
        id: hub.fresh().into(),
        name: name.into(),
        title: "主任".into(),
        phone: Some(Phone::parse(phone).expect("a number")),
        may_sign: true,
        messenger: String::new(),
    };
    let set = |site: SiteId, contact| Draft::new(site.into(), &SiteEvent::ContactSet { contact });
    let machine = |site: SiteId, sn: &str| {
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
        (id, Draft::new(id.into(), &EquipmentEvent::Registered { details }))
    };
    let (ptz, registered) = machine(own, "SN20230045");
    let (_, theirs) = machine(other, "SN20230046");
    let label = Draft::new(ptz.into(), &EquipmentEvent::CodeBound { code: "QR-88-1".into() });
    let drafts = vec![
        set(own, contact("单主任", "138-0013-8000")),
        set(other, contact("曾主任", "138-0013-9000")),
        registered,
        theirs,
        label,
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let desk = viewer(&hub, company.desk).await.reach;
    let admin = viewer(&hub, company.admin).await.reach;
    for (typed, wanted) in [
        ("朝阳", vec!["朝阳门小学"]),
        ("门小", vec!["朝阳门小学"]),
        ("学", vec!["朝阳门小学"]),
        ("cymxx", vec!["朝阳门小学"]),
        ("小学 长安街", vec!["朝阳门小学"]),
        ("8000", vec!["朝阳门小学"]),
        ("13800138000", vec!["朝阳门小学"]),
        ("szr", vec!["朝阳门小学"]),
        ("sn2023", vec!["球机"]),
        ("0045", vec!["球机"]),
        ("qr-88-1", vec!["球机"]),
        ("88-1", vec!["球机"]),
        ("ptz", vec!["球机"]),
        ("门厅", vec!["球机"]),
        ("东城分局 派出所", vec!["和平里派出所"]),
        ("zhangg", vec!["张工"]),
        // Of the other centre.
        ("浦东", vec![]),
        ("pdzx", vec![]),
        ("9000", vec![]),
        ("SN20230046", vec![]),
        // In no order that is written.
        ("阳朝", vec![]),
        ("\"", vec![]),
        ("a OR b* NOT (", vec![]),
    ] {
        assert_eq!(search(&hub, &desk, typed).await, wanted, "{typed}");
    }
    for typed in ["浦东", "pdzx", "9000"] {
        assert_eq!(search(&hub, &admin, typed).await, ["浦东中学"], "{typed}");
    }
    // The whole code first, whatever is newer.
    let (_, longer) = machine(own, "SN202300451");
    hub.record(hub.hub.ledger.system(), vec![longer]).await;
    let found = hub.hub.ledger.search(&desk, "sn20230045", &["equipment"], 5).await.expect("read");
    assert_eq!((found.len(), found[0].exact, found[1].exact), (2, true, false));
    assert_eq!(found[0].subject, ptz.into());
    assert_eq!(hub.hub.ledger.search(&desk, "sn20230045", &["site"], 5).await.expect("read"), []);
    holds(&hub).await;
}

#[tokio::test]
async fn jobs_are_listed_found_and_counted_as_the_record_has_them() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let mut jobs = Vec::new();
    for n in 0..7 {
        let to = if n % 2 == 0 { company.engineer } else { company.stranger };
        jobs.push(hub.job(&company, vec![to]).await);
        hub.advance(60_000);
    }
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "by mistake".into(), at_work: Vec::new() });
    hub.record(company.desk, vec![Draft::new(jobs[0].into(), &cancelled)]).await;
    let (desk, admin, stranger) = (
        viewer(&hub, company.desk).await.reach,
        viewer(&hub, company.admin).await.reach,
        viewer(&hub, company.stranger).await.reach,
    );
    let ledger = &hub.hub.ledger;
    let ids = async |asks: Jobs<'_>| -> Vec<usize> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = ledger.jobs(&asks, after.as_ref(), 2).await.expect("read");
            all.extend(page.rows.iter().map(|row| jobs.iter().position(|job| *job == row.id).expect("known")));
            let Some(next) = page.next else { break };
            after = Some(next.to_string().parse().expect("a key"));
        }
        let count = ledger.count_jobs(&asks, 100).await.expect("counted");
        assert_eq!(count, (all.len(), false), "{asks:?}");
        all
    };
    for reach in [&desk, &admin] {
        let all = Jobs::all(reach, Lang::Zh);
        assert_eq!(ids(all.clone()).await, [6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(ids(Jobs { sort: JobSort::Oldest, ..all.clone() }).await, [0, 1, 2, 3, 4, 5, 6]);
        for sort in [JobSort::Level, JobSort::Status, JobSort::Site] {
            assert_eq!(ids(Jobs { sort, ..all.clone() }).await.len(), 7, "{sort:?}");
            assert_eq!(ids(Jobs { sort, which: Which::Open, ..all.clone() }).await, [6, 5, 4, 3, 2, 1], "{sort:?}");
            let words = Jobs { sort, words: "无图像 和平", ..all.clone() };
            assert_eq!(ids(words).await.len(), 7, "{sort:?}");
        }
        // Turned round it is the same order from its end on, whatever is asked.
        for (sort, turned) in [
            (JobSort::Newest, JobSort::Oldest),
            (JobSort::Level, JobSort::LevelDown),
            (JobSort::Status, JobSort::StatusDown),
            (JobSort::Site, JobSort::SiteDown),
            (JobSort::Due, JobSort::DueDown),
        ] {
            for asks in [
                all.clone(),
                Jobs { which: Which::Open, ..all.clone() },
                Jobs { engineer: Some(company.stranger), ..all.clone() },
                Jobs { customer: Some(company.customer), ..all.clone() },
                Jobs { words: "无图像", ..all.clone() },
            ] {
                let mut there = ids(Jobs { sort, ..asks.clone() }).await;
                there.reverse();
                assert_eq!(ids(Jobs { sort: turned, ..asks.clone() }).await, there, "{turned:?} {asks:?}");
            }
        }
        assert_eq!(ids(Jobs { which: Which::Is(Status::Cancelled), ..all.clone() }).await, [0]);
        assert_eq!(ids(Jobs { engineer: Some(company.stranger), ..all.clone() }).await, [5, 3, 1]);
        let words = Jobs { words: "周工", sort: JobSort::Oldest, ..all.clone() };
        assert_eq!(ids(words).await, [1, 3, 5]);
        assert_eq!(ids(Jobs { centre: Some(company.centre), ..all.clone() }).await.len(), 7);
        assert_eq!(ids(Jobs { centre: Some(company.other_centre), ..all.clone() }).await, Vec::<usize>::new());
        assert_eq!(ids(Jobs { which: Which::Attention, ..all.clone() }).await, Vec::<usize>::new());
    }
    // An engineer of another centre sees the own ones.
    assert_eq!(ids(Jobs::all(&stranger, Lang::Zh)).await, [5, 3, 1]);
    assert_eq!(ids(Jobs { words: "无图像", ..Jobs::all(&stranger, Lang::Zh) }).await, [5, 3, 1]);
    let row = ledger.jobs(&Jobs::all(&desk, Lang::Zh), None, 1).await.expect("read").rows.remove(0);
    assert_eq!((row.engineers, row.promises.len()), (vec![company.engineer], 2), "answered and on site are promised");
    // Another name of the site finds its jobs.
    let changed =
        SiteEvent::Changed { change: SiteChange { name: Some(Bilingual::same("安定门")), ..SiteChange::default() } };
    hub.record(company.desk, vec![Draft::new(company.site.into(), &changed)]).await;
    assert_eq!(ids(Jobs { words: "adm 张工", ..Jobs::all(&desk, Lang::Zh) }).await, [6, 4, 2, 0]);
    assert_eq!(ids(Jobs { words: "和平里", ..Jobs::all(&desk, Lang::Zh) }).await, Vec::<usize>::new());
    let number = ledger.get::<Job>(jobs[3].uuid()).await.expect("read").expect("there").state.number().to_owned();
    let found = ledger.search(&stranger, &number, &[], 9).await.expect("read");
    assert_eq!((found[0].subject.clone(), found[0].exact), (jobs[3].into(), true));
    assert!(ledger.search(&stranger, "无图像 张工", &["job"], 9).await.expect("read").is_empty());
    holds(&hub).await;
}

async fn rename(hub: &TestHub, company: &Company, name: &str) {
    let changed = CustomerEvent::Changed {
        change: CustomerChange { name: Some(Bilingual::same(name)), ..CustomerChange::default() },
    };
    hub.record(company.admin, vec![Draft::new(company.customer.into(), &changed)]).await;
}

#[tokio::test]
async fn another_name_of_a_customer_finds_its_sites_also_where_they_are_many() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let admin = viewer(&hub, company.admin).await.reach;
    rename(&hub, &company, "西城分局").await;
    assert!(search(&hub, &admin, "东城").await.is_empty());
    assert_eq!(search(&hub, &admin, "西城 派出").await, ["和平里派出所"]);
    holds(&hub).await;
    let names: Vec<String> = (0..450).map(|n| format!("{n}号楼")).collect();
    sites(&hub, &company, &names.iter().map(String::as_str).collect::<Vec<_>>(), false).await;
    rename(&hub, &company, "南城分局").await;
    // Whether or not they are written by now, what is not yet is known.
    holds(&hub).await;
    while hub.hub.ledger.fill_some().await.expect("written").is_some() {}
    assert!(search(&hub, &admin, "西城").await.is_empty());
    assert_eq!(search(&hub, &admin, "南城 449号").await, ["449号楼"]);
    assert!(!hub.hub.ledger.rows_are_due());
    holds(&hub).await;
}

#[tokio::test]
async fn places_are_cut_down_to_a_kind_a_centre_or_both_and_go_along_when_they_are_given_away() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let (own, far) = (company.centre, company.other_centre);
    let ids: Vec<PlaceId> = (0..4).map(|_| hub.fresh().into()).collect();
    let drafts = vec![
        parts::named(ids[0], PlaceKind::BranchStore, "A", own, None),
        parts::named(ids[1], PlaceKind::BranchStore, "B", far, None),
        parts::named(ids[2], PlaceKind::Scrap, "C", own, None),
        parts::named(ids[3], PlaceKind::BranchStore, "D", own, None),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let desk = viewer(&hub, company.desk).await.reach;
    let of = async |kind, centre, words| {
        let asks = Directory { facet: Facet::places(kind, centre), words, ..asks("place", &desk) };
        let found = listed(&hub, &asks, 1).await;
        found.iter().map(|row| row.name.zh.clone()).collect::<String>()
    };
    let stores = Some(PlaceKind::BranchStore);
    assert_eq!(of(None, None, "").await, "ABCD");
    assert_eq!(of(stores, None, "").await, "ABD");
    assert_eq!(of(None, Some(own), "").await, "ACD");
    assert_eq!(of(stores, Some(own), "").await, "AD");
    assert_eq!(of(stores, Some(own), "d").await, "D");
    assert_eq!(of(Some(PlaceKind::Bag), None, "").await, "");
    let change = PlaceChange { centre: Some(Some(far)), ..PlaceChange::default() };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(ids[0].into(), &PlaceEvent::Changed { change })]).await;
    assert_eq!(of(stores, Some(own), "").await, "D");
    assert_eq!(of(stores, Some(far), "").await, "AB");
    let none = Reach::Streams(Default::default());
    let asks = Directory { facet: Facet::places(stores, None), ..asks("place", &none) };
    assert!(listed(&hub, &asks, 5).await.is_empty(), "who left reaches nothing");
    holds(&hub).await;
}

fn open(hub: &std::path::Path) -> Connection {
    Connection::open(hub.join("hub.db")).expect("opened")
}

#[tokio::test]
async fn an_older_hub_gets_its_rows_and_a_start_that_was_cut_goes_on() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let names: Vec<String> = (0..1_300).map(|n| format!("{n}号楼")).collect();
    sites(&hub, &company, &names.iter().map(String::as_str).collect::<Vec<_>>(), false).await;
    let stopped = hub.stop().await;
    open(stopped.data())
        .execute_batch(
            "DELETE FROM job_row; DELETE FROM job_in; DELETE FROM job_engineer; DELETE FROM directory; DELETE FROM directory_in; DELETE FROM search_doc; \
             INSERT INTO search_word (search_word) VALUES ('delete-all'); DELETE FROM setting WHERE key = 'rows';",
        )
        .expect("made older");
    let hub = stopped.start().await;
    // The rest is written while it serves.
    holds(&hub).await;
    let stopped = hub.stop().await;
    let hub = stopped.start().await;
    while hub.hub.ledger.fill_some().await.expect("written").is_some() {}
    assert!(!hub.hub.ledger.rows_are_due());
    let admin = viewer(&hub, company.admin).await.reach;
    assert_eq!(listed(&hub, &asks("site", &admin), 500).await.len(), 1_301);
    assert_eq!(search(&hub, &admin, "1299号楼").await, ["1299号楼"]);
    holds(&hub).await;
}

#[tokio::test]
async fn rows_that_are_not_what_the_record_says_are_found() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let job = Subject::from(hub.job(&company, vec![company.engineer]).await).to_string();
    let place: PlaceId = hub.fresh().into();
    let opened = parts::opened(place, PlaceKind::BranchStore, company.centre, None);
    hub.record(hub.hub.ledger.system(), vec![opened]).await;
    let place = Subject::from(place);
    let stopped = hub.stop().await;
    let site = Subject::from(company.site).to_string();
    for damage in [
        format!("UPDATE directory SET name_zh = 'x' WHERE subject = '{site}'"),
        format!("DELETE FROM directory WHERE subject = '{site}'"),
        format!("DELETE FROM directory_in WHERE subject = '{site}' AND stream <> '*'"),
        format!("UPDATE directory_in SET sort_zh = 'a' WHERE subject = '{site}'"),
        format!("UPDATE directory_in SET sort_code = 'a' WHERE subject = '{site}'"),
        format!("UPDATE directory_in SET changed = 1 WHERE subject = '{site}'"),
        format!("UPDATE directory SET sort_until = 'a' WHERE subject = '{site}'"),
        format!("DELETE FROM directory_in WHERE subject = '{place}' AND stream = '*kind/branch_store'"),
        format!("UPDATE search_doc SET digest = 'x' WHERE subject = '{site}'"),
        format!("DELETE FROM search_doc WHERE subject = '{site}'"),
        format!("UPDATE job_row SET symptom = 'x' WHERE subject = '{job}'"),
        format!("UPDATE job_in SET open = 0 WHERE subject = '{job}'"),
        format!("UPDATE job_in SET due = 0 WHERE subject = '{job}'"),
        format!("UPDATE job_in SET kind = 'training' WHERE subject = '{job}'"),
        format!("DELETE FROM job_in WHERE subject = '{job}' AND stream = '*'"),
        format!("DELETE FROM job_engineer WHERE subject = '{job}'"),
        "INSERT INTO search_doc VALUES (999999, 'site/01920000-0000-7000-8000-00000000ffff', '')".to_owned(),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        // Whole, with what still stands in the write-ahead log.
        let copy = folder.path().join("hub.db").to_string_lossy().into_owned();
        open(stopped.data()).execute("VACUUM INTO ?1", [copy]).expect("copied");
        std::fs::create_dir(folder.path().join("blobs")).expect("a folder");
        open(folder.path()).execute_batch(&damage).expect("damaged");
        assert!(full(folder.path()).await.has("rows_differ"), "{damage}");
    }
}
