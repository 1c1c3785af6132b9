//! No event and no blob outside a scope reaches a phone: looked at in every answer, against what the hub filed.

use crate::sim::world::World;
use fettle_core::domain::stream::Stream;
use fettle_core::sync::machine::{Answer, Request};
use fettle_core::sync::protocol::{PullLine, paths};
use fettle_hub::sql::{self, Conn};
use serde_json::Value;
use std::collections::BTreeSet;

pub async fn check(world: &mut World, p: usize, request: &Request, answer: &Answer) {
    for wrong in wrong(world, p, request, answer).await {
        world.violate(wrong);
    }
}

async fn wrong(world: &World, p: usize, request: &Request, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    if request.path == paths::PULL {
        let mut conn = world.hub.look().await;
        let streams = streams_of(&mut conn, world, p).await;
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
            let stream = entry.s.to_string();
            if seen.insert((stream.clone(), subject.clone())) && !was_filed(&mut conn, &subject, &stream).await {
                wrong.push(format!("p{p} was given {subject} in {}", entry.s));
            }
        }
    } else if let Some(hash) = request.path.strip_prefix(paths::BLOBS) {
        let mut conn = world.hub.look().await;
        let streams = streams_of(&mut conn, world, p).await;
        let filed = blob_streams(&mut conn, hash.trim_start_matches('/')).await;
        if !filed.iter().any(|stream| streams.contains(stream)) {
            wrong.push(format!("p{p} was given blob {hash}"));
        }
    }
    wrong
}

/// The streams of a person, reckoned here from the person's own state and not by the hub's code.
async fn streams_of(conn: &mut Conn, world: &World, p: usize) -> BTreeSet<Stream> {
    let person = world.phones[p].person;
    let sql = "SELECT folded FROM state WHERE subject = $1";
    let folded = sql::query_scalar::<String>(sql).bind(format!("person/{person}")).fetch_optional(conn).await;
    let folded: Value =
        folded.expect("a row").map_or(Value::Null, |text| serde_json::from_str(&text).expect("a state"));
    let state = &folded["folded"]["state"];
    let mut all = BTreeSet::from([Stream::Everyone, Stream::Person(person)]);
    let Some(centre) = state["centre"].as_str().and_then(|id| id.parse().ok()) else { return all };
    all.insert(Stream::Centre(centre));
    let roles = state["roles"].to_string();
    if ["\"manager\"", "\"desk\""].iter().any(|role| roles.contains(role)) {
        all.insert(Stream::Office(Some(centre)));
    }
    all
}

/// Whether the aggregate is, or once was, filed there: what left a stream stands in it with its `forget` behind it.
async fn was_filed(conn: &mut Conn, subject: &str, stream: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM filed WHERE subject = $1 AND stream = $2)";
    sql::query_scalar(sql).bind(subject).bind(stream).fetch_one(conn).await.expect("a row")
}

async fn blob_streams(conn: &mut Conn, hash: &str) -> Vec<Stream> {
    let sql = "SELECT DISTINCT f.stream FROM event_blob b JOIN event e ON e.seq = b.event JOIN filed f ON f.subject = e.subject
         WHERE b.hash = $1 AND e.quarantined IS NULL AND f.left_at IS NULL";
    let rows = sql::query_scalar::<String>(sql).bind(hash).fetch_all(conn).await.expect("rows");
    rows.iter().filter_map(|name| name.parse().ok()).collect()
}
