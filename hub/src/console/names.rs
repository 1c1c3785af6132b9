//! What things are called: the names behind the ids that jobs, takes and movements carry.

use crate::error::HubError;
use crate::ledger::Ledger;
use chrono_tz::Tz;
use fettle_core::domain::ids::{CentreId, CustomerId, SiteId};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Customer, Site, zone};
use fettle_core::kernel::PersonId;
use fettle_core::text::Lang;
use std::collections::BTreeMap;

/// Shown for what is not on file here.
const UNKNOWN: &str = "–";

/// The books of names. Asked only for what somebody may see already.
#[derive(Debug)]
pub(super) struct Names {
    lang: Lang,
    /// People.
    pub people: BTreeMap<PersonId, Person>,
    /// Centres.
    pub centres: BTreeMap<CentreId, Centre>,
    /// Customers.
    pub customers: BTreeMap<CustomerId, Customer>,
    /// Sites.
    pub sites: BTreeMap<SiteId, Site>,
}

impl Names {
    /// Reads them.
    pub(super) async fn load(ledger: &Ledger, lang: Lang) -> Result<Self, HubError> {
        Ok(Self {
            lang,
            people: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
            centres: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
            customers: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
            sites: ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
        })
    }
    /// The names of these people alone, and of no place: for who shows a few records.
    pub(super) async fn of(ledger: &Ledger, lang: Lang, ids: Vec<PersonId>) -> Result<Self, HubError> {
        let mut people = BTreeMap::new();
        for id in ids {
            if let Some(found) = ledger.get::<Person>(id.uuid()).await? {
                people.insert(id, found.state);
            }
        }
        let (centres, customers, sites) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { lang, people, centres, customers, sites })
    }
    /// A person's name.
    pub(super) fn person(&self, id: PersonId) -> String {
        self.people.get(&id).map_or(UNKNOWN, |person| person.name.in_lang(self.lang)).to_owned()
    }
    /// Several persons' names, with commas.
    pub(super) fn persons(&self, ids: &[PersonId]) -> String {
        let comma = if self.lang == Lang::Zh { "、" } else { ", " };
        ids.iter().map(|id| self.person(*id)).collect::<Vec<_>>().join(comma)
    }
    /// A centre's name.
    pub(super) fn centre(&self, id: CentreId) -> String {
        self.centres.get(&id).map_or(UNKNOWN, |centre| centre.name.in_lang(self.lang)).to_owned()
    }
    /// A customer's name.
    pub(super) fn customer(&self, id: CustomerId) -> String {
        self.customers.get(&id).map_or(UNKNOWN, |customer| customer.name.in_lang(self.lang)).to_owned()
    }
    /// A site's name.
    pub(super) fn site(&self, id: SiteId) -> String {
        self.sites.get(&id).map_or(UNKNOWN, |site| site.name.in_lang(self.lang)).to_owned()
    }
    /// A site's time zone.
    pub(super) fn zone_of(&self, id: SiteId) -> Tz {
        self.sites.get(&id).map_or_else(|| zone(""), Site::tz)
    }
    /// The time zone of a centre, or of any where there is none: where the house works.
    pub(super) fn house_zone(&self, centre: Option<CentreId>) -> Tz {
        let own = centre.and_then(|id| self.centres.get(&id)).or_else(|| self.centres.values().next());
        own.map_or_else(|| zone(""), |centre| zone(&centre.zone))
    }
}
