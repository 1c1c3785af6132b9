//! What an act comes to on one record: asked of the domain, with what else that has to know of. What was read for one record is there for the next.

use super::jobs::{can_go, people};
use crate::bulk::Act;
use crate::error::HubError;
use crate::ledger::{Decision, Drawn, Ledger};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CardId, CentreId, ContractId, CustomerId, EquipmentId, JobId, SiteId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::parts::{Card, ManyCards};
use fettle_core::domain::people::{Actor, Centre, ManyPeople, Person};
use fettle_core::domain::sites::{
    About, AroundMachine, Contract, Customer, Equipment, Machines, ManyContracts, ManyCustomers, ManyEquipment,
    ManySites, Site,
};
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// One record of an act.
pub(super) struct One<'a> {
    pub id: Uuid,
    /// As it stands.
    pub state: &'a AnyFolded,
    /// All records of the act.
    pub chosen: &'a BTreeSet<Uuid>,
    /// Whether it is looked at only: the others count as done where they come before it.
    pub looked_at: bool,
    /// Where the preview of what is taken back was drawn; none where it is done.
    pub before: Option<Drawn>,
}

/// What was read of other records.
pub(super) struct Around {
    ledger: Arc<Ledger>,
    people: Option<BTreeMap<PersonId, Person>>,
    centres: BTreeMap<CentreId, Centre>,
    customers: BTreeMap<CustomerId, Customer>,
    sites: BTreeMap<SiteId, Site>,
    /// The machines of the sites that were asked about.
    machines: Machines,
    machines_of: BTreeSet<SiteId>,
}

impl Around {
    pub(super) fn new(ledger: &Arc<Ledger>) -> Self {
        Self {
            ledger: Arc::clone(ledger),
            people: None,
            centres: BTreeMap::new(),
            customers: BTreeMap::new(),
            sites: BTreeMap::new(),
            machines: Machines::new(),
            machines_of: BTreeSet::new(),
        }
    }
    /// The machines that were read.
    pub(super) fn machines(&self) -> &Machines {
        &self.machines
    }
    /// The record as the preview showed it, where the act is taken back.
    async fn before<A: Aggregate>(&self, one: &One<'_>) -> Result<Option<A>, HubError> {
        let Some(drawn) = one.before else { return Ok(None) };
        Ok(Some(self.ledger.as_drawn::<A>(Subject::new(A::KIND, one.id), drawn).await?))
    }
    async fn centre(&mut self, id: Option<CentreId>) -> Result<Option<&Centre>, HubError> {
        let Some(id) = id else { return Ok(None) };
        if !self.centres.contains_key(&id)
            && let Some(found) = self.ledger.get::<Centre>(id.uuid()).await?
        {
            self.centres.insert(id, found.state);
        }
        Ok(self.centres.get(&id))
    }
    async fn read_sites(&mut self, ids: impl Iterator<Item = SiteId>) -> Result<(), HubError> {
        let missing: Vec<Uuid> = ids.filter(|id| !self.sites.contains_key(id)).map(|id| id.uuid()).collect();
        let found = self.ledger.several::<Site>(missing).await?;
        self.sites.extend(found.into_iter().map(|(id, folded)| (SiteId::new(id), folded.state)));
        Ok(())
    }
    async fn read_customer(&mut self, id: Option<CustomerId>) -> Result<(), HubError> {
        if let Some(id) = id
            && !self.customers.contains_key(&id)
            && let Some(found) = self.ledger.get::<Customer>(id.uuid()).await?
        {
            self.customers.insert(id, found.state);
        }
        Ok(())
    }
    async fn read_machines(
        &mut self,
        act: &ManyEquipment,
        sites: impl Iterator<Item = SiteId>,
        (chosen, looked_at): (&BTreeSet<EquipmentId>, bool),
    ) -> Result<(), HubError> {
        for site in sites {
            if !self.machines_of.insert(site) {
                continue;
            }
            self.machines.extend(self.ledger.machines_of(site, u32::MAX).await?);
            if looked_at {
                act.by_then(&mut self.machines, chosen);
            }
        }
        Ok(())
    }

