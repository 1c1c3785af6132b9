//! Nothing happened twice: a form is recorded once however often it was sent, and a slip is issued once or flagged.

use crate::sim::world::World;
use fettle_core::domain::parts::Take;
use fettle_core::kernel::Subject;
use fettle_hub::sql;
use std::collections::BTreeMap;

pub async fn check(world: &mut World) {
    let mut wrong = Vec::new();
    for form in world.crowd.forms.iter().filter(|form| form.recorded > 1) {
        wrong.push(format!("a form was recorded {} times: {}", form.recorded, form.ask.name()));
    }
    // Each value has a word of its own: it stands in one event, whatever the program answered.
    let mut words: BTreeMap<String, u32> = BTreeMap::new();
    {
        let sql = "SELECT body FROM event WHERE quarantined IS NULL AND kind IN ('judged', 'diagnosed', 'planned', 'visit_agreed')";
        let bodies = sql::query_scalar::<String>(sql).fetch_all(&mut *world.hub.look().await).await;
        for body in bodies.expect("rows") {
            let word = body.find("\"form").and_then(|at| body[at + 1..].split('.').next().map(str::to_owned));
            if let Some(word) = word {
                *words.entry(word).or_default() += 1;
            }
        }
    }
    wrong.extend(
        words.iter().filter(|(_, count)| **count > 1).map(|(word, count)| format!("{word} is on record {count} times")),
    );
    let ledger = world.hub.hub().ledger.clone();
    for (id, take) in ledger.all::<Take>().await.expect("reads") {
        let events = ledger.events_of(&Subject::new("take", id)).await.expect("reads");
        let issued = events.iter().filter(|event| event.header().kind == "issued").count();
        if issued > 1 && !take.state.flags.iter().any(|flag| flag.code == "issued_twice") {
            wrong.push(format!("take {id} was issued {issued} times, and nobody is told"));
        }
    }
    wrong.truncate(5);
    for wrong in wrong {
        world.violate(wrong);
    }
}
