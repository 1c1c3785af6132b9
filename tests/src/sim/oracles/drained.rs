//! Outboxes are empty; what is quarantined is kept for a reason that a plain phone may have.

use crate::sim::world::World;
use fettle_core::kernel::Subject;
use fettle_core::store::UnsentState;
use fettle_hub::sql::{self, Conn};

/// A phone that only does what its screens offer is never quarantined for other reasons.
const REASONS: &[&str] = &["out_of_scope", "not_allowed", "device_revoked", "said_again", "twin"];

pub async fn check(world: &mut World) {
    for p in 0..world.phones.len() {
        let phone = &world.phones[p];
        let counts = phone.store().counts().expect("reads");
        if counts.pending > 0 || counts.blobs_up > 0 {
            let ended = phone.ended.clone();
            world.violate(format!(
                "p{p}: {} events and {} blobs still wait ({ended:?})",
                counts.pending, counts.blobs_up
            ));
        }
        for unsent in world.phones[p].store().unsent().expect("reads") {
            if let UnsentState::Quarantined(code) = &unsent.state {
                *world
                    .totals
                    .acts
                    .entry(format!("kept apart: {code} {} {}", unsent.subject.kind(), unsent.kind))
                    .or_default() += 1;
                // What it is about is lost with the hub and with its author, or is quarantined itself. Where the hub has what it begins with, there
                // is no such excuse.
                if REASONS.contains(&code.as_str()) {
                    continue;
                }
                let mut hub = world.hub.look().await;
                let early = code == "subject_unknown"
                    && !begun(&mut hub, &unsent.subject).await
                    && (world.hub_lost_something || is_quarantined_itself(&mut hub, &unsent.subject).await);
                if !early {
                    let there = on_the_hub(&mut hub, &unsent.subject).await;
                    drop(hub);
                    let (number, kind) = (unsent.number, &unsent.kind);
                    world.violate(format!("p{p}: number {number} {kind} is kept apart: {code}; the hub has {there}"));
                }
            }
        }
    }
}

/// What the hub has of a subject: the number of each event on its device, its kind, and why it is quarantined.
async fn on_the_hub(hub: &mut Conn, subject: &Subject) -> String {
    let sql = "SELECT d.short, e.kind, COALESCE(e.quarantined, 'taken'), e.number \
               FROM event e JOIN device d ON d.id = e.device WHERE e.subject = $1 ORDER BY e.seq";
    let rows = sql::query(sql).bind(subject.to_string()).fetch_all(hub).await.expect("rows");
    let said = rows.iter().map(|row| {
        let text = |at: usize| row.try_get::<String, _>(at).expect("a text");
        format!("{} {} {} {}", text(0), row.try_get::<i64, _>(3).expect("a number"), text(1), text(2))
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { "nothing".into() } else { said.join(", ") }
}

async fn is_so(hub: &mut Conn, sql: &'static str, subject: &Subject) -> bool {
    sql::query_scalar(sql).bind(subject.to_string()).fetch_one(hub).await.expect("a row")
}

/// Whether the hub has what a subject begins with, and, of what belongs to a job, what that job begins with.
async fn begun(hub: &mut Conn, subject: &Subject) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM event e WHERE e.subject = $1 AND e.quarantined IS NULL AND (
                   e.kind IN ('reported', 'requested', 'taken_first', 'returned_unowed', 'recorded', 'registered')
                   OR e.kind = 'started' AND EXISTS (SELECT 1 FROM event j WHERE j.kind = 'reported' AND j.quarantined IS NULL
                       AND instr(e.body, substr(j.subject, 5)) > 0)))";
    is_so(hub, sql, subject).await
}

/// Whether the hub quarantines, for another reason, what a subject begins with, or the job that it belongs to.
async fn is_quarantined_itself(hub: &mut Conn, subject: &Subject) -> bool {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM event WHERE subject = $1 AND quarantined NOT IN ('subject_unknown', 'twin'))
         AND NOT EXISTS (SELECT 1 FROM event WHERE subject = $1 AND quarantined IS NULL)
         OR EXISTS (SELECT 1 FROM event e JOIN event j ON j.kind = 'reported' AND instr(e.body, substr(j.subject, 5)) > 0
                    WHERE e.subject = $1 AND e.kind = 'started' AND j.quarantined NOT IN ('subject_unknown', 'twin'))";
    is_so(hub, sql, subject).await
}
