//! What a phone may push: every type of event by every role, and nothing that moves another centre's records into one's own reach.

use super::hub;
use super::phone::Phone;
use crate::access::person_subject;
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::any::TYPES;
use fettle_core::domain::ids::{CustomerId, EquipmentId, JobId, PlaceId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{JobEvent, Report};
use fettle_core::domain::parts::{MovementDetails, PlaceChange, PlaceDetails, PlaceEvent, PlaceKind, Reason};
use fettle_core::domain::people::permission::TABLE;
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::sites::{EquipmentDetails, EquipmentEvent, SiteChange, SiteDetails, SiteEvent};
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;

async fn person(hub: &TestHub, company: &Company, roles: &[Role], other: bool) -> PersonId {
    let id = PersonId::new(hub.fresh());
    let centre = Some(if other { company.other_centre } else { company.centre });
    let registered = PersonEvent::Registered {
        name: Bilingual::same("Somebody"),
        roles: roles.iter().copied().collect::<Roles>(),
        centre,
        language: Lang::En,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(person_subject(id), &registered)]).await;
    id
}

#[tokio::test]
async fn every_type_by_every_role_is_judged_by_the_table() {
    let (hub, company) = hub().await;
    let mut asked = 0;
    for role in Role::ALL {
        let person = person(&hub, &company, &[*role], false).await;
        let mut phone = Phone::enrolled(&hub, person).await;
        let mut events = Vec::new();
        let mut names = Vec::new();
        for (kind, types) in TYPES {
            for event in *types {
                // The own account and person, as everyone may do something there; a fresh aggregate of every other kind.
                let own = matches!(*kind, "person" | "account");
                let subject = Subject::new(kind, if own { person.uuid() } else { hub.fresh() });
                let draft =
                    Draft { subject, kind: (*event).into(), version: 1, body: r#"{"?":0}"#.into(), blobs: Vec::new() };
                events.push(phone.write(&hub, &draft));
                names.push(format!("{kind}.{event}"));
            }
        }
        for (name, receipt) in names.iter().zip(phone.push(&events).await) {
            let row = TABLE.iter().find(|(known, _)| known == name);
            // The list of parts is the whole house's: a centre's keeper binds codes and no more.
            let house = *role == Role::StockKeeper && name.starts_with("card.") && name != "card.code_bound";
            // So are working days: a centre's manager reads them.
            let house = house || (*role == Role::Manager && name.starts_with("calendar."));
            // And what parts cost is head office's alone.
            let house = house || (*role != Role::Administrator && name.starts_with("card_price."));
            let may = row.is_some_and(|(_, roles)| roles.contains(role)) && !house;
            let refused = matches!(receipt.quarantined.as_deref(), Some("not_allowed" | "hub_only"));
            assert_eq!(refused, !may, "{name} by {}: {:?}", role.code(), receipt.quarantined);
            asked += 1;
        }
    }
    assert!(asked > 600, "{asked} pairs");
}

/// What a store does is its keeper's: a phone that says otherwise, whatever its screens offer, is not believed.
#[tokio::test]
async fn every_reason_to_move_parts_is_judged_by_role() {
    let (hub, company) = hub().await;
    let store = parts::store(&hub, &company).await;
    for role in Role::ALL {
        let mut phone = Phone::enrolled(&hub, person(&hub, &company, &[*role], false).await).await;
        phone.pull().await;
        let mut events = Vec::new();
        for reason in Reason::ALL {
            let opening = MovementDetails::opening(store.plug, Quantity::pieces(1), store.store);
            let details = MovementDetails { reason: *reason, ..opening };
            events.push(phone.write(&hub, &parts::moved(hub.fresh().into(), details)));
        }
        for (reason, receipt) in Reason::ALL.iter().zip(phone.push(&events).await) {
            let keeper = matches!(role, Role::StockKeeper | Role::Manager);
            let field = matches!(role, Role::Engineer | Role::Maintainer | Role::Integrator);
            let administrator = *role == Role::Administrator;
            let may = match reason {
                Reason::Scrap => *role == Role::Manager,
                Reason::Opening | Reason::Correction => keeper || administrator,
                Reason::Take | Reason::Install | Reason::Removal | Reason::Return => keeper || field || administrator,
                _ => keeper,
            };
            let refused = receipt.quarantined.as_deref() == Some("not_allowed");
            assert_eq!(refused, !may, "{reason:?} by {}: {:?}", role.code(), receipt.quarantined);
        }
    }
}

#[tokio::test]
async fn places_are_their_centres_to_keep_also_on_a_phone() {
    let (hub, company) = hub().await;
    let (own, far): (PlaceId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let opened = |id, centre| parts::opened(id, PlaceKind::BranchStore, centre, None);
    let drafts = vec![opened(own, company.centre), opened(far, company.other_centre)];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let keeper = person(&hub, &company, &[Role::StockKeeper], false).await;
    let mut phone = Phone::enrolled(&hub, keeper).await;
    phone.pull().await;
    let change = |id: PlaceId, change| Draft::new(id.into(), &PlaceEvent::Changed { change });
    let bin = || PlaceChange { bin: Some("1-1-1-1".into()), ..PlaceChange::default() };
    let to = |centre| PlaceChange { centre: Some(Some(centre)), ..PlaceChange::default() };
    let of_house = PlaceDetails {
        kind: PlaceKind::MainStore,
        name: Bilingual::same("Main"),
        centre: None,
        person: None,
        bin: String::new(),
    };
    let of_house = Draft::new(Subject::new("place", hub.fresh()), &PlaceEvent::Opened { details: of_house });
    let closed = Draft::new(far.into(), &PlaceEvent::Closed { reason: "x".into() });
    let drafts = [
        (change(own, bin()), None),
        (change(far, bin()), Some("not_allowed")),
        (change(far, to(company.centre)), Some("not_allowed")),
        (change(own, to(company.other_centre)), Some("not_allowed")),
        (opened(hub.fresh().into(), company.centre), None),
        (opened(hub.fresh().into(), company.other_centre), Some("not_allowed")),
        (of_house, Some("not_allowed")),
        (closed, Some("not_allowed")),
    ];
    let events: Vec<_> = drafts.iter().map(|(draft, _)| phone.write(&hub, draft)).collect();
    let receipts = phone.push(&events).await;
    for (receipt, (draft, wanted)) in receipts.iter().zip(&drafts) {
        assert_eq!(receipt.quarantined.as_deref(), *wanted, "{draft:?}");
    }
}

#[tokio::test]
async fn nobody_moves_what_is_not_theirs_into_their_reach() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let machine = EquipmentId::from(hub.fresh());
    let details = |site: SiteId| EquipmentDetails {
        site,
        pn: "PN".into(),
        sn: "SN".into(),
        name: Bilingual::same("Camera"),
        class: "camera".into(),
        place: "gate".into(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    };
    let registered = EquipmentEvent::Registered { details: details(company.site) };
    hub.record(company.desk, vec![Draft::new(machine.into(), &registered)]).await;

    let roles = [Role::Manager, Role::Desk, Role::Engineer, Role::StockKeeper];
    let thief = person(&hub, &company, &roles, true).await;
    let mut phone = Phone::enrolled(&hub, thief).await;
    // A site of the own centre, to which a machine could be moved.
    let (own, customer) = (SiteId::from(hub.fresh()), CustomerId::from(hub.fresh()));
    let site = |customer| SiteEvent::Registered {
        details: SiteDetails::new(customer, company.other_centre, Bilingual::same("Ours"), "Asia/Shanghai"),
    };
    let report = |site, customer| Report {
        number: "X1-1".into(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: String::new(), title: String::new(), phone: String::new() },
        company: String::new(),
        product: String::new(),
        symptom: "ours now".into(),
        at: time(hub.hub.clock.now_ms()),
        centre: company.other_centre,
        customer,
        site,
        contract: None,
        equipment: Vec::new(),
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    let moved =
        SiteEvent::Changed { change: SiteChange { centre: Some(Some(company.other_centre)), ..SiteChange::default() } };
    let drafts = [
        Draft::new(own.into(), &site(customer)),
        Draft::new(job.into(), &JobEvent::Reported(report(own, customer))),
        Draft::new(company.site.into(), &moved),
        Draft::new(company.site.into(), &site(company.customer)),
        Draft::new(machine.into(), &EquipmentEvent::Registered { details: details(own) }),
        Draft::new(machine.into(), &EquipmentEvent::Changed { change: details(own).into() }),
        // New ones of the own centre, which would open what they name to it.
        Draft::new(JobId::from(hub.fresh()).into(), &JobEvent::Reported(report(company.site, company.customer))),
        Draft::new(SiteId::from(hub.fresh()).into(), &site(company.customer)),
    ];
    let events: Vec<_> = drafts.iter().map(|draft| phone.write(&hub, draft)).collect();
    let receipts = phone.push(&events).await;
    assert_eq!(receipts[0].quarantined, None, "a new site of the own centre is one's own");
    for (receipt, draft) in receipts.iter().zip(&drafts).skip(1) {
        assert_eq!(receipt.quarantined.as_deref(), Some("out_of_scope"), "{} {}", draft.subject, draft.kind);
    }
    let pulled = phone.pull().await;
    for subject in [Subject::from(job), company.site.into(), machine.into(), company.customer.into()] {
        let got = pulled.iter().filter_map(|entry| entry.e.as_ref()).any(|event| event.header().subject == subject);
        assert!(!got, "{subject} came along");
    }
}
