//! Events as version 1 wrote them are read as what they said then.

use super::*;
use crate::domain::ids::CentreId;
use crate::kernel::{Aggregate, Body, Subject};
use serde_json::{Value, json, value::to_raw_value};

/// A record made of events of version 1.
fn record<A: Aggregate>(events: &[(&str, Value)]) -> A {
    let (mut log, record) = (Log::at("2026-03-01T00:00:00Z"), uuid::Uuid::now_v7());
    for (kind, data) in events {
        let subject = Subject::new(A::KIND, record);
        let draft = Draft { subject, kind: (*kind).into(), version: 1, body: data.to_string(), blobs: Vec::new() };
        log.write(id(), vec![draft]);
    }
    log.get(record)
}

#[test]
fn a_customer_of_version_1_keeps_name_and_industry() {
    let customer: Customer = record(&[
        ("registered", json!({"name": {"zh": "公安", "en": "Police"}, "industry": "police"})),
        ("changed", json!({"industry": "public security"})),
    ]);
    assert_eq!(
        (customer.name, customer.industry.as_str()),
        (Bilingual { zh: "公安".into(), en: "Police".into() }, "public security")
    );
}

#[test]
fn a_site_of_version_1_keeps_where_it_is_and_who_is_there() {
    let (owner, centre, moved): (CustomerId, CentreId, CentreId) = (id(), id(), id());
    let contact = json!({"id": id::<ContactId>(), "name": "Sun", "title": "", "phone": null, "may_sign": true});
    let site: Site = record(&[
        (
            "registered",
            json!({"customer": owner, "centre": centre, "name": {"zh": "所", "en": "Station"}, "address": "Road 8",
                       "position": null, "zone": "Asia/Shanghai"}),
        ),
        ("contact_set", json!({"contact": contact})),
        ("changed", json!({"centre": moved, "address": "Road 9"})),
    ]);
    assert_eq!((site.customer, site.centre, site.address.as_str()), (Some(owner), Some(moved), "Road 9"));
    assert_eq!((site.name.en.as_str(), site.zone.as_str(), site.contacts.len()), ("Station", "Asia/Shanghai", 1));
}

#[test]
fn a_contract_that_version_1_changed_has_the_terms_agreed_then() {
    let site = id();
    let before = terms(site);
    let after = Terms { number: "HT-2".into(), ends: day("2027-12-31"), inspections_a_year: 2, ..before.clone() };
    let contract: Contract = record(&[("agreed", json!({"terms": before})), ("changed", json!({"terms": after}))]);
    assert_eq!(
        (contract.customer, contract.number.as_str(), contract.inspections_a_year),
        (Some(after.customer), "HT-2", 2)
    );
    assert_eq!((contract.ends, contract.sites), (after.ends, after.sites));
}

#[test]
fn a_machine_that_version_1_changed_says_what_it_said_then_also_what_was_emptied() {
    let (site, parent): (SiteId, EquipmentId) = (id(), id());
    let details = json!({"site": site, "pn": "P", "sn": "S", "name": {"zh": "机", "en": "Machine"}, "class": "server", "place": "Room 1",
                         "parent": parent, "warranty_end": "2026-06-30"});
    let changed = json!({"site": site, "pn": "P", "sn": "S2", "name": {"zh": "机", "en": "Machine"}, "class": "server", "place": "Room 2",
                         "warranty_end": "2027-06-30"});
    let machine: Equipment =
        record(&[("registered", json!({"details": details})), ("changed", json!({"details": changed}))]);
    assert_eq!((machine.sn.as_str(), machine.place.as_str(), machine.parent), ("S2", "Room 2", None));
    assert_eq!((machine.site, machine.warranty_end), (Some(site), Some(day("2027-06-30"))));
}

#[test]
fn what_does_not_fit_version_1_is_malformed_and_brings_nothing_down() {
    for data in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({"details": 1}),
        json!({"terms": []}),
        json!({"terms": 1}),
    ] {
        let data = to_raw_value(&data).unwrap();
        for kind in ["registered", "agreed"] {
            assert!(CustomerEvent::decode(kind, 1, &data).is_err());
            assert!(SiteEvent::decode(kind, 1, &data).is_err());
            assert!(ContractEvent::decode(kind, 1, &data).is_err());
            assert!(EquipmentEvent::decode(kind, 1, &data).is_err());
        }
        for read in
            [ContractEvent::decode("changed", 1, &data).is_err(), EquipmentEvent::decode("changed", 1, &data).is_err()]
        {
            assert!(read || data.get() == "{\"terms\":[]}", "{data}");
        }
    }
}
