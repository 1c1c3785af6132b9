//! What only the office needs: prices, and customers before their first site. Its own office has it, nobody in the field does, nor another centre's.

use super::phone::{Phone, refused};
use crate::access::person_subject;
use crate::console::tests::browser::Browser;
use crate::hub::{Hub, Options};
use crate::ledger::FILING_KEY;
use crate::testing::{Company, PASSWORD, TestHub, parts};
use crate::verify::tests::full;
use fettle_core::domain::ids::{CardId, CentreId};
use fettle_core::domain::parts::{CardPrice, CardPriceEvent};
use fettle_core::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{ContractEvent, CustomerDetails, CustomerEvent, PriceEvent, SiteDetails, SiteEvent};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::{Bilingual, Money};
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use fettle_core::sync::protocol::{Entry, paths};
use fettle_core::text::Lang;
use rusqlite::{Connection, params};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What the price, and the customers of the first centre, of the second one and of head office are told apart by in any text.
const WORDS: [&str; 4] = ["987654321", "K-HERE", "K-THERE", "K-HEAD"];

fn told(entries: &[Entry]) -> Vec<&'static str> {
    let text = serde_json::to_string(entries).expect("json");
    WORDS.into_iter().filter(|word| text.contains(word)).collect()
}

/// A contract of the company's site with its price, and three customers without a site.
async fn planted(hub: &TestHub, company: &Company) -> (Subject, [Subject; 3]) {
    let contract = Subject::new("contract", hub.fresh());
    let terms = json!({"customer": company.customer, "number": "HT-1", "sites": [company.site], "services": ["repair"],
        "starts": "2020-01-01", "ends": "2099-01-01", "language": "both"});
    let agreed = ContractEvent::Agreed { terms: serde_json::from_value(terms).expect("terms") };
    let price = PriceEvent::Set { value: Money::new(987_654_321, "CNY"), payment: String::new() };
    let mut drafts =
        vec![Draft::new(contract.clone(), &agreed), Draft::new(Subject::new("contract_price", contract.id()), &price)];
    let centres = [Some(company.centre), Some(company.other_centre), None];
    let customers = [(); 3].map(|()| Subject::new("customer", hub.fresh()));
    for ((customer, centre), name) in customers.iter().zip(centres).zip(&WORDS[1..]) {
        let details = CustomerDetails { name: Bilingual::same(*name), centre, ..CustomerDetails::default() };
        drafts.push(Draft::new(customer.clone(), &CustomerEvent::Registered { details }));
    }
    hub.record(hub.hub.ledger.system(), drafts).await;
    (contract, customers)
}

/// Somebody at the desk of a centre, or of head office.
async fn desk_of(hub: &TestHub, login: &str, centre: Option<CentreId>) -> PersonId {
    let id = PersonId::new(hub.fresh());
    let (name, roles) = (Bilingual::same(login), Roles::from([Role::Desk]));
    let registered = PersonEvent::Registered { name, roles, centre, language: Lang::En };
    let login = AccountEvent::LoginSet { login: Some(login.into()) };
    let account = Subject::new("account", id.uuid());
    let drafts = vec![Draft::new(person_subject(id), &registered), Draft::new(account, &login)];
    hub.record(hub.hub.ledger.system(), drafts).await;
    hub.hub.accounts.set_password(id, PASSWORD).await.expect("a password");
    id
}

/// Every phone has the list of parts, and only head office's what they cost.
#[tokio::test]
async fn what_a_part_costs_reaches_no_phone_but_head_offices() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let card = CardId::new(hub.fresh());
    let price = CardPriceEvent::Set { value: Some(Money::new(987_654_321, "CNY")) };
    let price = Draft::new(Subject::new(CardPrice::KIND, card.uuid()), &price);
    hub.record(hub.hub.ledger.system(), vec![parts::registered(card, parts::card("P-1", false)), price]).await;
    let head = desk_of(&hub, "head", None).await;
    for (person, has) in [
        (company.engineer, false),
        (company.keeper, false),
        (company.desk, false),
        (company.manager, false),
        (head, true),
    ] {
        let entries = Phone::enrolled(&hub, person).await.pull().await;
        let text = serde_json::to_string(&entries).expect("json");
        assert!(text.contains(&card.to_string()) && text.contains("P-1"));
        assert_eq!(text.contains("987654321"), has);
    }
}

