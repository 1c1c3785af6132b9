//! Another centre for many customers or sites: only head office says which centre looks after what, as in the form of one.

use super::super::super::{Customer, CustomerChange, CustomerId, Site, SiteChange, SiteId};
use super::super::{change_customer, change_site};
use super::{Drafts, must, news};
use crate::domain::fields::back_unless_changed;
use crate::domain::ids::CentreId;
use crate::domain::people::{Actor, Centre};
use serde::{Deserialize, Serialize};

/// What is done to many customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManyCustomers {
    /// Another centre looks after them; none for head office.
    CustomerCentre {
        /// Which.
        to: Option<CentreId>,
    },
}

impl ManyCustomers {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 1] = ["customer_centre"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CustomerCentre { .. } => "customer_centre",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(_code: &str, actor: &Actor) -> bool {
        actor.may("customer.changed") && actor.centre.is_none()
    }
    fn change(&self) -> CustomerChange {
        let Self::CustomerCentre { to } = self;
        CustomerChange { centre: Some(*to), ..CustomerChange::default() }
    }
    /// What it comes to on one customer. `centre` is what is known of the centre that it names.
    ///
    /// # Errors
    /// As [`change_customer`]; `already_so`.
    pub fn on(&self, actor: &Actor, id: CustomerId, customer: &Customer, centre: Option<&Centre>) -> Drafts {
        must(Self::may(self.code(), actor))?;
        news(change_customer(actor, id, customer, self.change(), centre)?)
    }
    /// Takes it back on one customer: as it was `before`. `centre` is what is known of the centre that it goes back to.
    ///
    /// # Errors
    /// As [`change_customer`]; `changed_since`.
    pub fn back(
        &self,
        actor: &Actor,
        id: CustomerId,
        (customer, before): (&Customer, &Customer),
        centre: Option<&Centre>,
    ) -> Drafts {
        must(Self::may(self.code(), actor))?;
        let apart = |field: &str| customer.written.is_in_conflict(field);
        let change = back_unless_changed(&self.change(), before, customer, apart)?;
        change_customer(actor, id, customer, change, centre)
    }
}

/// What is done to many sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ManySites {
    /// Another centre serves them.
    SiteCentre {
        /// Which.
        to: CentreId,
    },
}

impl ManySites {
    /// The codes of all acts, in the order in which they are offered.
    pub const CODES: [&'static str; 1] = ["site_centre"];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SiteCentre { .. } => "site_centre",
        }
    }
    /// Whether `actor` may do the act of this code.
    pub fn may(_code: &str, actor: &Actor) -> bool {
        actor.may("site.changed") && actor.centre.is_none()
    }
    fn change(&self) -> SiteChange {
        let Self::SiteCentre { to } = self;
        SiteChange { centre: Some(Some(*to)), ..SiteChange::default() }
    }
    /// What it comes to on one site. `centre` is what is known of the centre that it names.
    ///
    /// # Errors
    /// As [`change_site`]; `already_so`.
    pub fn on(&self, actor: &Actor, id: SiteId, site: &Site, centre: Option<&Centre>) -> Drafts {
        must(Self::may(self.code(), actor))?;
        news(change_site(actor, id, site, self.change(), centre)?)
    }
    /// Takes it back on one site: as it was `before`. `centre` is what is known of the centre that it goes back to.
    ///
    /// # Errors
    /// As [`change_site`]; `changed_since`.
    pub fn back(&self, actor: &Actor, id: SiteId, (site, before): (&Site, &Site), centre: Option<&Centre>) -> Drafts {
        must(Self::may(self.code(), actor))?;
        let change = back_unless_changed(&self.change(), before, site, |field| site.written.is_in_conflict(field))?;
        change_site(actor, id, site, change, centre)
    }
}
