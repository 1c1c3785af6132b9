//! The audit: who did what that safety asks about, when, from which network, and how it went. Rows are only ever added; nothing here
//! changes or removes one. No names, no texts of people, no secrets: ids and codes.

use crate::clock::Clock;
use crate::data::{Db, int, uint};
use crate::error::HubError;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::kernel::PersonId;
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// What was done. Texts: `security-action-<code>`.
        // keys!: security-action-*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action { $($(#[$doc])* $name,)+ }
        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];
            /// Its stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
            /// The one with this code; none for what is none of this version.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.code() == code)
            }
        }
    };
}
actions! {
    /// Somebody signed in, or tried to.
    SignIn = "sign_in",
    /// Somebody signed out.
    SignOut = "sign_out",
    /// Somebody ended all own sessions.
    SignOutEverywhere = "sign_out_everywhere",
    /// A password was set, or the change of one was refused.
    PasswordSet = "password_set",
    /// The own password was asked for again.
    PasswordAsked = "password_asked",
    /// A link was made by which a person sets the own password.
    LinkMade = "link_made",
    /// A person was entered, changed, given roles or a login, or left.
    PersonChanged = "person_changed",
    /// A one-time code was made for a person.
    CodeMade = "code_made",
    /// A phone became a device, or tried to.
    Enrolled = "enrolled",
    /// A device was revoked.
    Revoked = "revoked",
    /// Records were exported.
    Exported = "exported",
    /// Company data were imported.
    Imported = "imported",
    /// An import was taken back.
    ImportUndone = "import_undone",
    /// A rescue bundle was taken in.
    Rescued = "rescued",
    /// A record was released from quarantine.
    Released = "released",
    /// The hub was backed up.
    BackedUp = "backed_up",
    /// The hub was restored from a backup.
    Restored = "restored",
    /// Its database was carried to a server, or back to a file.
    Moved = "moved",
}

/// What is to be noted.
#[derive(Debug, Clone)]
pub struct Note {
    action: Action,
    by: Option<PersonId>,
    about: Option<Uuid>,
    network: Option<String>,
    outcome: &'static str,
}

impl Note {
    /// Something that went well, done at the hub itself.
    pub fn new(action: Action) -> Self {
        Self { action, by: None, about: None, network: None, outcome: DONE }
    }
    /// Who did it.
    #[must_use]
    pub fn by(mut self, person: PersonId) -> Self {
        self.by = Some(person);
        self
    }
    /// Whom or what it is about: a person, a device, an event.
    #[must_use]
    pub fn about(mut self, id: Option<Uuid>) -> Self {
        self.about = id;
        self
    }
    /// From which address: only its network is kept.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.network = network(address);
        self
    }
    /// The code of what stood against it.
    #[must_use]
    pub fn outcome(mut self, code: &'static str) -> Self {
        self.outcome = code;
        self
    }
    /// Adds the line, in the transaction of `conn` where there is one.
    pub(crate) async fn write(self, conn: &mut Conn, now_ms: u64) -> Result<(), HubError> {
        let sql = "INSERT INTO audit (at, action, person, about, network, outcome) VALUES ($1, $2, $3, $4, $5, $6)";
        sql::query(sql)
            .bind(int(now_ms))
            .bind(self.action.code())
            .bind(self.by.map(|id| id.to_string()))
            .bind(self.about.map(|id| id.to_string()))
            .bind(self.network)
            .bind(self.outcome)
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, rising.
    pub id: u64,
    /// When, milliseconds since 1970 UTC.
    pub at: u64,
    /// What: the code of an [`Action`].
    pub action: String,
    /// Who; none where nobody was known, or the command line did it.
    pub by: Option<PersonId>,
    /// About whom or what.
    pub about: Option<Uuid>,
    /// From which network.
    pub network: Option<String>,
    /// `done`, or the code of what stood against it.
    pub outcome: String,
}

impl Line {
    /// Whether it went well.
    pub fn done(&self) -> bool {
        self.outcome == DONE
    }
    /// Whether a command on the hub's own machine did it: whoever runs commands there is known to the operating system, not to the hub.
    pub fn by_operator(&self) -> bool {
        let asked_for = [Action::SignIn, Action::Enrolled].map(Action::code).contains(&self.action.as_str());
        self.by.is_none() && self.network.is_none() && !asked_for
    }
}

/// Outcome of what went well.
pub const DONE: &str = "done";

/// Which lines are asked for; all of them by default.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those that one of these did, or that are about one of them.
    pub people: Option<Vec<Uuid>>,
    /// Those of this action.
    pub action: Option<Action>,
    /// Those from this time on, milliseconds since 1970 UTC.
    pub from: Option<u64>,
    /// Those before this time.
    pub until: Option<u64>,
    /// Those that went well.
    pub done: bool,
}

