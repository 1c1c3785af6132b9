//! Rows in batches: the statements of a push, many rows each.

use super::business::{self, State};
use super::cache::Filed;
use super::new_event::{NewEvent, What};
use crate::accounts;
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::any::folds_of;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::is_login;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{BodyText, ChainHead, DeviceId, Event, EventId, PersonId, SignedHead, Subject};
use futures_util::future::join;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows of one statement. With at most 15 columns this stays below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
pub(super) const CHUNK: usize = 1_000;

/// Sizes of statements that write rows: few, so that each is prepared once and kept. To prepare one for a thousand rows takes as long as to
/// write many of them.
const SIZES: [usize; 4] = [100, 20, 5, 1];

/// `all` in parts of those sizes.
pub(super) fn parts<T>(mut all: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= all.len())?;
        let (part, rest) = all.split_at(size);
        all = rest;
        Some(part)
    })
}

/// Writes `all` by the statements that `statement` makes, of some of them each. While SQLite works at one, in a thread of its own, the next one is
/// made: under load the two share the time of a commit.
async fn put_all<T: Sync>(
    conn: &mut Conn,
    all: &[T],
    mut statement: impl FnMut(&[T]) -> Builder + Send,
) -> Result<(), HubError> {
    let mut left = parts(all);
    let mut next = left.next().map(&mut statement);
    while let Some(mut query) = next {
        // Polled in this order: the statement is on its way before the next one is made.
        let (done, made) = join(query.build().execute(&mut *conn), async { left.next().map(&mut statement) }).await;
        done?;
        next = made;
    }
    Ok(())
}

