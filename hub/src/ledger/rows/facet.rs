//! What lists of the directory are cut down to: each facet of a record is one more row of `directory_in`, under a name that is no stream, so that a
//! page of them is a range of the same index, and one more word, so that words can be asked for within it. Cards, places and persons are
//! everyone's: who reaches that stream may ask for each facet. Of other kinds each row of a facet is asked whether it is within reach; machines have
//! a row of their class for each stream, so that a page of a class reads nothing of other centres, and the classes there are can be listed.

use super::item::Item;
use super::page::{EVERY, Within, streams};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::business::State;
use crate::sql;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{Card, CardClass, Place, PlaceKind};
use fettle_core::domain::people::{Person, Role};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::BTreeSet;

/// What the facet of a class of machines begins with.
const MACHINES: &str = "*machines/";
/// Characters of a class that count.
const LONGEST_CLASS: usize = 60;
/// Streams of a reader whose classes are listed.
const MOST_STREAMS: usize = 60;

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
    /// Machines of a class, however it is written; none for no class. Written in hex: the index of words keeps letters and digits alone.
    pub fn machines(class: &str) -> Option<Self> {
        let class = class.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let class: String = class.chars().take(LONGEST_CLASS).collect();
        (!class.is_empty()).then(|| Self(format!("{MACHINES}{}", hex::encode(class))))
    }
    /// Machines of a customer.
    pub fn machines_of(customer: &Subject) -> Self {
        Self(format!("*customer/{}", customer.id()))
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
    /// Whether it has a row for each stream of a record.
    fn is_by_stream(&self) -> bool {
        self.0.starts_with(MACHINES)
    }
    /// The name under which a record that is of it stands exactly once.
    pub(super) fn once(&self) -> String {
        if self.is_by_stream() { format!("{EVERY}{}", self.0) } else { self.0.clone() }
    }
    /// The range of records of `kind` that are of it, as far as `reach` has them.
    pub(super) fn within(&self, kind: &str, reach: &Reach) -> Within {
        if self.is_by_stream() {
            let mut within = Within::of(reach);
            within.streams.iter_mut().for_each(|stream| stream.push_str(&self.0));
            return within;
        }
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
        AnyFolded::Equipment(f) => Facet::machines(&f.state.class).into_iter().collect(),
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

/// Under which names a record has rows in `directory_in`: its streams, the one of who reaches everything, its facets, and `of`, which follows from
/// another record.
pub(super) fn under(item: &Item, of: Option<&Facet>) -> BTreeSet<String> {
    let streams = || item.streams.iter().cloned().chain([EVERY.to_owned()]);
    let mut names: BTreeSet<String> = streams().collect();
    for facet in facets(&item.state).iter().chain(of) {
        match facet.is_by_stream() {
            true => names.extend(streams().map(|stream| format!("{stream}{}", facet.0))),
            false => _ = names.insert(facet.0.clone()),
        }
    }
    names
}

impl Ledger {
    /// The classes of the machines that `reach` has, at most `most` of a stream. Each is found by one step in an index, however many machines there are.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn machine_classes(&self, reach: &Reach, most: u32) -> Result<BTreeSet<String>, HubError> {
        // Behind the last character of a range comes the next one: `0` follows `/`.
        let sql = "WITH RECURSIVE found (name) AS (\
                   SELECT MIN(stream) FROM directory_in WHERE stream > $1 AND stream < $2 UNION ALL \
                   SELECT (SELECT MIN(t.stream) FROM directory_in t WHERE t.stream > found.name AND t.stream < $3) FROM found \
                   WHERE found.name IS NOT NULL) SELECT name FROM found WHERE name IS NOT NULL LIMIT $4";
        let mut classes = BTreeSet::new();
        for stream in streams(reach).into_iter().take(MOST_STREAMS) {
            let (from, to) = (format!("{stream}{MACHINES}"), format!("{stream}*machines0"));
            let query = sql::query_scalar(sql).bind(&*from).bind(&*to).bind(&*to).bind(i64::from(most));
            let names: Vec<String> = query.fetch_all(self.db.read()).await?;
            let class = |name: &String| String::from_utf8(hex::decode(name.strip_prefix(&from)?).ok()?).ok();
            classes.extend(names.iter().filter_map(class));
        }
        Ok(classes)
    }
}
