//! What the hub knows already, by the names that files use, and what is on record of it.

use super::kinds::Kind;
use chrono::NaiveDate;
use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, PlaceId, SiteId};
use fettle_core::domain::parts::{Card, CardPrice, Condition, Movement, Place, PlaceKind, Reason};
use fettle_core::domain::people::{Account, Centre, Person, Skills};
use fettle_core::domain::printed::folded;
use fettle_core::domain::sites::{Contact, Contract, Customer, Equipment, Price, Site};
use fettle_core::domain::values::{Bilingual, Phone};
use fettle_core::kernel::PersonId;
use std::collections::{BTreeMap, HashMap};

/// One line of the opening count: place, card, condition of what has no serial number, serial number.
pub type OpeningLine = (PlaceId, CardId, Option<Condition>, String);

/// What an opening count says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// How much, in thousandths of the unit.
    pub amount: i64,
    /// In which condition.
    pub condition: Condition,
    /// Since when it lay there.
    pub since: Option<NaiveDate>,
}

/// By what a place is known again: a store of one name may stand in every centre, a bag with everyone.
pub type PlaceKey = (PlaceKind, String, Option<CentreId>, Option<PersonId>);

/// Things by the texts that may name them. One text may be that of several things: it then names none.
#[derive(Debug, Clone)]
pub struct Names<I> {
    all: BTreeMap<String, Option<I>>,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self { all: BTreeMap::new() }
    }
}

impl<I: Copy + PartialEq> Names<I> {
    /// Takes in that `text` names `id`.
    pub fn name(&mut self, text: &str, id: I) {
        if text.is_empty() {
            return;
        }
        let found = self.all.entry(folded(text)).or_insert(Some(id));
        if *found != Some(id) {
            *found = None;
        }
    }
    /// Takes in a name in both languages.
    pub fn names(&mut self, name: &Bilingual, id: I) {
        self.name(&name.zh, id);
        self.name(&name.en, id);
    }
    /// What the text names: `Some(None)` where it names several things.
    pub fn get(&self, text: &str) -> Option<Option<I>> {
        self.all.get(&folded(text)).copied()
    }
}

/// What is on record, as far as the files ask for it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Centres by name.
    pub centres: Names<CentreId>,
    /// What is on record of them.
    pub centre_of: BTreeMap<CentreId, Centre>,
    /// People by login name.
    pub people: BTreeMap<String, PersonId>,
    /// What is on record of them.
    pub person_of: BTreeMap<PersonId, Person>,
    /// Their login names and telephone numbers.
    pub account_of: BTreeMap<PersonId, Account>,
    /// What they are able and licensed to do.
    pub skills_of: BTreeMap<PersonId, Skills>,
    /// Customers by name.
    pub customers: Names<CustomerId>,
    /// Customers by code.
    pub customer_codes: Names<CustomerId>,
    /// What is on record of them.
    pub customer_of: BTreeMap<CustomerId, Customer>,
    /// Sites by name, and by name and customer (`NAME/CUSTOMER`), for what names one.
    pub sites: Names<SiteId>,
    /// Sites by code.
    pub site_codes: Names<SiteId>,
    /// Sites by customer and name; none where several are alike.
    pub sites_of: HashMap<(CustomerId, String), Option<SiteId>>,
    /// What is on record of them.
    pub site_of: BTreeMap<SiteId, Site>,
    /// Contracts by number.
    pub contracts: Names<ContractId>,
    /// What is on record of them.
    pub contract_of: BTreeMap<ContractId, Contract>,
    /// What they cost, as far as it was said.
    pub contract_price_of: BTreeMap<ContractId, Price>,
    /// Equipment by label.
    pub equipment: HashMap<String, EquipmentId>,
    /// Equipment by part number and serial number.
    pub serials: HashMap<(String, String), EquipmentId>,
    /// What is on record of it.
    pub equipment_of: HashMap<EquipmentId, Equipment>,
    /// Cards by number.
    pub cards: Names<CardId>,
    /// What is on record of them.
    pub card_of: BTreeMap<CardId, Card>,
    /// What they cost, as far as it was said.
    pub price_of: BTreeMap<CardId, CardPrice>,
    /// Places by name, for what names one.
    pub places: Names<PlaceId>,
    /// Places by what tells them apart; none where several are alike.
    pub places_of: BTreeMap<PlaceKey, Option<PlaceId>>,
    /// What is on record of them.
    pub place_of: BTreeMap<PlaceId, Place>,
    /// Opening counts.
    pub opening: BTreeMap<OpeningLine, Opened>,
}

