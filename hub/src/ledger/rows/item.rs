//! What rows are written from: a record's state, and where it is filed.

use crate::error::HubError;
use crate::ledger::batch;
use crate::ledger::business::State;
use crate::ledger::cache::Filed;
use crate::ledger::stored;
use crate::sql::Conn;
use fettle_core::kernel::Subject;
use std::collections::BTreeMap;

/// A state with where it is filed.
#[derive(Debug, Clone)]
pub(in crate::ledger) struct Item {
    pub(in crate::ledger) subject: Subject,
    pub(super) state: State,
    /// The streams that have it now.
    pub(super) streams: Vec<String>,
}

impl Item {
    pub(in crate::ledger) fn new(subject: &Subject, state: &State, filed: Option<&Filed>) -> Self {
        let streams = filed.into_iter().flatten().filter(|(_, left)| left.is_none());
        let streams = streams.map(|(stream, _)| stream.to_string()).collect();
        Self { subject: subject.clone(), state: state.clone(), streams }
    }
}

/// Records as the database has them.
pub(super) async fn items_of(conn: &mut Conn, subjects: &[Subject]) -> Result<Vec<Item>, HubError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let states = stored::states(conn, subjects).await?;
    let filed = batch::filed(conn, subjects).await?;
    // In the order of birth, whatever the order of the map.
    let states: BTreeMap<_, _> = states.into_iter().collect();
    Ok(states.iter().map(|(subject, state)| Item::new(subject, state, filed.get(subject))).collect())
}