/// The audit of one hub.
#[derive(Debug, Clone)]
pub struct Audit {
    db: Arc<Db>,
    clock: Clock,
}

impl Audit {
    pub(crate) fn new(db: Arc<Db>, clock: Clock) -> Self {
        Self { db, clock }
    }
    /// Adds a line.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer: what cannot be noted is not done.
    pub async fn note(&self, note: Note) -> Result<(), HubError> {
        note.write(&mut *self.db.write().await?, self.clock.now_ms()).await
    }
    /// The newest `most` lines before line `before`; from the newest one without it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn lines(&self, before: Option<u64>, most: u32) -> Result<Vec<Line>, HubError> {
        let sql =
            "SELECT id, at, action, person, about, network, outcome FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2";
        let rows =
            sql::query(sql).bind(before.map_or(i64::MAX, int)).bind(i64::from(most)).fetch_all(self.db.read()).await?;
        rows.iter().map(line).collect()
    }
    /// The newest `most` lines that are asked for, by their time and number: those before the line of `before`, or from the newest one on.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn found(&self, wanted: &Wanted, before: Option<(u64, u64)>, most: usize) -> Result<Vec<Line>, HubError> {
        let (at, id) = before.map_or((i64::MAX, i64::MAX), |(at, id)| (int(at), int(id)));
        let select = "SELECT id, at, action, person, about, network, outcome FROM audit WHERE (at, id) < (";
        let mut query = Builder::new(select);
        query.push_bind(at).push(", ").push_bind(id).push(")");
        if let Some(from) = wanted.from {
            query.push(" AND at >= ").push_bind(int(from));
        }
        if let Some(until) = wanted.until {
            query.push(" AND at < ").push_bind(int(until));
        }
        if let Some(action) = wanted.action {
            query.push(" AND action = ").push_bind(action.code());
        }
        if wanted.done {
            query.push(" AND outcome = ").push_bind(DONE);
        }
        if let Some(people) = &wanted.people {
            if people.is_empty() {
                return Ok(Vec::new());
            }
            for (between, column) in [(" AND (", "person"), (" OR ", "about")] {
                query.push(between).push(column).push(" IN (");
                let mut list = query.separated(", ");
                for id in people {
                    list.push_bind(id.to_string());
                }
                query.push(")");
            }
            query.push(")");
        }
        query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        query.build().fetch_all(self.db.read()).await?.iter().map(line).collect()
    }
    /// The newest `most` times that a person signed in, or somebody tried to.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_ins_of(&self, person: PersonId, most: u32) -> Result<Vec<Line>, HubError> {
        let of = |column: &str| {
            format!(
                "SELECT * FROM (SELECT id, at, action, person, about, network, outcome FROM audit \
                 WHERE {column} = $1 AND action = 'sign_in' ORDER BY id DESC LIMIT $2) AS by_{column}"
            )
        };
        let sql = format!("{} UNION {} ORDER BY id DESC LIMIT $2", of("person"), of("about"));
        let rows = sql::query(sql::AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(i64::from(most))
            .fetch_all(self.db.read())
            .await?;
        rows.iter().map(line).collect()
    }
}

fn line(row: &Row) -> Result<Line, HubError> {
    let id = |column| -> Result<Option<Uuid>, HubError> {
        Ok(row.try_get::<Option<String>, _>(column)?.and_then(|text| text.parse().ok()))
    };
    Ok(Line {
        id: uint(row.try_get(0)?),
        at: uint(row.try_get(1)?),
        action: row.try_get(2)?,
        by: id(3)?.map(PersonId::new),
        about: id(4)?,
        network: row.try_get(5)?,
        outcome: row.try_get(6)?,
    })
}

/// The network of an address: /24 or /48. Enough to see that it was another city, too little to find a home.
pub(crate) fn network(address: &str) -> Option<String> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            Some(format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            Some(format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_network_is_kept_and_nothing_changes_a_line() {
        assert_eq!(network("192.168.7.9").as_deref(), Some("192.168.7.0/24"));
        assert_eq!(network("::ffff:192.168.7.9").as_deref(), Some("192.168.7.0/24"));
        assert_eq!(network("2001:db8:1:2::9").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(network("").as_deref(), None);
        // No statement of the hub changes or removes a line.
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs" || end == "sql") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    for verb in ["UPDATE", "DELETE FROM", "DROP TABLE", "REPLACE INTO"] {
                        assert!(!text.contains(&format!("{verb} {}", "audit")), "{}", path.display());
                    }
                }
            }
        }
    }
}
