//! What is private is its person's; prices, skills and customers before their first site are an office's.

use super::*;
use crate::domain::sites::{ContractChange, CustomerChange, SiteChange};

#[test]
fn what_is_private_reaches_its_person_and_the_number_the_colleagues_too() {
    let mut world = World::new();
    let someone: PersonId = id();
    let registered = PersonEvent::Registered {
        name: Bilingual::same("N"),
        roles: Roles::from([Role::Engineer]),
        centre: None,
        language: Lang::Zh,
    };
    world.write(event(someone, &registered));
    assert_eq!(world.filed(someone), BTreeSet::from([Stream::Everyone]));
    let account = Subject::new("account", someone.uuid());
    let phone = crate::domain::people::AccountEvent::PhoneSet { phone: None };
    world.write(event(account.clone(), &phone));
    assert_eq!(world.filed(account.clone()), BTreeSet::from([Stream::Person(someone)]), "of no centre yet");
    // What a person is able to do is for the office of the person's centre, wherever that is by now; the own phone has no use for it.
    let skills = Subject::new("skills", someone.uuid());
    let details = crate::domain::people::Skill { name: "Fibre".into(), ..Default::default() };
    let set = crate::domain::people::SkillsEvent::Set { skill: id(), details };
    world.write(event(skills.clone(), &set));
    assert_eq!(world.filed(skills.clone()), BTreeSet::from([Stream::Office(None)]));
    let before = basis(&world.index().0[&Subject::from(someone)]);
    let (home, there) = (world.home, PersonChange { centre: Some(Some(world.home)), ..PersonChange::default() });
    world.write(event(someone, &PersonEvent::Changed { change: there }));
    assert_eq!(world.filed(skills.clone()), BTreeSet::from([Stream::Office(Some(home.uuid()))]));
    assert_eq!(
        world.filed(account.clone()),
        BTreeSet::from([Stream::Centre(home.uuid())]),
        "colleagues call each other"
    );
    let index = world.index();
    let person = Subject::from(someone);
    assert!(depends_on(&person, &index.0[&person], &index).contains(&account));
    assert!(before != basis(&index.0[&person]) && depends_on(&person, &index.0[&person], &index).contains(&skills));
    let here = basis(&index.0[&person]);
    world.write(event(someone, &PersonEvent::Deactivated { reason: "moved away".into() }));
    assert_eq!(world.filed(account), BTreeSet::from([Stream::Person(someone)]), "whoever left is called no more");
    assert!(here != basis(&world.index().0[&person]), "leaving is seen by what hangs on the person");
    let nobody = Subject::new("skills", id::<PersonId>().uuid());
    world.write(event(nobody.clone(), &set));
    assert_eq!(world.filed(nobody), BTreeSet::new(), "until the person is known");
    let price = crate::domain::sites::PriceEvent::Set {
        value: crate::domain::values::Money::new(1, "CNY"),
        payment: String::new(),
    };
    let subject = Subject::new("contract_price", world.contract.uuid());
    world.write(event(subject.clone(), &price));
    let office = |of: Option<CentreId>| BTreeSet::from([Stream::Office(of.map(CentreId::uuid))]);
    assert_eq!(world.filed(subject.clone()), office(Some(world.home)), "nobody in the field");
    // A job of another centre brings the contract there, and not what it costs.
    let (engineer, away): (PersonId, CentreId) = (id(), id());
    let job = world.report(away);
    world.job_event(job, "assigned", json!({"to": [engineer]}));
    assert!(world.filed(world.contract).contains(&Stream::Centre(away.uuid())));
    assert_eq!(world.filed(subject.clone()), office(Some(world.home)));
    // The site goes to that centre: the contract stays with both as long as the job is open, its price goes along.
    let before = world.index();
    let change = SiteChange { centre: Some(Some(away)), ..SiteChange::default() };
    world.write(event(world.site, &SiteEvent::Changed { change }));
    let (site, after) = (Subject::from(world.site), world.index());
    assert_eq!(world.filed(subject.clone()), office(Some(away)));
    assert_ne!(basis(&before.0[&site]), basis(&after.0[&site]));
    assert!(depends_on(&site, &after.0[&site], &after).contains(&subject));
    // It covers another site instead.
    let contract = Subject::from(world.contract);
    let change = ContractChange { sites: Some(BTreeSet::from([id()])), ..ContractChange::default() };
    world.write(event(world.contract, &ContractEvent::Changed { change }));
    let changed = world.index();
    assert_eq!(world.filed(subject.clone()), office(None), "whose site is not on record");
    assert_ne!(basis(&after.0[&contract]), basis(&changed.0[&contract]));
    assert!(depends_on(&contract, &changed.0[&contract], &changed).contains(&subject));
}

#[test]
fn a_customer_is_its_offices_until_a_site_has_it() {
    let mut world = World::new();
    let (customer, site): (CustomerId, SiteId) = (id(), id());
    let (home, other): (CentreId, CentreId) = (world.home, id());
    let details = CustomerDetails { name: Bilingual::same("N"), ..CustomerDetails::default() };
    world.write(event(customer, &CustomerEvent::Registered { details }));
    let [head, here, there] = [None, Some(home), Some(other)].map(|of| Stream::Office(of.map(CentreId::uuid)));
    assert_eq!(world.filed(customer), BTreeSet::from([head]));
    let looked_after = |world: &mut World, centre| {
        let change = CustomerChange { centre: Some(Some(centre)), ..CustomerChange::default() };
        world.write(event(customer, &CustomerEvent::Changed { change }));
    };
    looked_after(&mut world, home);
    assert_eq!(world.filed(customer), BTreeSet::from([here]));
    let details = SiteDetails::new(customer, home, Bilingual::same("S"), "Asia/Shanghai");
    world.write(event(site, &SiteEvent::Registered { details }));
    let field = Stream::Centre(home.uuid());
    assert_eq!(world.filed(customer), BTreeSet::from([field.clone()]), "whoever goes there has to know it");
    looked_after(&mut world, other);
    assert_eq!(world.filed(customer), BTreeSet::from([field, there]));
}
