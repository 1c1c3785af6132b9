//! What only the office needs, on real phones: the desk's has it, the engineer's does not, and one that had it forgets it.

use crate::district::{District, district};
use crate::phone::Phone;
use crate::states::{assert_agree, on_phone, quiet};
use fettle_core::domain::sites::{Customer, CustomerDetails, CustomerEvent, PriceEvent, Site};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::{Bilingual, Money};
use fettle_core::kernel::{Draft, Subject};
use fettle_hub::testing::TestHub;
use rusqlite::{Connection, params};

/// The price, and the name of a customer without a site.
const WORDS: [&str; 2] = ["987654321", "尚无现场的客户"];

async fn planted(hub: &TestHub, d: &District) -> Subject {
    let customer = Subject::new("customer", hub.fresh());
    let price = PriceEvent::Set { value: Money::new(987_654_321, "CNY"), payment: String::new() };
    let details = CustomerDetails {
        name: Bilingual::same(WORDS[1]),
        centre: Some(d.company.centre),
        ..CustomerDetails::default()
    };
    let drafts = vec![
        Draft::new(Subject::new("contract_price", d.contract.uuid()), &price),
        Draft::new(customer.clone(), &CustomerEvent::Registered { details }),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    customer
}

/// Which of the words stand in anything that the phone's store holds.
fn held(phone: &Phone) -> Vec<&'static str> {
    let all: String = on_phone(phone).values().map(ToString::to_string).collect();
    WORDS.into_iter().filter(|word| all.contains(word)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engineers_phone_holds_no_price_and_forgets_customers_that_an_older_hub_gave_it() {
    let (hub, d) = district().await;
    let customer = planted(&hub, &d).await;
    d.call(&hub, vec![d.company.engineer]).await;
    let desk = Phone::enrolled(&hub, d.company.desk).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    quiet(&hub, &[&desk, &engineer]).await;
    assert!(engineer.get::<Site>(d.company.site).is_some(), "it follows its sites");
    assert_eq!((held(&engineer), held(&desk)), (vec![], WORDS.to_vec()));

    // As a hub of before files it: under the centre that looks after it.
    let stopped = hub.stop().await;
    let db = Connection::open(stopped.data().join("hub.db")).expect("opened");
    let stream = Stream::Centre(d.company.centre.uuid()).to_string();
    let filed = "INSERT INTO filed (subject, stream) VALUES (?1, ?2)";
    assert_eq!(db.execute(filed, [&customer.to_string(), &stream]).expect("filed"), 1);
    let next = "UPDATE stream SET newest = newest + 1 WHERE name = ?1 RETURNING newest";
    let n: i64 = db.query_row(next, [&stream], |r| r.get(0)).expect("a number");
    let entry = "INSERT INTO entry (stream, n, event) SELECT ?1, ?2, seq FROM event WHERE subject = ?3";
    assert_eq!(db.execute(entry, params![stream, n, customer.to_string()]).expect("entered"), 1);
    drop(db);
    let hub = stopped.start().await;
    engineer.sync().await;
    assert_eq!(engineer.get::<Customer>(customer.id()).expect("given").name.zh, WORDS[1]);

    // The hub is updated: both phones go on, and each has what is for it.
    let stopped = hub.stop().await;
    let db = Connection::open(stopped.data().join("hub.db")).expect("opened");
    assert_eq!(db.execute("UPDATE setting SET value = '0' WHERE key = 'filing'", []).expect("older rules"), 1);
    drop(db);
    let hub = stopped.start().await;
    quiet(&hub, &[&desk, &engineer]).await;
    assert!(engineer.get::<Customer>(customer.id()).is_none(), "forgotten");
    assert_eq!((held(&engineer), held(&desk)), (vec![], WORDS.to_vec()));
    assert_agree(&hub, &engineer).await;
}
