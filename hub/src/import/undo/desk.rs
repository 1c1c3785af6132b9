//! What a record is decided with: who takes back, what was decided so far, and what is on record of the record.

use super::found::Written;
use crate::error::HubError;
use crate::hub::Hub;
use fettle_core::domain::ids::{CentreId, EquipmentId, SiteId};
use fettle_core::domain::people::{Actor, CentreOpenItems, Person};
use fettle_core::domain::sites::{Equipment, Machines};
use fettle_core::kernel::{Aggregate, Body, Draft, Event, PersonId, Refusal, Subject, fold};
use fettle_core::text::text;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Who takes back, and what was decided so far.
pub(super) struct Desk {
    pub actor: Actor,
    /// Whether it is recorded, and not only looked at.
    pub real: bool,
    /// Why things end, as it stands in their history.
    pub reason: String,
    /// What ended in this pass.
    pub ended: BTreeSet<Subject>,
    /// How much of each centre ended in this pass.
    pub ended_of: BTreeMap<CentreId, CentreOpenItems>,
    /// What is part of what, by site; and from which event row on others may have changed that.
    parts: HashMap<SiteId, HashMap<EquipmentId, Vec<EquipmentId>>>,
    parts_from: u64,
    /// What of each line of the stock is taken back in this pass and not in the books yet.
    pub taken: BTreeMap<String, i64>,
}

impl Desk {
    pub(super) async fn new(hub: &Hub, by: PersonId, real: bool) -> Result<Self, HubError> {
        let person = hub.ledger.get::<Person>(by.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        let language = person.language;
        let actor = Actor {
            person: by,
            roles: person.roles,
            centre: person.centre,
            device_short: hub.ledger.console_short(),
            next_count: 0,
        };
        Ok(Self {
            actor,
            real,
            reason: text(language, "import-undo-reason"),
            ended: BTreeSet::new(),
            ended_of: BTreeMap::new(),
            parts: HashMap::new(),
            parts_from: 0,
            taken: BTreeMap::new(),
        })
    }
    /// What came before is in the books.
    pub(super) fn next_kind(&mut self, hub: &Hub) {
        self.parts.clear();
        self.parts_from = hub.ledger.newest();
    }
    /// Notes that something of a centre ends.
    pub(super) fn ends_of(&mut self, centre: Option<CentreId>, note: impl FnOnce(&mut CentreOpenItems)) {
        if let Some(centre) = centre {
            note(self.ended_of.entry(centre).or_default());
        }
    }
    /// The machines that are part of `id` at its site, those that end in this pass out of use.
    pub(super) async fn parts_of(
        &mut self,
        hub: &Hub,
        id: EquipmentId,
        site: Option<SiteId>,
    ) -> Result<Machines, HubError> {
        let Some(site) = site else { return Ok(Machines::new()) };
        if hub.ledger.others_wrote("equipment", self.parts_from, self.actor.person).await? {
            self.parts.clear();
            self.parts_from = hub.ledger.newest();
        }
        let parts = match self.parts.entry(site) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let mut parts = HashMap::<EquipmentId, Vec<EquipmentId>>::new();
                for (part, machine) in hub.ledger.machines_of(site, u32::MAX).await? {
                    if let Some(whole) = machine.parent {
                        parts.entry(whole).or_default().push(part);
                    }
                }
                free.insert(parts)
            }
        };
        let own = parts.get(&id).cloned().unwrap_or_default();
        let found = hub.ledger.several::<Equipment>(own.into_iter().map(|id| id.uuid()).collect()).await?;
        let machine = |(id, folded): (Uuid, fettle_core::kernel::Folded<Equipment>)| {
            let mut machine = folded.state;
            if self.ended.contains(&Subject::new(Equipment::KIND, id)) {
                machine.retired.get_or_insert_default();
            }
            (EquipmentId::new(id), machine)
        };
        Ok(found.into_iter().map(machine).collect())
    }
}

/// A record of an import.
pub(super) struct Case<'a> {
    pub subject: &'a Subject,
    /// Its events with their rows.
    pub history: &'a [(u64, Event)],
    pub found: &'a Written,
    /// What names it and does not go with it.
    pub hangs: Option<&'a Subject>,
}

impl Case<'_> {
    pub(super) fn is_brought(&self) -> bool {
        self.found.brought.contains(self.subject)
    }
    /// What it said before the import.
    pub(super) fn before<A: Aggregate>(&self) -> A {
        let first = self.history.iter().find(|(seq, _)| self.found.rows.has(*seq)).map(|(seq, _)| *seq);
        fold::<A>(self.history.iter().take_while(|(seq, _)| Some(*seq) < first).map(|(_, event)| event)).state
    }
    /// What it says now.
    pub(super) fn now<A: Aggregate>(&self) -> A {
        fold::<A>(self.history.iter().map(|(_, event)| event)).state
    }
    /// What the import said about it.
    pub(super) fn said<B: Body>(&self) -> Vec<B> {
        let own = self.history.iter().filter(|(seq, _)| self.found.rows.has(*seq));
        own.filter_map(|(_, event)| event.decode::<B>().ok()).collect()
    }
    /// Who wrote it since.
    pub(super) fn others(&self) -> Option<PersonId> {
        let mut later = self.history.iter().skip_while(|(seq, _)| !self.found.rows.has(*seq));
        later.find_map(|(seq, event)| {
            let own = self.found.rows.has(*seq) || self.found.back.has(*seq);
            (!own).then(|| event.header().by)
        })
    }
}

pub(super) type Decided = Result<Vec<Draft>, Refusal>;
