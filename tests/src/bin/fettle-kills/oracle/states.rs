//! What hub and phones make of the events: equal states, and no number that two notes have.

use crate::stage::Staged;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_hub::clock::Clock;
use fettle_hub::{Hub, Options};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

/// Opens the hub of the folder and compares each phone's states with it. All phones are of one centre: they know all of it.
pub async fn compare(folder: &Path, staged: &Staged, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let hub = Hub::open(Options::new(folder.join("hub"), Clock::system())).await?;
    let mut on_hub = Map::new();
    add::<Job>(&hub, &mut on_hub).await?;
    add::<Site>(&hub, &mut on_hub).await?;
    add::<Customer>(&hub, &mut on_hub).await?;
    add::<Person>(&hub, &mut on_hub).await?;
    add::<Centre>(&hub, &mut on_hub).await?;
    let mut numbers = BTreeSet::new();
    for (id, job) in hub.ledger.all::<Job>().await? {
        for note in job.state.notes {
            let number = note.what.split(' ').next().unwrap_or_default().to_owned();
            if !numbers.insert(number.clone()) {
                found.push(format!("two notes have the number {number}, one on job {id}"));
            }
        }
    }
    hub.stop();
    for n in 0..staged.codes.len() {
        let Ok(text) = std::fs::read(folder.join(format!("states-{n}.json"))) else {
            found.push(format!("phone-{n} did not tell what it knows"));
            continue;
        };
        let here: Map<String, Value> = serde_json::from_slice(&text)?;
        for (subject, state) in &on_hub {
            match here.get(subject) {
                None => found.push(format!("phone-{n} does not know {subject}")),
                Some(other) if other != state => found.push(format!("phone-{n} and the hub differ on {subject}")),
                Some(_) => {}
            }
        }
        for subject in here.keys().filter(|subject| !on_hub.contains_key(*subject)) {
            found.push(format!("phone-{n} knows {subject}, the hub does not"));
        }
    }
    Ok(())
}

async fn add<A: Aggregate>(hub: &Arc<Hub>, all: &mut Map<String, Value>) -> Result<(), Box<dyn Error>> {
    for (id, folded) in hub.ledger.all::<A>().await? {
        all.insert(Subject::new(A::KIND, id).to_string(), serde_json::to_value(folded)?);
    }
    Ok(())
}