#[tokio::test]
async fn prices_and_customers_without_a_site_are_the_offices_and_reach_nobody_in_the_field() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (contract, customers) = planted(&hub, &company).await;
    let there = desk_of(&hub, "there", Some(company.other_centre)).await;
    let head = desk_of(&hub, "head", None).await;
    // A job of the other centre's engineer under the contract: it brings the contract, and not what it costs.
    let job = hub.job(&company, vec![company.stranger]).await;
    for (person, has) in [
        (company.engineer, vec![]),
        (company.keeper, vec![]),
        (company.stranger, vec![]),
        (company.desk, vec![WORDS[0], WORDS[1]]),
        (company.manager, vec![WORDS[0], WORDS[1]]),
        (there, vec![WORDS[2]]),
        (head, WORDS.to_vec()),
    ] {
        let phone = Phone::enrolled(&hub, person).await;
        let entries = phone.pull().await;
        assert_eq!(told(&entries), has);
        let text = serde_json::to_string(&entries).expect("json");
        assert_eq!(text.contains(&company.site.to_string()), person != there, "who follows the site has the rest");
    }
    let field = Phone::enrolled(&hub, company.engineer).await;
    let epoch = field.hello().await.epoch;
    for stream in ["office".to_owned(), format!("office/{}", company.centre)] {
        let asked = json!({ "epoch": epoch, "cursors": { stream: 0 }, "limit": 10 });
        assert_eq!(refused(|| field.post(paths::PULL).json(&asked), 403).await.code, "stream_not_allowed");
    }

    // The same in the browser: lists, pages, search.
    let (path, price) = (format!("/contracts/{}", contract.id()), "9876543.21 CNY");
    for (login, sees) in [
        ("desk", [true, true, false, false]),
        ("there", [false, false, true, false]),
        ("head", [true; 4]),
        ("admin", [true; 4]),
        ("engineer", [false; 4]),
        ("keeper", [false; 4]),
    ] {
        let mut browser = Browser::of(&hub, login).await;
        assert_eq!(browser.get(&path).await.body.contains(price), sees[0], "{login}");
        let list = browser.get("/customers").await.body;
        for ((customer, name), sees) in customers.iter().zip(&WORDS[1..]).zip(&sees[1..]) {
            assert_eq!(list.contains(name), *sees, "{login} lists {name}");
            let page = browser.get(&format!("/customers/{}", customer.id())).await;
            assert_eq!(page.status, if *sees { 200 } else { 404 }, "{login} opens {name}");
            let found = browser.get(&format!("/search?q={name}")).await.body;
            assert_eq!(found.contains(&customer.id().to_string()), *sees, "{login} finds {name}");
        }
    }

    // With its first site it is the centre's: the field has it, the office has it once.
    let [here, ..] = &customers;
    let details =
        SiteDetails::new(here.id().into(), company.centre, Bilingual::same("The first site"), "Asia/Shanghai");
    let site = Draft::new(Subject::new("site", hub.fresh()), &SiteEvent::Registered { details });
    hub.record(company.desk, vec![site]).await;
    assert_eq!(told(&field.pull().await), [WORDS[1]]);
    let desk = Phone::enrolled(&hub, company.desk).await;
    let office = Stream::Office(Some(company.centre.uuid()));
    let entries = desk.pull().await;
    assert!(entries.iter().any(|entry| entry.s == office && entry.forget.as_ref() == Some(here)));
    let of = |entry: &&Entry| entry.e.as_ref().is_some_and(|event| event.header().subject == *here);
    let streams: Vec<&Stream> = entries.iter().filter(of).map(|entry| &entry.s).collect();
    assert_eq!(streams, [&Stream::Centre(company.centre.uuid())]);
    hub.assign(&company, job, vec![company.engineer]).await;
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Files as hubs of before did: customers under the centre that looks after them, prices nowhere.
pub(super) fn filed_as_before(db: &mut Connection, customers: &[Subject], centre: CentreId) {
    let tx = db.transaction().expect("begun");
    for offices in ["DELETE FROM filed", "DELETE FROM entry"] {
        tx.execute(&format!("{offices} WHERE stream LIKE 'office%'"), []).expect("taken away");
    }
    tx.execute("DELETE FROM stream WHERE name LIKE 'office%'", []).expect("taken away");
    let stream = Stream::Centre(centre.uuid()).to_string();
    for customer in customers {
        let filed = "INSERT INTO filed (subject, stream) VALUES (?1, ?2)";
        assert_eq!(tx.execute(filed, [&customer.to_string(), &stream]).expect("filed"), 1);
        let next = "UPDATE stream SET newest = newest + 1 WHERE name = ?1 RETURNING newest";
        let n: i64 = tx.query_row(next, [&stream], |r| r.get(0)).expect("a number");
        let entry = "INSERT INTO entry (stream, n, event) SELECT ?1, ?2, seq FROM event WHERE subject = ?3";
        assert_eq!(tx.execute(entry, params![stream, n, customer.to_string()]).expect("entered"), 1);
    }
    tx.execute("UPDATE setting SET value = '0' WHERE key = ?1", [FILING_KEY]).expect("older rules");
    tx.commit().expect("written");
}

