//! What the phone knows, for comparison with the hub: folded states by subject.

use fettle_core::domain::jobs::Job;
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::store::Store;
use serde_json::{Map, Value};
use std::error::Error;
use std::path::Path;

/// Writes the states as one JSON object.
pub fn write(store: &Store, file: &Path) -> Result<(), Box<dyn Error>> {
    let mut all = Map::new();
    add::<Job>(store, &mut all)?;
    add::<Site>(store, &mut all)?;
    add::<Customer>(store, &mut all)?;
    add::<Person>(store, &mut all)?;
    add::<Centre>(store, &mut all)?;
    Ok(std::fs::write(file, serde_json::to_vec(&all)?)?)
}

fn add<A: Aggregate>(store: &Store, all: &mut Map<String, Value>) -> Result<(), Box<dyn Error>> {
    for (id, folded) in store.all::<A>()? {
        all.insert(Subject::new(A::KIND, id).to_string(), serde_json::to_value(folded)?);
    }
    Ok(())
}
