//! Errors: what can go wrong inside ([`HubError`]), and what a caller over HTTP is told ([`Fault`]).

use crate::sql;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::{ChainError, EventError, RecordError};
use fettle_core::sync::protocol::ErrorBody;
use fettle_core::text::{Lang, text_with};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What can go wrong inside the hub.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The database said no.
    #[error("database: {0}")]
    Sql(#[from] sql::Error),
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// A file that was named could not be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// What is on record does not read.
    #[error("record: {0}")]
    Record(String),
    /// An event could not be written.
    #[error(transparent)]
    Write(#[from] RecordError),
    /// Another hub runs on the folder.
    #[error("another hub runs on {0}")]
    Locked(PathBuf),
    /// The database is a newer program's.
    #[error("the database has version {found}, this program knows {known}: use a newer fettle")]
    Newer {
        /// Version found.
        found: i64,
        /// Newest version known.
        known: i64,
    },
    /// The database is an older program's and was not upgraded yet.
    #[error("the database has version {found}, this program {known}: start the hub once to upgrade it")]
    Older {
        /// Version found.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// The system gave no randomness.
    #[error("randomness: {0}")]
    Random(String),
    /// Another process holds the database for longer than anyone waits. Nothing was changed.
    #[error("another process holds the database")]
    Busy,
    /// A clear no, with a code that has a text.
    #[error("{}", .0.code)]
    Fault(Fault),
}

impl HubError {
    /// Whether the disk has no space left. Nothing was changed then.
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        // SQLITE_FULL.
        const FULL: &str = "13";
        // PostgreSQL's disk_full.
        const SERVER_FULL: &str = "53100";
        match self {
            Self::Sql(sql::Error::Database(e)) => e.code().is_some_and(|code| code == FULL || code == SERVER_FULL),
            Self::Io(e) | Self::File(_, e) | Self::Sql(sql::Error::Io(e)) => {
                matches!(e.kind(), StorageFull | QuotaExceeded)
            }
            _ => false,
        }
    }
    /// Whether the database itself is damaged: SQLite's `SQLITE_CORRUPT` or `SQLITE_NOTADB`.
    pub fn is_damage(&self) -> bool {
        matches!(self.sqlite(), Some(11 | 26)) || self.is_server(&["XX001", "XX002"])
    }
    /// Whether another process holds the database: SQLite's `SQLITE_BUSY` or `SQLITE_LOCKED`. Nothing was changed then.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy) || matches!(self.sqlite(), Some(5 | 6)) || self.is_server(&["55P03"])
    }
    /// Whether the disk failed under the database: SQLite's `SQLITE_IOERR` or `SQLITE_CANTOPEN`.
    pub(crate) fn is_disk(&self) -> bool {
        matches!(self.sqlite(), Some(10 | 14)) || self.is_server(&["58030"])
    }
    /// Whether PostgreSQL says one of these codes.
    fn is_server(&self, codes: &[&str]) -> bool {
        let Self::Sql(sql::Error::Database(e)) = self else { return false };
        e.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some_and(|e| codes.contains(&e.code()))
    }
    /// SQLite's primary code. Extended codes keep it in their low byte.
    fn sqlite(&self) -> Option<u32> {
        let Self::Sql(sql::Error::Database(e)) = self else { return None };
        e.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
        Some(e.code()?.parse::<u32>().ok()? & 0xff)
    }
}

/// Says which file it was.
pub(crate) trait At<T> {
    /// With the file's name in the error.
    fn at(self, path: &Path) -> Result<T, HubError>;
}
impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, HubError> {
        self.map_err(|e| HubError::File(path.to_owned(), e))
    }
}

impl From<EventError> for HubError {
    fn from(e: EventError) -> Self {
        Self::Record(e.to_string())
    }
}
impl From<serde_json::Error> for HubError {
    /// Where, and of which kind; not what stands there: its own text quotes values, and this one goes to the log.
    fn from(e: serde_json::Error) -> Self {
        Self::Record(format!("JSON, {:?} at {}:{}", e.classify(), e.line(), e.column()))
    }
}
impl From<Fault> for HubError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A clear no at the border: status, stable code, and what its text mentions. The text is `error-<code>` in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code.
    pub code: &'static str,
    /// What the text mentions.
    pub args: BTreeMap<String, String>,
}