    /// What the act comes to on a record, or what takes it back there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn decide(&mut self, act: &Act, one: One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        match act {
            Act::Jobs(act) => self.job(act, &one, actor).await,
            Act::Customers(act) => self.customer(act, &one, actor).await,
            Act::Sites(act) => self.site(act, &one, actor).await,
            Act::Contracts(act) => self.contract(act, &one, actor).await,
            Act::Equipment(act) => self.machine(act, &one, actor).await,
            Act::Cards(act) => self.card(act, &one, actor).await,
            Act::People(act) => self.person(act, &one, actor).await,
        }
    }

    async fn job(&mut self, act: &ManyAct, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let blank = Job::default();
        let now = one.state.as_job().unwrap_or(&blank);
        if let Some(drawn) = one.before {
            let before: Job = self.ledger.as_drawn(JobId::from(one.id), drawn).await?;
            return Ok(act.back(now, &before, actor));
        }
        if self.people.is_none() {
            self.people = Some(people(&self.ledger, act).await?);
        }
        let nobody = BTreeMap::new();
        let people = self.people.as_ref().unwrap_or(&nobody);
        Ok(can_go(act, now, people).and_then(|()| act.on(now, actor)))
    }

    async fn customer(&mut self, act: &ManyCustomers, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Customer::default(), CustomerId::new(one.id));
        let now = one.state.as_customer().unwrap_or(&blank);
        let before = self.before::<Customer>(one).await?;
        let ManyCustomers::CustomerCentre { to } = act;
        let centre = self.centre(before.as_ref().map_or(*to, |before| before.centre)).await?;
        Ok(match &before {
            Some(before) => act.back(actor, id, (now, before), centre),
            None => act.on(actor, id, now, centre),
        })
    }

    async fn site(&mut self, act: &ManySites, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Site::default(), SiteId::new(one.id));
        let now = one.state.as_site().unwrap_or(&blank);
        let before = self.before::<Site>(one).await?;
        let ManySites::SiteCentre { to } = act;
        let centre = self.centre(before.as_ref().map_or(Some(*to), |before| before.centre)).await?;
        Ok(match &before {
            Some(before) => act.back(actor, id, (now, before), centre),
            None => act.on(actor, id, now, centre),
        })
    }

    async fn contract(&mut self, act: &ManyContracts, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Contract::default(), ContractId::new(one.id));
        let now = one.state.as_contract().unwrap_or(&blank);
        let before = self.before::<Contract>(one).await?;
        self.read_customer(now.customer).await?;
        self.read_sites(now.sites.iter().copied()).await?;
        let nobody = Customer::default();
        let customer = now.customer.and_then(|id| self.customers.get(&id)).unwrap_or(&nobody);
        // Its number stays as it is.
        let about = About { customer, sites: &self.sites, number_taken: false };
        Ok(match &before {
            Some(before) => act.back(actor, id, (now, before), about),
            None => act.on(actor, id, now, about),
        })
    }

    async fn machine(&mut self, act: &ManyEquipment, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Equipment::default(), EquipmentId::new(one.id));
        let now = one.state.as_equipment().unwrap_or(&blank);
        let before = self.before::<Equipment>(one).await?;
        let chosen: BTreeSet<EquipmentId> = one.chosen.iter().copied().map(EquipmentId::new).collect();
        let to = match (act, &before) {
            (ManyEquipment::MachineMove { .. }, Some(before)) => before.site,
            (ManyEquipment::MachineMove { to }, None) => Some(*to),
            (ManyEquipment::MachineRetire { .. }, _) => now.site,
        };
        self.read_machines(act, now.site.into_iter().chain(to), (&chosen, one.looked_at)).await?;
        self.read_sites(to.into_iter()).await?;
        let site = to.and_then(|site| self.sites.get(&site));
        let around = AroundMachine { site, machines: &self.machines, chosen: &chosen };
        Ok(match &before {
            Some(before) => act.back(actor, id, (now, before), around),
            None => act.on(actor, id, now, around),
        })
    }

    async fn card(&mut self, act: &ManyCards, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Card::default(), CardId::new(one.id));
        let now = one.state.as_card().unwrap_or(&blank);
        Ok(match self.before::<Card>(one).await? {
            Some(before) => act.back(actor, id, (now, &before)),
            None => act.on(actor, id, now),
        })
    }

    async fn person(&mut self, act: &ManyPeople, one: &One<'_>, actor: &Actor) -> Result<Decision, HubError> {
        let (blank, id) = (Person::default(), PersonId::new(one.id));
        let now = one.state.as_person().unwrap_or(&blank);
        let before = self.before::<Person>(one).await?;
        let ManyPeople::PersonCentre { to } = act;
        let centre = self.centre(before.as_ref().map_or(*to, |before| before.centre)).await?;
        Ok(match &before {
            Some(before) => act.back(actor, id, (now, before), centre),
            None => act.on(actor, id, now, centre),
        })
    }
}
