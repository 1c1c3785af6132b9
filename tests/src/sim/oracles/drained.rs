//! Outboxes are empty; what is kept apart is kept for a reason that a plain phone may have.

use crate::sim::world::World;
use fettle_core::kernel::Subject;
use fettle_core::store::UnsentState;
use rusqlite::Connection;

/// A phone that only does what its screens offer is never kept apart for other reasons.
const REASONS: &[&str] = &["out_of_scope", "not_allowed", "device_revoked", "said_again", "twin"];

pub fn check(world: &mut World) {
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
                // What it is about is lost with the hub and with its author, or is kept apart itself. Where the hub has what it begins with, there
                // is no such excuse.
                let hub = world.hub.look();
                let early = code == "subject_unknown"
                    && !begun(hub, &unsent.subject)
                    && (world.hub_lost_something || kept_apart_itself(hub, &unsent.subject));
                if !early && !REASONS.contains(&code.as_str()) {
                    let there = on_the_hub(hub, &unsent.subject);
                    let (number, kind) = (unsent.number, &unsent.kind);
                    world.violate(format!("p{p}: number {number} {kind} is kept apart: {code}; the hub has {there}"));
                }
            }
        }
    }
}

/// What the hub has of a subject: the number of each event on its device, its kind, and why it is kept apart.
fn on_the_hub(hub: &Connection, subject: &Subject) -> String {
    let sql = "SELECT COALESCE(group_concat(d.short || ' ' || e.number || ' ' || e.kind || ' ' || COALESCE(e.quarantined, 'taken'), ', '), 'nothing')
               FROM event e JOIN device d ON d.id = e.device WHERE e.subject = ?1";
    hub.query_row(sql, [subject.to_string()], |r| r.get(0)).expect("a row")
}

/// Whether the hub has what a subject begins with, and, of what belongs to a job, what that job begins with.
fn begun(hub: &Connection, subject: &Subject) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM event e WHERE e.subject = ?1 AND e.quarantined IS NULL AND (
                   e.kind IN ('reported', 'requested', 'taken_first', 'returned_unowed', 'recorded', 'registered')
                   OR e.kind = 'started' AND EXISTS (SELECT 1 FROM event j WHERE j.kind = 'reported' AND j.quarantined IS NULL
                       AND instr(e.body, substr(j.subject, 5)) > 0)))";
    hub.query_row(sql, [subject.to_string()], |r| r.get(0)).expect("a row")
}

/// Whether the hub keeps apart, for another reason, what a subject begins with, or the job that it belongs to.
fn kept_apart_itself(hub: &Connection, subject: &Subject) -> bool {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM event WHERE subject = ?1 AND quarantined NOT IN ('subject_unknown', 'twin'))
         AND NOT EXISTS (SELECT 1 FROM event WHERE subject = ?1 AND quarantined IS NULL)
         OR EXISTS (SELECT 1 FROM event e JOIN event j ON j.kind = 'reported' AND instr(e.body, substr(j.subject, 5)) > 0
                    WHERE e.subject = ?1 AND e.kind = 'started' AND j.quarantined NOT IN ('subject_unknown', 'twin'))";
    hub.query_row(sql, [subject.to_string()], |r| r.get(0)).expect("a row")
}
