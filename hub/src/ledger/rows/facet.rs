//! What lists of cards, places and people are cut down to: each facet of a record is one more row of `directory_in`, under a name that is no stream, so
//! that a page of them is a range of the same index, and one more word, so that words can be asked for within it. Cards, places and persons are
//! everyone's: who reaches that stream may ask for each facet.

use crate::ledger::business::State;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{CardClass, PlaceKind};
use fettle_core::domain::people::Role;

/// A facet of cards, places or people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet(String);

impl Facet {
    /// Cards of a class.
    pub fn class(class: CardClass) -> Self {
        Self(format!("*class/{}", class.code()))
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
    /// Its name among the streams of rows and words.
    pub(super) fn name(&self) -> &str {
        &self.0
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
