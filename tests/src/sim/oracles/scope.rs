//! No event and no blob outside a scope reaches a phone: looked at in every answer, against what the hub filed.

use crate::sim::world::World;
use fettle_core::domain::stream::Stream;
use fettle_core::sync::machine::{Answer, Request};
use fettle_core::sync::protocol::{PullLine, paths};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

pub fn check(world: &mut World, p: usize, request: &Request, answer: &Answer) {
    let mut wrong = Vec::new();
    if request.path == paths::PULL {
        let conn = world.hub.look();
        let streams = streams_of(conn, world, p);
        let mut seen = BTreeSet::new();
        for line in String::from_utf8_lossy(&answer.body).lines() {
            let Ok(PullLine::Entry(entry)) = serde_json::from_str(line) else { continue };
            // A month of a ledger is for whom its centre is; which months are followed says another oracle.
            let by = match &entry.s {
                Stream::Stock(Some(centre), _) => Stream::Centre(*centre),
                Stream::Stock(None, _) => Stream::Everyone,
                other => other.clone(),
            };
            if !streams.contains(&by) {
                wrong.push(format!("p{p} was given stream {}", entry.s));
            }
            let Some(event) = entry.e else { continue };
            let subject = event.header().subject.to_string();
            if seen.insert((entry.s.to_string(), subject.clone())) && !was_filed(conn, &subject, &entry.s.to_string()) {
                wrong.push(format!("p{p} was given {subject} in {}", entry.s));
            }
        }
    } else if let Some(hash) = request.path.strip_prefix(paths::BLOBS) {
        let conn = world.hub.look();
        let streams = streams_of(conn, world, p);
        if !blob_streams(conn, hash.trim_start_matches('/')).iter().any(|stream| streams.contains(stream)) {
            wrong.push(format!("p{p} was given blob {hash}"));
        }
    }
    for wrong in wrong {
        world.violate(wrong);
    }
}

/// The streams of a person, reckoned here from the person's own state and not by the hub's code.
fn streams_of(conn: &Connection, world: &World, p: usize) -> BTreeSet<Stream> {
    let person = world.phones[p].person;
    let sql = "SELECT json_extract(folded, '$.folded.state.centre'), json_extract(folded, '$.folded.state.roles') \
               FROM state WHERE subject = ?1";
    let (centre, roles): (Option<String>, Option<String>) = conn
        .prepare_cached(sql)
        .expect("sql")
        .query_row([format!("person/{person}")], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap_or_default();
    let mut all = BTreeSet::from([Stream::Everyone, Stream::Person(person)]);
    let Some(centre) = centre.and_then(|id| id.parse().ok()) else { return all };
    all.insert(Stream::Centre(centre));
    if roles.is_some_and(|roles| ["\"manager\"", "\"desk\""].iter().any(|role| roles.contains(role))) {
        all.insert(Stream::Office(Some(centre)));
    }
    all
}

/// Whether the aggregate is, or once was, filed there: what left a stream stands in it with its `forget` behind it.
fn was_filed(conn: &Connection, subject: &str, stream: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM filed WHERE subject = ?1 AND stream = ?2)";
    conn.prepare_cached(sql).expect("sql").query_row(params![subject, stream], |r| r.get(0)).expect("a row")
}

fn blob_streams(conn: &Connection, hash: &str) -> Vec<Stream> {
    let sql = "SELECT DISTINCT f.stream FROM event_blob b JOIN event e ON e.seq = b.event JOIN filed f ON f.subject = e.subject
         WHERE b.hash = ?1 AND e.quarantined IS NULL AND f.left_at IS NULL";
    let mut rows = conn.prepare(sql).expect("sql");
    let rows = rows.query_map([hash], |r| r.get::<_, String>(0)).expect("rows");
    rows.filter_map(|name| name.expect("a row").parse().ok()).collect()
}
