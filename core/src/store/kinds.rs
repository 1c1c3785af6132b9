//! How each kind of aggregate folds and what of it is indexed: the store's only knowledge of the business, handed in from outside.

use crate::domain::parts::{Closing, PlaceId, StockEntry};
use crate::kernel::{Aggregate, Event, Folded, PersonId, Subject, fold};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of a projection is indexed. Nothing personal: it stands unsealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The aggregate it belongs to, such as a check's job.
    pub parent: Option<Subject>,
    /// Code of its state.
    pub status: Option<String>,
    /// When something is due, milliseconds since 1970 UTC.
    pub due_ms: Option<i64>,
    /// Whether a person has to look at something of it: it stands on the worklist. Follows from its state, for every kind alike.
    pub open: bool,
    /// What a scanner may read to find it.
    pub codes: Vec<String>,
    /// What people may type to find it: beginnings of its words. They are hashed like codes.
    pub words: Vec<String>,
    /// What it is about beside its parent, such as a job's machines, and when that came up: a history is read newest first.
    pub about: Vec<Subject>,
    /// The time that goes with it, milliseconds since 1970 UTC.
    pub about_ms: i64,
    /// What it says of stock.
    pub stock: Vec<StockEntry>,
    /// Of a count of a whole place: until when it closes the ledger of which one.
    pub closing: Option<(PlaceId, Closing)>,
    /// Whose work it is: their phones fetch all its files, and those of what belongs to it.
    pub people: Vec<PersonId>,
}

/// A projection as it is stored.
pub(super) struct Projected {
    /// JSON of `Folded<A>`.
    pub doc: Vec<u8>,
    pub index: Index,
}

type IndexOf = dyn Fn(&Subject, &[u8]) -> Result<Index, serde_json::Error> + Send + Sync;

/// One kind.
struct Kind {
    /// The version of its fold.
    folds: u16,
    advance: Box<Advance>,
    /// The index of a stored document.
    index: Box<IndexOf>,
}

type Advance = dyn Fn(Option<&[u8]>, &[Event]) -> Result<Option<Projected>, serde_json::Error> + Send + Sync;

/// The kinds that the store projects. Events of other kinds are kept, passed on and projected once a later version knows them.
#[derive(Default)]
pub struct Kinds {
    known: BTreeMap<&'static str, Kind>,
}

impl Kinds {
    /// No kinds.
    pub fn new() -> Self {
        Self::default()
    }
    /// With `A`, not indexed.
    #[must_use]
    pub fn with<A: Aggregate + 'static>(self) -> Self {
        self.with_index::<A>(|_, _| Index::default())
    }
    /// With `A`, indexed by what `index` says of it.
    #[must_use]
    pub fn with_index<A: Aggregate + 'static>(
        mut self,
        index: impl Fn(&Subject, &Folded<A>) -> Index + Send + Sync + 'static,
    ) -> Self {
        let index = Arc::new(move |subject: &Subject, folded: &Folded<A>| Index {
            open: folded.state.in_conflict() || folded.state.awaits_answer() || !folded.state.unsettled().is_empty(),
            ..index(subject, folded)
        });
        let again = index.clone();
        let kind = Kind {
            folds: A::FOLDS,
            advance: Box::new(move |doc, events| advance(doc, events, index.as_ref())),
            index: Box::new(move |subject, doc| Ok(again(subject, &serde_json::from_slice(doc)?))),
        };
        self.known.insert(A::KIND, kind);
        self
    }
    /// The kinds with the versions of their folds.
    pub(super) fn folds(&self) -> impl Iterator<Item = (&'static str, u16)> + '_ {
        self.known.iter().map(|(name, kind)| (*name, kind.folds))
    }
    /// The version of a kind's fold; none for a kind that is unknown.
    pub(super) fn folds_of(&self, kind: &str) -> Option<u16> {
        self.known.get(kind).map(|known| known.folds)
    }
    pub(super) fn knows(&self, kind: &str) -> bool {
        self.known.contains_key(kind)
    }
    /// Takes `events` into `doc`, or folds them from nothing. `None`: the kind is unknown, or an event sorts before what `doc` holds.
    pub(super) fn advance(
        &self,
        kind: &str,
        doc: Option<&[u8]>,
        events: &[Event],
    ) -> Result<Option<Projected>, serde_json::Error> {
        self.known.get(kind).map_or(Ok(None), |known| (known.advance)(doc, events))
    }
    /// What of a stored document is indexed; `None`: the kind is unknown.
    pub(super) fn index(&self, subject: &Subject, doc: &[u8]) -> Result<Option<Index>, serde_json::Error> {
        self.known.get(subject.kind()).map(|known| (known.index)(subject, doc)).transpose()
    }
}

fn advance<A: Aggregate>(
    doc: Option<&[u8]>,
    events: &[Event],
    index: &dyn Fn(&Subject, &Folded<A>) -> Index,
) -> Result<Option<Projected>, serde_json::Error> {
    let Some(subject) = events.first().map(|event| &event.header().subject) else { return Ok(None) };
    let folded: Folded<A> = match doc {
        None => fold(events),
        Some(doc) => {
            let mut folded: Folded<A> = serde_json::from_slice(doc)?;
            let mut sorted: Vec<&Event> = events.iter().collect();
            sorted.sort_unstable_by_key(|event| event.order());
            for event in sorted {
                if !folded.push(event) {
                    return Ok(None);
                }
            }
            folded
        }
    };
    Ok(Some(Projected { index: index(subject, &folded), doc: serde_json::to_vec(&folded)? }))
}