/// What the streams of the office and of the centre have.
fn filed(data: &std::path::Path) -> BTreeMap<String, BTreeSet<String>> {
    let db = Connection::open(data.join("hub.db")).expect("opened");
    let mut rows = db.prepare("SELECT stream, subject FROM filed WHERE left_at IS NULL").expect("prepared");
    let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("read");
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (stream, subject): (String, String) = row.expect("a row");
        all.entry(stream).or_default().insert(subject);
    }
    all
}

#[tokio::test]
async fn an_older_hub_refiles_what_is_the_offices_also_when_the_start_is_cut() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    planted(&hub, &company).await;
    let customers: Vec<Subject> = (0..450).map(|_| Subject::new("customer", hub.fresh())).collect();
    let registered = |customer: &Subject| {
        let name = Bilingual::same("K-OLD");
        let details = CustomerDetails { name, centre: Some(company.centre), ..CustomerDetails::default() };
        Draft::new(customer.clone(), &CustomerEvent::Registered { details })
    };
    hub.record(hub.hub.ledger.system(), customers.iter().map(registered).collect()).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let stopped = hub.stop().await;
    let as_it_should = filed(stopped.data());
    let mut db = Connection::open(stopped.data().join("hub.db")).expect("opened");
    filed_as_before(&mut db, &customers, company.centre);
    // The second step of making states again breaks off.
    db.execute_batch(
        "CREATE TRIGGER cut BEFORE UPDATE ON setting WHEN new.key = 'refolded_to' BEGIN SELECT RAISE(FAIL, 'cut'); END",
    )
    .expect("a trigger");
    drop(db);
    let options = Options { dues: false, ..Options::new(stopped.data(), crate::clock::Clock::system()) };
    assert!(Hub::open(options).await.is_err(), "it was cut");
    let db = Connection::open(stopped.data().join("hub.db")).expect("opened");
    let office = Stream::Office(Some(company.centre.uuid())).to_string();
    let done = filed(stopped.data()).get(&office).map_or(0, BTreeSet::len);
    assert!((1..customers.len()).contains(&done), "some were filed: {done}");
    db.execute_batch("DROP TRIGGER cut").expect("dropped");
    drop(db);

    let hub = stopped.start().await;
    assert_eq!(filed(hub.data()), as_it_should);
    // Who followed the centre is told to forget each, once.
    let forgotten: Vec<Subject> = phone.pull().await.into_iter().filter_map(|entry| entry.forget).collect();
    let each: BTreeSet<&Subject> = forgotten.iter().filter(|one| customers.contains(one)).collect();
    assert_eq!((each.len(), forgotten.len()), (customers.len(), customers.len()));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