impl Known {
    /// Takes in a centre.
    pub fn centre(&mut self, id: CentreId, centre: &Centre) {
        self.centres.names(&centre.name, id);
        self.centre_of.insert(id, centre.clone());
    }
    /// Takes in an account.
    pub fn account(&mut self, id: PersonId, account: &Account) {
        if let Some(login) = &account.login {
            self.people.insert(login.clone(), id);
        }
        self.account_of.insert(id, account.clone());
    }
    /// Takes in a person.
    pub fn person(&mut self, id: PersonId, person: &Person) {
        self.person_of.insert(id, person.clone());
    }
    /// Takes in what a person is able and licensed to do.
    pub fn skills(&mut self, id: PersonId, skills: Skills) {
        self.skills_of.insert(id, skills);
    }
    /// The telephone number of a person.
    pub fn number(&self, id: PersonId) -> Option<&Phone> {
        self.account_of.get(&id).and_then(|account| account.phone.as_ref())
    }
    /// The login name of a person.
    pub fn login(&self, id: PersonId) -> &str {
        self.account_of.get(&id).and_then(|account| account.login.as_deref()).unwrap_or_default()
    }
    /// Takes in a customer.
    pub fn customer(&mut self, id: CustomerId, customer: &Customer) {
        self.customers.names(&customer.name, id);
        self.customer_codes.name(&customer.code, id);
        self.customer_of.insert(id, customer.clone());
    }
    /// Takes in a site with its contacts.
    pub fn site(&mut self, id: SiteId, site: &Site) {
        if let Some(customer) = site.customer {
            let whose = self.customer_of.get(&customer).map(|known| known.name.zh.clone()).unwrap_or_default();
            self.name_site(id, &site.name, (customer, &whose));
        }
        self.site_codes.name(&site.code, id);
        self.site_of.insert(id, site.clone());
    }
    /// Takes in how files may name a site of a customer without its code.
    pub fn name_site(&mut self, id: SiteId, name: &Bilingual, (customer, whose): (CustomerId, &str)) {
        self.sites.names(name, id);
        self.sites.name(&format!("{}/{whose}", name.zh), id);
        let found = self.sites_of.entry((customer, folded(&name.zh))).or_insert(Some(id));
        if *found != Some(id) {
            *found = None;
        }
    }
    /// The contact of a site with this name.
    pub fn contact(&self, site: SiteId, name: &str) -> Option<&Contact> {
        self.site_of.get(&site)?.contacts.values().find(|contact| contact.name == name)
    }
    /// Takes in a contract.
    pub fn contract(&mut self, id: ContractId, contract: &Contract) {
        self.contracts.name(&contract.number, id);
        self.contract_of.insert(id, contract.clone());
    }
    /// Takes in what a contract costs.
    pub fn contract_price(&mut self, id: ContractId, price: Price) {
        self.contract_price_of.insert(id, price);
    }
    /// Takes in a piece of equipment.
    pub fn equipment(&mut self, id: EquipmentId, equipment: &Equipment) {
        self.equipment.extend(equipment.codes.iter().map(|code| (folded(code), id)));
        if !equipment.sn.is_empty() {
            self.serials.insert((folded(&equipment.pn), folded(&equipment.sn)), id);
        }
        self.equipment_of.insert(id, equipment.clone());
    }
    /// Takes in a card.
    pub fn card(&mut self, id: CardId, card: &Card) {
        // What is kept no more has no number that a list could mean.
        if card.withdrawn.is_some() {
            return;
        }
        self.cards.name(card.number(), id);
        self.card_of.insert(id, card.clone());
    }
    /// Takes in what a part costs.
    pub fn price(&mut self, id: CardId, price: CardPrice) {
        self.price_of.insert(id, price);
    }
    /// Takes in a place.
    pub fn place(&mut self, id: PlaceId, place: &Place) {
        let Some(details) = &place.details else { return };
        if place.closed.is_some() {
            return;
        }
        self.places.names(&details.name, id);
        let key = (details.kind, folded(&details.name.zh), details.centre, details.person);
        let found = self.places_of.entry(key).or_insert(Some(id));
        if *found != Some(id) {
            *found = None;
        }
        self.place_of.insert(id, place.clone());
    }
    /// Takes in a movement: only opening counts matter.
    pub fn movement(&mut self, movement: &Movement) {
        let Some(details) = &movement.details else { return };
        // What was taken back was not counted.
        if !movement.corrected.is_empty() {
            return;
        }
        if let (Reason::Opening, Some(to)) = (details.reason, details.to) {
            // A number that was said later names what came without: the row that brought it is known by its own words.
            let kind = details.serial.is_none().then_some(details.condition);
            let serial = details.serial.as_deref().map(folded).unwrap_or_default();
            let opened = Opened { amount: 0, condition: details.condition, since: details.since };
            let line = self.opening.entry((to, details.card, kind, serial)).or_insert(opened);
            // Of pieces whose numbers nobody read one row brought several.
            line.amount = line.amount.saturating_add(details.quantity.amount);
            line.since = line.since.min(details.since);
        }
    }
}

/// What of the record files with rows of `kind` ask for.
pub fn asks(kind: &Kind) -> &'static [&'static str] {
    match kind.name {
        "people" => &["centres", "people"],
        "skills" => &["people", "skills"],
        "customers" => &["centres", "customers"],
        "sites" => &["centres", "customers", "sites"],
        "contacts" => &["customers", "sites"],
        "contracts" => &["customers", "sites", "contracts"],
        "equipment" => &["customers", "sites", "contracts", "equipment"],
        "cards" => &["cards"],
        "places" => &["centres", "people", "places"],
        "stock" => &["cards", "places", "stock"],
        _ => &["centres"],
    }
}
