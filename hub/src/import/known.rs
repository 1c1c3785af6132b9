//! What the hub knows already, by the names that files use. A row whose thing is known is passed over.

use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::parts::{Card, Condition, Movement, Place, Reason};
use fettle_core::domain::people::{Account, Centre, Person};
use fettle_core::domain::printed::folded;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::domain::values::Phone;
use fettle_core::kernel::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// One line of the opening count: place, card, condition of what has no serial number, serial number.
pub type OpeningLine = (PlaceId, CardId, Option<Condition>, String);

/// Ids by natural key: names in Chinese for centres, customers and places, customer and name for sites, numbers for contracts and cards,
/// labels for equipment, login names for people.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Centres by name.
    pub centres: BTreeMap<String, CentreId>,
    /// People by login name.
    pub people: BTreeMap<String, PersonId>,
    /// What is on record of people: of whom a row says otherwise, it is told.
    pub persons: BTreeMap<PersonId, Person>,
    /// Their telephone numbers.
    pub numbers: BTreeMap<PersonId, Phone>,
    /// Customers by name.
    pub customers: BTreeMap<String, CustomerId>,
    /// Sites by customer and name.
    pub sites: BTreeMap<(CustomerId, String), SiteId>,
    /// Names of the contacts of each site.
    pub contacts: BTreeSet<(SiteId, String)>,
    /// Contracts by number.
    pub contracts: BTreeMap<String, ContractId>,
    /// Equipment by label.
    pub equipment: BTreeMap<String, EquipmentId>,
    /// Cards by number.
    pub cards: BTreeMap<String, CardId>,
    /// Places by name.
    pub places: BTreeMap<String, PlaceId>,
    /// Opening counts.
    pub opening: BTreeSet<OpeningLine>,
}

impl Known {
    /// Takes in a centre.
    pub fn centre(&mut self, id: CentreId, centre: &Centre) {
        self.centres.insert(centre.name.zh.clone(), id);
    }
    /// Takes in an account.
    pub fn account(&mut self, id: PersonId, account: &Account) {
        if let Some(login) = &account.login {
            self.people.insert(login.clone(), id);
        }
        self.numbers.extend(account.phone.clone().map(|phone| (id, phone)));
    }
    /// Takes in a person.
    pub fn person(&mut self, id: PersonId, person: &Person) {
        self.persons.insert(id, person.clone());
    }
    /// Takes in a customer.
    pub fn customer(&mut self, id: CustomerId, customer: &Customer) {
        self.customers.insert(customer.name.zh.clone(), id);
    }
    /// Takes in a site with its contacts.
    pub fn site(&mut self, id: SiteId, site: &Site) {
        if let Some(customer) = site.customer {
            self.sites.insert((customer, site.name.zh.clone()), id);
        }
        self.contacts.extend(site.contacts.values().map(|contact| (id, contact.name.clone())));
    }
    /// Takes in a contract.
    pub fn contract(&mut self, id: ContractId, contract: &Contract) {
        self.contracts.insert(contract.number.clone(), id);
    }
    /// Takes in a piece of equipment.
    pub fn equipment(&mut self, id: EquipmentId, equipment: &Equipment) {
        self.equipment.extend(equipment.codes.iter().map(|code| (code.clone(), id)));
    }
    /// Takes in a card.
    pub fn card(&mut self, id: CardId, card: &Card) {
        self.cards.insert(card.number().to_owned(), id);
    }
    /// Takes in a place.
    pub fn place(&mut self, id: PlaceId, place: &Place) {
        self.places.insert(place.name().zh, id);
    }
    /// Takes in a movement: only opening counts matter.
    pub fn movement(&mut self, movement: &Movement) {
        let Some(details) = &movement.details else { return };
        if let (Reason::Opening, Some(to)) = (details.reason, details.to) {
            // A number that was said later names what came without: the row that brought it is known by its own words.
            let kind = details.serial.is_none().then_some(details.condition);
            let serial = details.serial.as_deref().map(folded).unwrap_or_default();
            self.opening.insert((to, details.card, kind, serial));
        }
    }
}
