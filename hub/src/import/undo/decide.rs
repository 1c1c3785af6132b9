//! What becomes of one record of an import that is taken back.

use super::desk::{Case, Decided, Desk};
use super::fate::Fate;
use super::stock;
use crate::error::HubError;
use crate::hub::Hub;
use fettle_core::domain::fields::back;
use fettle_core::domain::ids::{CentreId, ContractId, EquipmentId, SiteId, SkillId};
use fettle_core::domain::parts::{Card, CardPrice, Movement, Place};
use fettle_core::domain::people::{
    Account, AccountEvent, Centre, CentreChange, CentreEvent, Device, Person, PersonChange, PersonEvent,
    PersonOpenItems, Skills, SkillsEvent, change_centre, change_person, close_centre, deactivate_person, remove_skill,
    set_phone, set_skill,
};
use fettle_core::domain::sites::{
    About, Contract, ContractChange, ContractEvent, Customer, CustomerChange, CustomerEvent, Equipment,
    EquipmentChange, EquipmentEvent, Price, Site, SiteChange, SiteEvent, change_contact, change_contract,
    change_customer, change_equipment, change_site, close_site, end_contract, end_customer, remove_contact,
    retire_equipment, set_price,
};
use fettle_core::kernel::{Aggregate, Draft, PersonId, Refusal, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Decides about one record.
pub(super) async fn decide(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<(Fate, Vec<Draft>), HubError> {
    let done = if case.is_brought() { Fate::Ended } else { Fate::Restored };
    // A pass that was broken off has taken it back.
    if case.history.iter().any(|(seq, _)| case.found.back.has(*seq)) {
        desk.ended.insert(case.subject.clone());
        return Ok((done, Vec::new()));
    }
    if let Some(by) = case.others() {
        return Ok((Fate::Left(Refusal::new("import_undo_changed"), Some(by)), Vec::new()));
    }
    if case.is_brought()
        && let Some(other) = case.hangs
    {
        let refusal = Refusal::new("import_undo_used").with("kind", other.kind());
        return Ok((Fate::Left(refusal, None), Vec::new()));
    }
    let decided = match case.subject.kind() {
        "centre" => centre(hub, desk, case).await?,
        "person" => person(hub, desk, case).await?,
        "account" => account(hub, desk, case).await?,
        Skills::KIND => skills(hub, desk, case).await?,
        "customer" => customer(hub, desk, case).await?,
        "site" => site(hub, desk, case).await?,
        "contract" => contract(hub, desk, case).await?,
        Price::KIND => price(hub, desk, case).await?,
        "equipment" => equipment(hub, desk, case).await?,
        Card::KIND => stock::card(hub, desk, case).await?,
        CardPrice::KIND => stock::price(hub, desk, case).await?,
        Place::KIND => stock::place(hub, desk, case).await?,
        Movement::KIND => stock::movement(hub, desk, case).await?,
        _ => Ok(Vec::new()),
    };
    Ok(match decided {
        Ok(drafts) if drafts.is_empty() && !case.is_brought() => (Fate::Nothing, drafts),
        Ok(drafts) => {
            if case.is_brought() {
                desk.ended.insert(case.subject.clone());
            }
            (done, drafts)
        }
        Err(refusal) => (Fate::Left(refusal, None), Vec::new()),
    })
}

/// All or nothing of several commands.
fn together(all: impl IntoIterator<Item = Decided>) -> Decided {
    let all: Result<Vec<Vec<Draft>>, Refusal> = all.into_iter().collect();
    all.map(|all| all.into_iter().flatten().collect())
}

async fn centre_named(hub: &Hub, id: Option<CentreId>) -> Result<Option<Centre>, HubError> {
    let Some(id) = id else { return Ok(None) };
    Ok(hub.ledger.get::<Centre>(id.uuid()).await?.map(|folded| folded.state))
}

async fn centre(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (CentreId::new(case.subject.id()), case.now::<Centre>());
    let mut open_items = hub.ledger.open_items_of_centre(id).await?;
    if !desk.real
        && let Some(ended) = desk.ended_of.get(&id)
    {
        open_items.people = open_items.people.saturating_sub(ended.people);
        open_items.sites = open_items.sites.saturating_sub(ended.sites);
        open_items.customers = open_items.customers.saturating_sub(ended.customers);
        open_items.places = open_items.places.saturating_sub(ended.places);
    }
    if case.is_brought() {
        return Ok(close_centre(&desk.actor, id, &now, open_items, &desk.reason));
    }
    let (before, said) = (case.before::<Centre>(), case.said::<CentreEvent>());
    let reopened = said.iter().any(|event| matches!(event, CentreEvent::Reopened { .. }));
    let changes = said.into_iter().filter_map(|event| match event {
        CentreEvent::Changed { change } => Some(change),
        _ => None,
    });
    let change = change_centre(&desk.actor, id, &now, back::<CentreChange>(changes, &before));
    let again = reopened.then(|| close_centre(&desk.actor, id, &now, open_items, &before.closed_because));
    Ok(together(std::iter::once(change).chain(again)))
}

async fn person(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (PersonId::new(case.subject.id()), case.now::<Person>());
    if !case.is_brought() {
        let before = case.before::<Person>();
        let changes = case.said::<PersonEvent>().into_iter().filter_map(|event| match event {
            PersonEvent::Changed { change } => Some(change),
            _ => None,
        });
        let change = back::<PersonChange>(changes, &before);
        let to = centre_named(hub, change.centre.flatten()).await?;
        return Ok(change_person(&desk.actor, id, &now, change, to.as_ref()));
    }
    let mut devices = Vec::new();
    for row in hub.ledger.devices_of(id).await? {
        let device = hub.ledger.get::<Device>(row.id.uuid()).await?;
        devices.extend(device.map(|device| (row.id, device.state)));
    }
    if !devices.is_empty() {
        return Ok(Err(Refusal::new("import_undo_used").with("kind", Device::KIND)));
    }
    desk.ends_of(now.centre, |open_items| open_items.people += 1);
    // What is looked at only has its stock still.
    let open_items =
        if desk.real { hub.ledger.open_items_of_person(id).await?.open_items } else { PersonOpenItems::default() };
    Ok(deactivate_person(&desk.actor, id, &now, open_items, &devices, &desk.reason))
}

async fn account(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let id = PersonId::new(case.subject.id());
    let called = case.said::<AccountEvent>().iter().any(|event| matches!(event, AccountEvent::PhoneSet { .. }));
    // Of somebody whom the import brought, login name and number stay with the record.
    if !called || case.found.brought.contains(&Subject::new(Person::KIND, id.uuid())) {
        return Ok(Ok(Vec::new()));
    }
    let person = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok(set_phone(&desk.actor, id, &person, &case.now::<Account>(), case.before::<Account>().phone))
}

/// What the import said of a person's skills is said as before, or removed.
async fn skills(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now, before) = (PersonId::new(case.subject.id()), case.now::<Skills>(), case.before::<Skills>());
    let person = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let said: BTreeSet<SkillId> = case
        .said::<SkillsEvent>()
        .into_iter()
        .filter_map(|event| match event {
            SkillsEvent::Set { skill, .. } => Some(skill),
            _ => None,
        })
        .collect();
    let back = |skill: SkillId| match before.all.get(&skill) {
        Some(old) => set_skill(&desk.actor, id, &person, &now, (skill, old.clone())),
        None => remove_skill(&desk.actor, id, &person, &now, skill),
    };
    Ok(together(said.into_iter().map(back)))
}

async fn customer(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (case.subject.id().into(), case.now::<Customer>());
    // What is looked at only has its sites still.
    let open_items = if desk.real { hub.ledger.open_items_of_customer(id).await? } else { (0, 0) };
    if case.is_brought() {
        desk.ends_of(now.centre, |open_items| open_items.customers += 1);
        return Ok(end_customer(&desk.actor, id, &now, open_items, &desk.reason));
    }
    let (before, said) = (case.before::<Customer>(), case.said::<CustomerEvent>());
    let again = said.iter().any(|event| matches!(event, CustomerEvent::Reactivated {}));
    let changes = said.into_iter().filter_map(|event| match event {
        CustomerEvent::Changed { change } => Some(change),
        _ => None,
    });
    let change = back::<CustomerChange>(changes, &before);
    let to = centre_named(hub, change.centre.flatten()).await?;
    let changed = change_customer(&desk.actor, id, &now, change, to.as_ref());
    let reason = before.ended.unwrap_or_default();
    let ended = again.then(|| end_customer(&desk.actor, id, &now, open_items, &reason));
    Ok(together(std::iter::once(changed).chain(ended)))
}

/// What a contract on record costs says what it said; that of a contract which goes stays with its record.
async fn price(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let id: ContractId = case.subject.id().into();
    if case.found.brought.contains(&Subject::from(id)) {
        return Ok(Ok(Vec::new()));
    }
    let contract = hub.ledger.get::<Contract>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let before = case.before::<Price>();
    let Some(value) = before.value else { return Ok(Err(Refusal::new("import_undo_price"))) };
    Ok(set_price(&desk.actor, id, (&contract, &case.now::<Price>()), value, &before.payment))
}

async fn site(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (SiteId::new(case.subject.id()), case.now::<Site>());
    let jobs = hub.ledger.open_at_site(id).await?;
    if case.is_brought() {
        desk.ends_of(now.centre, |open_items| open_items.sites += 1);
        return Ok(close_site(&desk.actor, id, &now, jobs, &desk.reason));
    }
    let before = case.before::<Site>();
    let (mut changes, mut all, mut contacts) = (Vec::new(), Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for event in case.said::<SiteEvent>() {
        match event {
            SiteEvent::Changed { change } => changes.push(change),
            SiteEvent::ContactSet { contact } => all.push(remove_contact(&desk.actor, id, &now, contact.id)),
            SiteEvent::ContactChanged { contact, change } => contacts.entry(contact).or_default().push(change),
            SiteEvent::Reopened {} => {
                let reason = before.closed.clone().unwrap_or_default();
                all.push(close_site(&desk.actor, id, &now, jobs, &reason));
            }
            _ => {}
        }
    }
    for (contact, changes) in contacts {
        if let Some(old) = before.contacts.get(&contact) {
            all.push(change_contact(&desk.actor, id, &now, contact, back(changes, old)));
        }
    }
    let change = back::<SiteChange>(changes, &before);
    let to = centre_named(hub, change.centre.flatten()).await?;
    all.insert(0, change_site(&desk.actor, id, &now, change, to.as_ref()));
    Ok(together(all))
}

async fn contract(hub: &Hub, desk: &Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (case.subject.id().into(), case.now::<Contract>());
    if case.is_brought() {
        // From its first day on it covers nothing more; one of a single day is over by itself.
        let over = now.starts >= now.ends;
        return Ok(if over { Ok(Vec::new()) } else { end_contract(&desk.actor, id, &now, now.starts, &desk.reason) });
    }
    let before = case.before::<Contract>();
    let changes = case.said::<ContractEvent>().into_iter().filter_map(|event| match event {
        ContractEvent::Changed { change } => Some(change),
        _ => None,
    });
    let change = back::<ContractChange>(changes, &before);
    let customer = match now.customer {
        Some(customer) => hub.ledger.get::<Customer>(customer.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    let named = change.sites.as_ref().unwrap_or(&now.sites).iter().map(|site| site.uuid()).collect();
    let sites = hub.ledger.several::<Site>(named).await?;
    let sites = sites.into_iter().map(|(id, folded)| (SiteId::new(id), folded.state)).collect();
    let customer = customer.unwrap_or_default();
    let about = About { customer: &customer, sites: &sites, number_taken: false };
    Ok(change_contract(&desk.actor, id, &now, change, about))
}

async fn equipment(hub: &Hub, desk: &mut Desk, case: &Case<'_>) -> Result<Decided, HubError> {
    let (id, now) = (EquipmentId::new(case.subject.id()), case.now::<Equipment>());
    let mut machines = desk.parts_of(hub, id, now.site).await?;
    if case.is_brought() {
        return Ok(retire_equipment(&desk.actor, id, &now, &machines, &desk.reason));
    }
    let (before, said) = (case.before::<Equipment>(), case.said::<EquipmentEvent>());
    let reinstated = said.iter().any(|event| matches!(event, EquipmentEvent::Reinstated {}));
    let changes = said.into_iter().filter_map(|event| match event {
        EquipmentEvent::Changed { change } => Some(change),
        _ => None,
    });
    let change = back::<EquipmentChange>(changes, &before);
    let to = match change.site.flatten() {
        Some(site) => hub.ledger.get::<Site>(site.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    if let Some(whole) = change.parent.unwrap_or(now.parent) {
        let found = hub.ledger.get::<Equipment>(whole.uuid()).await?;
        machines.extend(found.map(|folded| (whole, folded.state)));
    }
    let changed = change_equipment(&desk.actor, id, &now, change, to.as_ref(), &machines);
    let reason = before.retired.unwrap_or_default();
    let retired = reinstated.then(|| retire_equipment(&desk.actor, id, &now, &machines, &reason));
    Ok(together(std::iter::once(changed).chain(retired)))
}
