//! How each kind of aggregate folds and what of it is indexed: the store's only knowledge of the business, handed in from outside.

use crate::kernel::{Aggregate, Event, Folded, Subject, fold};
use std::collections::BTreeMap;

/// What of a projection is indexed. Nothing personal: it stands unsealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The aggregate it belongs to, such as a check's job.
    pub parent: Option<Subject>,
    /// Code of its state.
    pub status: Option<String>,
    /// When something is due, milliseconds since 1970 UTC.
    pub due_ms: Option<i64>,
    /// What a scanner may read to find it.
    pub codes: Vec<String>,
}

/// A projection as it is stored.
pub(super) struct Projected {
    /// JSON of `Folded<A>`.
    pub doc: Vec<u8>,
    pub index: Index,
}

type Advance = dyn Fn(Option<&[u8]>, &[Event]) -> Result<Option<Projected>, serde_json::Error> + Send + Sync;

/// The kinds that the store projects. Events of other kinds are kept, passed on and projected once a later version knows them.
#[derive(Default)]
pub struct Kinds {
    version: u32,
    known: BTreeMap<&'static str, Box<Advance>>,
}

impl Kinds {
    /// No kinds. `version` changes with every change of any state's form or fold: all projections are then folded anew at opening.
    pub fn new(version: u32) -> Self {
        Self { version, known: BTreeMap::new() }
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
        self.known.insert(A::KIND, Box::new(move |doc, events| advance(doc, events, &index)));
        self
    }
    pub(super) fn version(&self) -> u32 {
        self.version
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
        self.known.get(kind).map_or(Ok(None), |advance| advance(doc, events))
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