/// Number of the newest event row; 0 before the first.
pub(super) async fn newest(conn: &mut Conn) -> Result<i64, HubError> {
    Ok(sql::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM event").fetch_one(conn).await?)
}

/// Reads an event from the columns `header, body, body_hash, received`, the first of them at `first`.
pub(super) fn event(row: &Row, first: usize) -> Result<Event, HubError> {
    let header = RawValue::from_string(row.try_get(first)?)?;
    let body = match row.try_get::<Option<String>, _>(first + 1)? {
        Some(text) => BodyText::Written(RawValue::from_string(text)?),
        None => {
            let hash: String = row.try_get(first + 2)?;
            BodyText::Redacted(hash.parse().map_err(|_| HubError::Record("hash of a body".into()))?)
        }
    };
    Ok(Event::read(header, body, Some(uint(row.try_get(first + 3)?)))?)
}

pub(super) fn among(sql: &str, subjects: &[Subject]) -> Builder {
    let names: Vec<String> = subjects.iter().map(Subject::to_string).collect();
    let mut query = Builder::new(sql);
    in_texts(&mut query, &names);
    query
}

/// Goes on with texts, and closes the bracket: one parameter, so that the statement is the same for any number of them.
pub(super) fn in_texts(query: &mut Builder, texts: &[String]) {
    query.push("SELECT value FROM json_each(").push_bind(serde_json::json!(texts).to_string()).push("))");
}

/// A statement that goes on with a list of texts, and with `end` behind its bracket.
pub(super) fn in_list(sql: &str, texts: &[String], end: &str) -> Builder {
    let mut query = Builder::new(sql);
    let mut list = query.separated(", ");
    for text in texts {
        list.push_bind(text.clone());
    }
    query.push(")").push(end);
    query
}

pub(super) fn subject(text: &str) -> Result<Subject, HubError> {
    text.parse().map_err(|_| HubError::Record(format!("subject {text}")))
}

/// Filings of `subjects`.
pub(super) async fn filed(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, Filed>, HubError> {
    let mut query = among("SELECT subject, stream, left_at FROM filed WHERE subject IN (", subjects);
    let mut found: HashMap<Subject, Filed> = HashMap::new();
    for row in query.build().fetch_all(conn).await? {
        let stream: String = row.try_get(1)?;
        let stream: Stream = stream.parse().map_err(|_| HubError::Record(format!("stream {stream}")))?;
        let left_at: Option<i64> = row.try_get(2)?;
        found.entry(subject(row.try_get(0)?)?).or_default().insert(stream, left_at.map(uint));
    }
    Ok(found)
}

/// Accepted events of one aggregate, in the order of commit.
pub(super) async fn events_of(conn: &mut Conn, subject: &Subject) -> Result<Vec<Event>, HubError> {
    let sql =
        "SELECT header, body, body_hash, received FROM event WHERE subject = $1 AND quarantined IS NULL ORDER BY seq";
    let rows = sql::query(sql).bind(subject.to_string()).fetch_all(conn).await?;
    rows.iter().map(|row| event(row, 0)).collect()
}

/// Rows of the accepted events of these aggregates, in the order of commit.
pub(super) async fn accepted(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, Vec<i64>>, HubError> {
    let mut all: HashMap<Subject, Vec<i64>> = HashMap::new();
    for some in subjects.chunks(CHUNK) {
        let mut query = among("SELECT subject, seq FROM event WHERE quarantined IS NULL AND subject IN (", some);
        for row in query.push(" ORDER BY seq").build().fetch_all(&mut *conn).await? {
            all.entry(subject(row.try_get(0)?)?).or_default().push(row.try_get(1)?);
        }
    }
    Ok(all)
}

/// Where the subjects of a kind begin, and where they end: before the character behind the slash that ends the kind.
pub(super) fn of_kind(kind: &str) -> (String, String) {
    (format!("{kind}/"), format!("{kind}0"))
}

/// Aggregates of `kind` whose filing links name `target`: one range of the index, whatever else names it.
pub(super) async fn naming(conn: &mut Conn, target: &Subject, kind: &str) -> Result<BTreeSet<Subject>, HubError> {
    let sql = "SELECT source FROM link WHERE target = $1 AND filing = 1 AND source >= $2 AND source < $3";
    let (from, to) = of_kind(kind);
    let rows: Vec<String> = sql::query_scalar(sql).bind(target.to_string()).bind(from).bind(to).fetch_all(conn).await?;
    rows.iter().map(|text| subject(text)).collect()
}

/// Which of `ids` are on record already.
pub(super) async fn known_ids(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>, HubError> {
    let mut found = Vec::new();
    for some in ids.chunks(CHUNK) {
        let mut query = Builder::new("SELECT id FROM event WHERE id IN (");
        in_texts(&mut query, some);
        found.extend(query.build_query_scalar::<String>().fetch_all(&mut *conn).await?);
    }
    Ok(found)
}

pub(super) async fn put_events(conn: &mut Conn, events: &[NewEvent]) -> Result<(), HubError> {
    let statement = |some: &[NewEvent]| {
        let mut query = Builder::new(
            "INSERT INTO event (seq, id, subject, kind, person, device, number, hash, header, body, body_hash, received, \
             quarantined, notices, repeats) ",
        );
        query.push_values(some, |mut row, new| {
            let header = new.event.header();
            row.push_bind(new.seq)
                .push_bind(header.id.to_string())
                .push_bind(header.subject.to_string())
                .push_bind(header.kind.clone())
                .push_bind(header.by.to_string())
                .push_bind(header.device.to_string())
                .push_bind(int(header.number))
                .push_bind(new.hash.to_string())
                .push_bind(new.event.header_text().to_owned())
                .push_bind(new.event.body_text().map(str::to_owned))
                .push_bind(new.event.body_hash().to_string())
                .push_bind(int(new.event.received().unwrap_or_default()))
                .push_bind(new.verdict.quarantine)
                .push_bind((!new.verdict.notices.is_empty()).then(|| new.verdict.notices.join(" ")))
                .push_bind(header.repeats.map(|first| first.to_string()));
        });
        query
    };
    put_all(conn, events, statement).await
}

/// Notes which event names which blob.
pub(super) async fn put_blobs(conn: &mut Conn, events: &[NewEvent]) -> Result<(), HubError> {
    let named: Vec<(String, i64)> =
        events.iter().flat_map(|new| new.event.header().blobs.iter().map(|b| (b.hash.to_string(), new.seq))).collect();
    for some in parts(&named) {
        let mut query = Builder::new("INSERT INTO event_blob (hash, event) ");
        query.push_values(some, |mut row, (hash, seq)| {
            row.push_bind(hash.clone()).push_bind(*seq);
        });
        // An event may name one blob twice.
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *conn).await?;
        let mut query = Builder::new("DELETE FROM unnamed WHERE hash IN (");
        let mut list = query.separated(", ");
        for (hash, _) in some {
            list.push_bind(hash.clone());
        }
        query.push(")").build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Keeps what a device signed after each of some events.
pub(super) async fn put_heads(conn: &mut Conn, device: DeviceId, heads: &[SignedHead]) -> Result<(), HubError> {
    for some in parts(heads) {
        let mut query = Builder::new("INSERT INTO signed_head (device, number, hash, signature) ");
        query.push_values(some, |mut row, signed| {
            row.push_bind(device.to_string())
                .push_bind(int(signed.head.number))
                .push_bind(signed.head.hash.to_string())
                .push_bind(signed.signature.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

pub(super) async fn put_entries(conn: &mut Conn, entries: &[(Stream, u64, What)]) -> Result<(), HubError> {
    let statement = |some: &[(Stream, u64, What)]| {
        let mut query = Builder::new("INSERT INTO entry (stream, n, event, forget) ");
        query.push_values(some, |mut row, (stream, n, what)| {
            let (event, forget) = match what {
                What::Event(seq) => (Some(*seq), None),
                What::Forget(subject) => (None, Some(subject.to_string())),
            };
            row.push_bind(stream.to_string()).push_bind(int(*n)).push_bind(event).push_bind(forget);
        });
        query
    };
    put_all(conn, entries, statement).await
}

pub(super) async fn put_streams(conn: &mut Conn, streams: &BTreeMap<Stream, u64>) -> Result<(), HubError> {
    let all: Vec<_> = streams.iter().collect();
    for some in parts(&all) {
        let mut query = Builder::new("INSERT INTO stream (name, newest) ");
        query.push_values(some, |mut row, (stream, newest)| {
            row.push_bind(stream.to_string()).push_bind(int(**newest));
        });
        query.push(" ON CONFLICT (name) DO UPDATE SET newest = excluded.newest").build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Puts states in their stored form.
pub(super) async fn put_states(conn: &mut Conn, states: &[(&Subject, String)], at: u64) -> Result<(), HubError> {
    let statement = |some: &[(&Subject, String)]| {
        let mut query = Builder::new("INSERT INTO state (subject, kind, folded, changed, folds) ");
        query.push_values(some, |mut row, (subject, folded)| {
            row.push_bind(subject.to_string())
                .push_bind(subject.kind().to_owned())
                .push_bind(folded.clone())
                .push_bind(int(at))
                .push_bind(i64::from(folds_of(subject.kind())));
        });
        query.push(" ON CONFLICT (subject) DO UPDATE SET folded = excluded.folded, changed = excluded.changed, folds = excluded.folds");
        query
    };
    put_all(conn, states, statement).await
}

/// Replaces what changed aggregates name.
pub(super) async fn put_links(
    conn: &mut Conn,
    states: &[(&Subject, &State)],
    links: &HashMap<Subject, BTreeSet<Subject>>,
) -> Result<(), HubError> {
    let changed: Vec<Subject> = states.iter().map(|(subject, _)| (*subject).clone()).collect();
    for some in changed.chunks(CHUNK) {
        among("DELETE FROM link WHERE source IN (", some).build().execute(&mut *conn).await?;
    }
    let mut all: Vec<(&Subject, Subject, bool)> = Vec::new();
    for (source, state) in states {
        all.extend(links.get(*source).into_iter().flatten().map(|target| (*source, target.clone(), true)));
        all.extend(business::names(state).into_iter().map(|target| (*source, target, false)));
    }
    for some in parts(&all) {
        let mut query = Builder::new("INSERT INTO link (source, target, filing) ");
        query.push_values(some, |mut row, (source, target, filing)| {
            row.push_bind(source.to_string()).push_bind(target.to_string()).push_bind(i64::from(*filing));
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The short code under which a device is entered: its own, with more behind it where another device has the same. A hub that was put back from a
/// backup may have given it out again before the first enrolment came back.
pub(crate) async fn free_short(conn: &mut Conn, device: DeviceId, own: &str) -> Result<String, HubError> {
    let id = device.to_string();
    // The end of a UUIDv7 is random; all devices of some weeks begin alike.
    for digits in [0, 4, 8] {
        let end = id.get(id.len() - digits..).unwrap_or_default();
        let short = if digits == 0 { own.to_owned() } else { format!("{own}-{end}") };
        let taken = sql::query("SELECT 1 FROM device WHERE short = $1 AND id <> $2").bind(&short).bind(&id);
        if taken.fetch_optional(&mut *conn).await?.is_none() {
            return Ok(short);
        }
    }
    Ok(format!("{own}-{id}"))
}

/// What some states mean to the hub itself: login names, revoked devices.
pub(super) async fn put_effects(conn: &mut Conn, states: &HashMap<Subject, State>) -> Result<(), HubError> {
    for (subject, state) in states {
        let id = subject.id().to_string();
        if let Some(account) = state.0.as_account() {
            put_login(conn, PersonId::new(subject.id()), account.login.as_deref()).await?;
        }
        if state.0.as_person().is_some_and(|person| !person.active) {
            // Who left is signed out, and comes back with nothing of what was open: not by a code made before, not by a session.
            accounts::end_access(conn, PersonId::new(subject.id())).await?;
            accounts::end_codes(conn, PersonId::new(subject.id())).await?;
        }
        if let Some(device) = state.0.as_device().filter(|device| device.enrolled.is_some())
            && let Some(person) = device.person
        {
            // Known already but for a hub that was put back from a backup of before: its own record of the enrolment came back.
            let start = ChainHead::start(DeviceId::new(subject.id()));
            let short = free_short(conn, DeviceId::new(subject.id()), &device.short).await?;
            sql::query(
                "INSERT INTO device (id, person, short, public_key, name, app, head_number, head_hash, enrolled_at, succeeds)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9) ON CONFLICT DO NOTHING",
            )
            .bind(&id)
            .bind(person.to_string())
            .bind(short)
            .bind(&device.public_key)
            .bind(&device.name)
            .bind(&device.app)
            .bind(start.hash.to_string())
            .bind(device.enrolled.map_or(0, |at| at.timestamp_millis()))
            .bind(device.succeeds.map(|old| old.to_string()))
            .execute(&mut *conn)
            .await?;
        }
        if let Some(revoked) = state.0.as_device().and_then(|device| device.revoked.as_ref()) {
            sql::query("UPDATE device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
                .bind(&id)
                .bind(revoked.at.timestamp_millis())
                .execute(&mut *conn)
                .await?;
        }
    }
    Ok(())
}

/// Enters the login name of a person. Another name, or none, ends what was open under the old one.
async fn put_login(conn: &mut Conn, person: PersonId, login: Option<&str>) -> Result<(), HubError> {
    let id = person.to_string();
    let old: Option<String> =
        sql::query_scalar("SELECT login FROM login WHERE person = $1").bind(&id).fetch_optional(&mut *conn).await?;
    // One that nobody can type is none.
    let login = login.filter(|login| is_login(login));
    if old.as_deref() == login {
        return Ok(());
    }
    if old.is_some() {
        accounts::end_access(conn, person).await?;
        sql::query("DELETE FROM login WHERE person = $1").bind(&id).execute(&mut *conn).await?;
    }
    if let Some(login) = login {
        // A name that another person has stays with that person.
        sql::query("INSERT INTO login (person, login) VALUES ($1, $2) ON CONFLICT (login) DO NOTHING")
            .bind(&id)
            .bind(login)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

pub(super) async fn put_filed(conn: &mut Conn, filed: &HashMap<Subject, Filed>) -> Result<(), HubError> {
    let all: Vec<_> = filed.iter().flat_map(|(s, f)| f.iter().map(move |(stream, left)| (s, stream, left))).collect();
    for some in parts(&all) {
        let mut query = Builder::new("INSERT INTO filed (subject, stream, left_at) ");
        query.push_values(some, |mut row, (subject, stream, left)| {
            row.push_bind(subject.to_string()).push_bind(stream.to_string()).push_bind(left.map(int));
        });
        query.push(" ON CONFLICT (subject, stream) DO UPDATE SET left_at = excluded.left_at");
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// What is on record of what one of `origins` says.
pub(super) struct Said {
    /// The event that was said first.
    pub origin: String,
    pub seq: i64,
    pub device: String,
    /// The hub's console says it again: a person let it in.
    pub let_in: bool,
}

/// Accepted events that say what one of `origins` says.
pub(super) async fn accepted_of(conn: &mut Conn, origins: &[String]) -> Result<Vec<Said>, HubError> {
    said(conn, origins, "quarantined IS NULL").await
}

/// Events in quarantine that say what one of `origins` says, and that nothing else stands for.
pub(super) async fn quarantined_of(conn: &mut Conn, origins: &[String]) -> Result<Vec<Said>, HubError> {
    said(conn, origins, "quarantined NOT IN ('twin', 'duplicate_id', 'not_successor')").await
}

async fn said(conn: &mut Conn, origins: &[String], which: &str) -> Result<Vec<Said>, HubError> {
    let mut found = Vec::new();
    for some in origins.chunks(CHUNK) {
        for column in ["id", "repeats"] {
            // A console is its own person.
            let sql = format!(
                "SELECT {column}, seq, device, repeats IS NOT NULL AND EXISTS (SELECT 1 FROM device d WHERE d.id = event.device \
                 AND d.person = d.id) FROM event WHERE {which} AND {column} IN ("
            );
            let mut query = Builder::new(sql);
            in_texts(&mut query, some);
            for row in query.build().fetch_all(&mut *conn).await? {
                let (origin, seq, device) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                found.push(Said { origin, seq, device, let_in: row.try_get(3)? });
            }
        }
    }
    Ok(found)
}

/// Another event says the same and stands for these now: one that counts ([`super::verdict::DUPLICATE`]), or one that is quarantined too
/// ([`super::verdict::SAID_AGAIN`]).
pub(super) async fn stood_for(conn: &mut Conn, code: &str, seqs: &[i64]) -> Result<(), HubError> {
    for seq in seqs {
        sql::query("UPDATE event SET quarantined = $2 WHERE seq = $1").bind(seq).bind(code).execute(&mut *conn).await?;
    }
    Ok(())
}

/// The first of the devices that `device` succeeds, one after the other; itself where it succeeds none.
pub(super) async fn first_device(conn: &mut Conn, device: &str) -> Result<String, HubError> {
    let sql = "WITH RECURSIVE line (id, depth) AS (SELECT id, 0 FROM device WHERE id = $1 UNION ALL \
               SELECT d.succeeds, depth + 1 FROM device d JOIN line ON d.id = line.id \
               WHERE d.succeeds IS NOT NULL AND depth < 1000) \
               SELECT id FROM line ORDER BY depth DESC LIMIT 1";
    let first: Option<String> = sql::query_scalar(sql).bind(device).fetch_optional(conn).await?;
    Ok(first.unwrap_or_else(|| device.to_owned()))
}

/// Every centre.
pub(super) async fn centres(conn: &mut Conn) -> Result<Vec<CentreId>, HubError> {
    let names: Vec<String> =
        sql::query_scalar("SELECT subject FROM state WHERE kind = 'centre'").fetch_all(conn).await?;
    names.iter().map(|name| Ok(CentreId::from(subject(name)?.id()))).collect()
}

/// Ids of the accepted events with this id: one or none.
pub(super) async fn accepted_ids(conn: &mut Conn, id: EventId) -> Result<Vec<String>, HubError> {
    let sql = "SELECT id FROM event WHERE id = $1 AND quarantined IS NULL";
    Ok(sql::query_scalar(sql).bind(id.to_string()).fetch_all(conn).await?)
}
