//! The sample company: imported like a customer's, with passwords for the console and the shipped checklists.

use super::error::DemoError;
use crate::hub::Hub;
use crate::import::command::carry_out;
use crate::import::{Brought, Files, Wanted};
use crate::lists::publish_shipped;
use crate::random;
use fettle_core::domain::ids::{CardId, EquipmentId, SiteId};
use fettle_core::domain::parts::Card;
use fettle_core::domain::people::{Account, Actor, Person};
use fettle_core::domain::sites::{Equipment, Site};
use fettle_core::kernel::PersonId;
use std::collections::BTreeMap;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../sample/company/", $name)) as &[u8])),*]
    };
}

/// What its import is called.
const NAME: &str = "示范公司 · Sample company";

/// The sample company's files, compiled in so that the demo needs nothing beside the binary.
const FILES: &[(&str, &[u8])] = files![
    "centres.csv",
    "people.csv",
    "skills.csv",
    "customers.csv",
    "sites.csv",
    "contacts.csv",
    "contracts.csv",
    "equipment.csv",
    "cards.csv",
    "places.csv",
    "stock.csv",
];

/// Who and what the story names.
#[derive(Debug)]
pub struct Company {
    people: BTreeMap<String, (PersonId, Person)>,
    equipment: BTreeMap<String, (EquipmentId, Equipment)>,
    cards: BTreeMap<String, (CardId, Card)>,
    sites: BTreeMap<SiteId, Site>,
}

impl Company {
    /// Imports the company into an empty hub and gives everyone `password`.
    pub async fn settle(hub: &Hub, password: &str) -> Result<Self, DemoError> {
        let files: Files = FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        let id = random::uuid(hub.clock.now_ms())?;
        let (told, done) = carry_out(hub, id, Brought::named(NAME, files), Wanted::default(), false).await?;
        if let Some(problem) = told.problems.first().filter(|_| !done) {
            return Err(DemoError::Story(format!("{}:{} {}", problem.file, problem.line, problem.code)));
        }
        let company = Self::read(hub).await?;
        for (person, _) in company.people.values() {
            hub.accounts.set_password(*person, password).await?;
        }
        publish_shipped(&hub.ledger).await?;
        Ok(company)
    }

    async fn read(hub: &Hub) -> Result<Self, DemoError> {
        let persons: BTreeMap<_, _> = hub.ledger.all::<Person>().await?.into_iter().collect();
        let mut people = BTreeMap::new();
        for (id, account) in hub.ledger.all::<Account>().await? {
            if let (Some(login), Some(person)) = (account.state.login, persons.get(&id)) {
                people.insert(login, (PersonId::new(id), person.state.clone()));
            }
        }
        let mut equipment = BTreeMap::new();
        for (id, folded) in hub.ledger.all::<Equipment>().await? {
            for code in &folded.state.codes {
                equipment.insert(code.clone(), (EquipmentId::new(id), folded.state.clone()));
            }
        }
        let cards = hub.ledger.all::<Card>().await?.into_iter();
        let cards = cards.map(|(id, card)| (card.state.number().to_owned(), (CardId::new(id), card.state))).collect();
        let sites = hub.ledger.all::<Site>().await?.into_iter().map(|(id, s)| (SiteId::new(id), s.state)).collect();
        Ok(Self { people, equipment, cards, sites })
    }

    fn missing(what: &str) -> DemoError {
        DemoError::Story(format!("the company has no {what}"))
    }
    /// A person by login.
    pub fn person(&self, login: &str) -> Result<(PersonId, &Person), DemoError> {
        self.people.get(login).map(|(id, person)| (*id, person)).ok_or_else(|| Self::missing(login))
    }
    /// A piece of equipment by label.
    pub fn equipment(&self, label: &str) -> Result<(EquipmentId, &Equipment), DemoError> {
        self.equipment.get(label).map(|(id, e)| (*id, e)).ok_or_else(|| Self::missing(label))
    }
    /// A card by number.
    pub fn card(&self, number: &str) -> Result<(CardId, &Card), DemoError> {
        self.cards.get(number).map(|(id, card)| (*id, card)).ok_or_else(|| Self::missing(number))
    }
    /// The site of a piece of equipment.
    pub fn site_of(&self, equipment: &Equipment) -> Result<(SiteId, &Site), DemoError> {
        let id = equipment.site.ok_or_else(|| Self::missing("site"))?;
        self.sites.get(&id).map(|site| (id, site)).ok_or_else(|| Self::missing("site"))
    }
    /// A person at the console.
    pub async fn actor(&self, hub: &Hub, login: &str) -> Result<Actor, DemoError> {
        let (person, state) = self.person(login)?;
        Ok(Actor {
            person,
            roles: state.roles.clone(),
            centre: state.centre,
            device_short: hub.ledger.console_short(),
            next_count: hub.ledger.next_count().await?,
        })
    }
}
