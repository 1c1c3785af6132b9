//! What hub and phones hold, aggregate by aggregate, compared.

use crate::phone::Phone;
use fettle_core::domain::checks::{Check, Checklist};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Card, Movement, Place, Take};
use fettle_core::domain::people::{Account, Centre, Device, Person};
use fettle_core::domain::reach;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Price, Site};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_hub::testing::TestHub;
use serde_json::Value;
use std::collections::BTreeMap;

/// Folded state of every aggregate, by subject.
pub type States = BTreeMap<Subject, Value>;

macro_rules! every_kind {
    ($each:ident) => {
        $each!(
            Person, Account, Centre, Device, Customer, Site, Contract, Price, Equipment, Job, Checklist, Check, Card,
            Place, Movement, Take
        )
    };
}

/// Everything that a phone knows.
pub fn on_phone(phone: &Phone) -> States {
    let mut all = States::new();
    macro_rules! read {
        ($($kind:ty),*) => { $(
            for (id, folded) in phone.app.store().all::<$kind>().expect("read") {
                all.insert(Subject::new(<$kind>::KIND, id), serde_json::to_value(folded).expect("json"));
            }
        )* };
    }
    every_kind!(read);
    all
}

/// Everything that the hub knows.
pub async fn on_hub(hub: &TestHub) -> States {
    let mut all = States::new();
    macro_rules! read {
        ($($kind:ty),*) => { $(
            for (id, folded) in hub.hub.ledger.all::<$kind>().await.expect("read") {
                all.insert(Subject::new(<$kind>::KIND, id), serde_json::to_value(folded).expect("json"));
            }
        )* };
    }
    every_kind!(read);
    all
}

/// What a phone has to know: what is filed under a stream that its person follows.
pub async fn for_phone(hub: &TestHub, phone: &Phone) -> States {
    let ledger = &hub.hub.ledger;
    let centres: Vec<_> = ledger.all::<Centre>().await.expect("read").into_iter().map(|(id, _)| id.into()).collect();
    let person = ledger.get::<Person>(phone.person.uuid()).await.expect("read").expect("there").state;
    let follows = ledger.with_months(reach::follows(phone.person, &person, &centres)).await.expect("read");
    let mut all = States::new();
    for (subject, state) in on_hub(hub).await {
        if ledger.streams_of(&subject).await.expect("read").iter().any(|stream| follows.contains(stream)) {
            all.insert(subject, state);
        }
    }
    all
}

/// The phone knows exactly what it may know, and as the hub knows it.
pub async fn assert_agree(hub: &TestHub, phone: &Phone) {
    let (expected, found) = (for_phone(hub, phone).await, on_phone(phone));
    let missing: Vec<_> = expected.keys().filter(|subject| !found.contains_key(subject)).collect();
    let too_much: Vec<_> = found.keys().filter(|subject| !expected.contains_key(subject)).collect();
    assert!(missing.is_empty() && too_much.is_empty(), "missing: {missing:?}; too much: {too_much:?}");
    for (subject, state) in &expected {
        assert_eq!(state, &found[subject], "{subject}: hub and phone differ");
    }
}

/// Sessions until nobody learns anything new; then everybody agrees with the hub.
pub async fn quiet(hub: &TestHub, phones: &[&Phone]) {
    let mut still = 0;
    for _ in 0..8 {
        let mut news = 0;
        for phone in phones {
            news += phone.sync().await.pulled;
        }
        still = if news == 0 { still + 1 } else { 0 };
        // What the last phone of a round brought, the first learns in the next.
        if still == 2 {
            for phone in phones {
                assert_agree(hub, phone).await;
            }
            return;
        }
    }
    panic!("it does not become quiet");
}
