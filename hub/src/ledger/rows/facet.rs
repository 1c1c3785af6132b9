//! What lists of the directory are cut down to: each facet of a record is one more row of `directory_in`, under a name that is no stream, so that a
//! page of them is a range of the same index, and one more word, so that words can be asked for within it. Cards, places and persons are
//! everyone's: who reaches that stream may ask for each facet. Of other kinds each row of a facet is asked whether it is within reach.

use super::item::Item;
use super::page::{EVERY, Within};
use crate::ledger::business::State;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CentreId, ContractId};
use fettle_core::domain::parts::{Card, CardClass, Place, PlaceKind};
use fettle_core::domain::people::{Person, Role};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Aggregate;
use std::collections::BTreeSet;

/// A facet of records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet(String);

impl Facet {
    /// Cards of a class.
    pub fn class(class: CardClass) -> Self {
        Self(format!("*class/{}", class.code()))
    }
    /// Sites that a centre serves, customers that it looks after. No stream reads like this among the words of a record.
    pub fn served_by(centre: CentreId) -> Self {
        Self(format!("*served/{centre}"))
    }
    /// Places of a kind, of a centre, or of both; none for neither.
    pub fn places(kind: Option<PlaceKind>, centre: Option<CentreId>) -> Option<Self> {
        let kind = kind.map(|kind| format!("*kind/{}", kind.code()));
        let centre = centre.map(|centre| format!("*centre/{centre}"));
        let name: String = kind.into_iter().chain(centre).collect();
        (!name.is_empty()).then_some(Self(name))
    }
    /// People with a role, of a centre (none for head office), or with both; none for neither.
    pub fn people(role: Option<Role>, centre: Option<Option<CentreId>>) -> Option<Self> {
        let role = role.map(|role| format!("*role/{}", role.code()));
        let centre = centre.map(|centre| match centre {
            Some(centre) => format!("*centre/{centre}"),
            None => "*head-office".to_owned(),
        });
        let name: String = role.into_iter().chain(centre).collect();
        (!name.is_empty()).then_some(Self(name))
    }
    /// Machines that a contract lists by name.
    pub fn under(contract: ContractId) -> Self {
        Self(format!("*contract/{contract}"))
    }
    /// Its name among the streams of rows and words.
    pub(super) fn name(&self) -> &str {
        &self.0
    }
    /// The range of records of `kind` that are of it, as far as `reach` has them.
    pub(super) fn within(&self, kind: &str, reach: &Reach) -> Within {
        let known = [Card::KIND, Place::KIND, Person::KIND].contains(&kind) && reach.has(&Stream::Everyone);
        if known {
            return Within::stream(self.0.clone());
        }
        let mut within = Within::asking(reach);
        // Who left reaches nothing.
        if !within.streams.is_empty() {
            within.streams = vec![self.0.clone()];
        }
        within
    }
}

/// The facets of a record.
pub(super) fn facets(state: &State) -> Vec<Facet> {
    match &state.0 {
        AnyFolded::Card(f) => f.state.class().map(Facet::class).into_iter().collect(),
        AnyFolded::Place(f) => {
            let (kind, centre) = (f.state.kind(), f.state.centre());
            let mut all: Vec<Facet> = Facet::places(kind, None).into_iter().collect();
            if centre.is_some() {
                all.extend(Facet::places(None, centre));
                all.extend(Facet::places(kind, centre));
            }
            all
        }
        AnyFolded::Site(f) => f.state.centre.map(Facet::served_by).into_iter().collect(),
        AnyFolded::Customer(f) => f.state.centre.map(Facet::served_by).into_iter().collect(),
        AnyFolded::Equipment(f) => f.state.contract.map(Facet::under).into_iter().collect(),
        AnyFolded::Person(f) => {
            let centre = Some(f.state.centre);
            let roles = || f.state.roles.iter().map(Some);
            let mut all: Vec<Facet> = Facet::people(None, centre).into_iter().collect();
            all.extend(roles().filter_map(|role| Facet::people(role, None)));
            all.extend(roles().filter_map(|role| Facet::people(role, centre)));
            all
        }
        _ => Vec::new(),
    }
}

/// Under which names a record has rows in `directory_in`: its streams, the one of who reaches everything, its facets.
pub(super) fn under(item: &Item) -> BTreeSet<String> {
    let facets = facets(&item.state);
    let facets = facets.iter().map(|facet| facet.name().to_owned());
    item.streams.iter().cloned().chain([EVERY.to_owned()]).chain(facets).collect()
}