impl Fault {
    /// A fault with no arguments.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, args: BTreeMap::new() }
    }
    /// With one more argument for its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
    /// 400 with `code`.
    pub fn bad(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }
    /// 404: not there, or not for this person; which of the two is not told.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }
    /// Its text.
    pub fn text(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        text_with(lang, &format!("error-{}", self.code), &args)
    }
}

impl From<ChainError> for Fault {
    fn from(e: ChainError) -> Self {
        let fault = Self::new(StatusCode::CONFLICT, e.code());
        match e {
            ChainError::Gap { expected, found } => fault.with("expected", expected).with("found", found),
            ChainError::Fork { number } => fault.with("number", number),
            ChainError::WrongDevice | ChainError::Forged | ChainError::BadSignature => fault,
        }
    }
}

impl From<HubError> for Fault {
    fn from(e: HubError) -> Self {
        match e {
            HubError::Fault(fault) => fault,
            full if full.is_full() => {
                tracing::error!(error = %full, "the disk is full");
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "hub_full")
            }
            busy if busy.is_busy() => {
                tracing::warn!(error = %busy, "the database is busy");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "database_busy")
            }
            other => {
                tracing::error!(error = %other, "request failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}
impl From<sql::Error> for Fault {
    fn from(e: sql::Error) -> Self {
        HubError::from(e).into()
    }
}
impl From<std::io::Error> for Fault {
    fn from(e: std::io::Error) -> Self {
        HubError::from(e).into()
    }
}

/// Seconds after which a busy hub may be asked again.
pub(crate) const RETRY_AFTER: &str = "5";

impl IntoResponse for Fault {
    /// The body is written by [`in_language`], which knows what the caller reads.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of faults in the caller's language. The outermost layer of every route.
pub async fn in_language(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let lang = language(request.headers());
    let mut response = next.run(request).await;
    let fault = response.extensions_mut().remove::<Fault>();
    let Some(fault) = fault.or_else(|| unsaid(&response)) else { return response };
    let body = ErrorBody { code: fault.code.to_owned(), text: fault.text(lang), args: fault.args };
    let headers = response.headers().clone();
    let mut response = (response.status(), axum::Json(body)).into_response();
    for (name, value) in &headers {
        if name != header::CONTENT_LENGTH {
            response.headers_mut().entry(name).or_insert(value.clone());
        }
    }
    response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    response
}

/// A refusal that was made elsewhere, as by the router, and says nothing beside its status. To a `HEAD` nothing is ever said (RFC 9110, 9.3.2).
fn unsaid(response: &Response) -> Option<Fault> {
    use axum::body::HttpBody;
    let status = response.status();
    let silent = response.body().size_hint().exact() == Some(0);
    let code = match status {
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        status if status.is_server_error() => "internal",
        status if status.is_client_error() => "bad_request",
        _ => return None,
    };
    silent.then(|| Fault::new(status, code))
}

/// The language that a request asks for.
pub fn language(headers: &HeaderMap) -> Lang {
    Lang::from_tag(headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::Conn;
    use sqlx::{Connection, SqliteConnection};
    use std::io::ErrorKind;

    #[tokio::test]
    async fn a_full_disk_is_told_from_other_failures() {
        let full = Fault::from(std::io::Error::from(ErrorKind::StorageFull));
        assert_eq!((full.status, full.code), (StatusCode::INSUFFICIENT_STORAGE, "hub_full"));
        assert_eq!(Fault::from(std::io::Error::from(ErrorKind::PermissionDenied)).code, "internal");

        let mut db = Conn::Sqlite(SqliteConnection::connect("sqlite::memory:").await.expect("a database"));
        let small = sql::raw("PRAGMA max_page_count = 2; CREATE TABLE t (b BLOB)").execute(&mut db).await;
        small.expect("it fits");
        let said = sql::query("INSERT INTO t VALUES (zeroblob(100000))").execute(&mut db).await.expect_err("no room");
        assert_eq!(Fault::from(said).code, "hub_full");
        let said = sql::query("INSERT INTO none VALUES (1)").execute(&mut db).await.expect_err("no table");
        assert_eq!(Fault::from(said).code, "internal");
    }
}
