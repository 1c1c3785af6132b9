//! Forms sent one after the other on one hub, each twice at once and once more, and what each changed.

use super::planted::{Caller, Planted};
use reqwest::Client;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::time::Duration;
use uuid::Uuid;

/// Where an effect is seen: tables, and what of each row. Everything else follows from events, says who did it, or keeps a form from being done twice.
const WATCHED: &[(&str, &str)] = &[
    ("event", "seq || ' ' || IFNULL(quarantined, '')"),
    ("device", "id || IFNULL(revoked_at, '') || IFNULL(token_hash, '')"),
    ("enrolment", "code_hash || IFNULL(used_by, '')"),
    ("password", "person || hash"),
    ("password_link", "token_hash"),
    ("session", "token_hash"),
    (
        "import_batch",
        "id || state || wanted || done || outcome || IFNULL(chosen, '') || IFNULL(json_remove(undo, '$.at'), '')",
    ),
    ("import_part", "batch || undo || first_seq"),
    ("import_heading", "kind || plain || column_name"),
    ("saved_view", "id || name || address || shared"),
];

type Rows = BTreeSet<(&'static str, String)>;

pub(super) struct Story<'p> {
    pub planted: &'p Planted,
    client: Client,
    pub db: rusqlite::Connection,
    /// What each form did.
    pub done: BTreeMap<&'static str, String>,
    /// What was wrong, all of it: told at the end.
    pub faults: Vec<String>,
}

impl<'p> Story<'p> {
    pub fn new(planted: &'p Planted) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let db = rusqlite::Connection::open(planted.hub.data().join("hub.db")).expect("opened");
        Self { planted, client, db, done: BTreeMap::new(), faults: Vec::new() }
    }
    fn caller(&self, name: &str) -> &'p Caller {
        self.planted.callers.iter().find(|caller| caller.name == name).expect("somebody")
    }
    /// Every row that is watched, once nothing is at work any more.
    async fn rows(&self) -> Rows {
        let texts = |sql: &str| -> Vec<String> {
            let mut stmt = self.db.prepare(sql).expect(sql);
            let rows = stmt.query_map([], |row| row.get(0)).expect("read");
            rows.collect::<Result<_, _>>().expect("texts")
        };
        for _ in 0..1_000 {
            let batches = texts("SELECT id FROM import_batch");
            let imports = &self.planted.hub.hub.imports;
            if !batches.iter().any(|id| imports.under_way().contains(&id.parse().expect("an id"))) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let of = |(table, row): &(&'static str, &'static str)| -> Vec<(&'static str, String)> {
            texts(&format!("SELECT CAST({row} AS TEXT) FROM {table}")).into_iter().map(|row| (*table, row)).collect()
        };
        WATCHED.iter().flat_map(of).collect()
    }
    /// Sends a form as somebody, and the same form again. Where it led, and what it answered with.
    pub async fn send(
        &mut self,
        form: &'static str,
        by: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str)>,
    ) -> (u16, String, String) {
        let caller = self.caller(by);
        let (command, drawn) = (Uuid::now_v7().to_string(), self.planted.hub.hub.ledger.newest().to_string());
        let mut all = vec![("token", caller.token.as_str()), ("command", &command)];
        if !fields.iter().any(|(name, _)| *name == "drawn") {
            all.push(("drawn", &drawn));
        }
        all.extend_from_slice(fields);
        let before = self.rows().await;
        let ask = async || match file {
            None => self.planted.post(&self.client, caller, path, &all).await,
            Some(file) => self.planted.upload(&self.client, caller, path, &all, file).await,
        };
        // A double click, and the form of the page before sent again later.
        let (first, second) = tokio::join!(ask(), ask());
        let once = self.rows().await;
        let third = ask().await;
        let twice = self.rows().await;
        for later in [&second, &third] {
            if (first.0, &first.1) != (later.0, &later.1) {
                self.faults.push(format!("{form} is answered otherwise: {} {:?} {}", later.0, later.1, said(&later.2)));
            }
        }
        for row in twice.symmetric_difference(&once) {
            self.faults.push(format!("{form} is done again: {row:?}"));
        }
        let mut told = String::new();
        for (table, _) in WATCHED {
            let of = |from: &Rows, than: &Rows| from.difference(than).filter(|(name, _)| name == table).count();
            let (came, went) = (of(&once, &before), of(&before, &once));
            if came + went > 0 {
                write!(told, " {table} +{came} -{went}").expect("written");
            }
        }
        if !told.is_empty() {
            self.done.entry(form).or_insert_with(|| format!("{by}:{told}"));
        }
        first
    }
    /// Sends a form that does something. Where it led.
    pub async fn act(&mut self, form: &'static str, by: &str, ids: &[(&str, &str)], fields: &[(&str, &str)]) -> String {
        self.acted(form, by, ids, fields, None).await.1
    }
    pub async fn acted(
        &mut self,
        form: &'static str,
        by: &str,
        ids: &[(&str, &str)],
        fields: &[(&str, &str)],
        file: Option<(&str, &str)>,
    ) -> (u16, String, String) {
        let path = ids.iter().fold(form.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        let path = self.planted.path(&path);
        self.done.remove(form);
        let answer = self.send(form, by, &path, fields, file).await;
        if !matches!(answer.0, 200 | 303) {
            self.faults.push(format!("{form} as {by} is refused: {} {}", answer.0, said(&answer.2)));
        } else if !self.done.contains_key(form) {
            self.faults.push(format!("{form} as {by} changes nothing"));
        }
        answer
    }
}

/// What a page says in the place of doing it.
fn said(body: &str) -> String {
    let from = body.find("role=\"alert\"").unwrap_or(0);
    body[from..].chars().take(200).collect()
}

/// The id at the end of an address, such as `/sites/ID?done=1`.
pub(super) fn id(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let found = path.split('/').find(|part| part.parse::<Uuid>().is_ok());
    // Where a form was refused, what builds upon it is too: all of it is told at the end.
    found.map_or_else(|| Uuid::max().to_string(), str::to_owned)
}
