//! Phones: the bearer token of every request, and the end of a device.

use super::Accounts;
use super::enrolment::app_version;
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql::{self, Builder, Row};
use crate::viewer::Viewer;
use axum::http::{HeaderMap, StatusCode, header};
use fettle_core::domain::people::DeviceEvent;
use fettle_core::kernel::{DeviceId, Draft, PersonId, Subject};
use std::collections::HashMap;

/// A phone that asks, with its person.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The device.
    pub device: DeviceId,
    /// Its person, with what the person reaches.
    pub viewer: Viewer,
    /// Whether it may read, or only hand in what it has.
    pub status: DeviceStatus,
}

/// What a device may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStatus {
    /// Everything that its person may.
    Good,
    /// It was revoked: it hands in what it has, which waits for an administrator, and reads nothing.
    Revoked,
    /// Its person left: the same.
    Inactive,
}

impl DeviceStatus {
    /// Code of the reason for which what it hands in is quarantined.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Self::Good => None,
            Self::Revoked => Some("device_revoked"),
            Self::Inactive => Some("person_inactive"),
        }
    }
}

/// A phone in somebody's name that they have not said to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhone {
    /// Its id.
    pub id: DeviceId,
    /// Short code.
    pub short: String,
    /// What it calls itself.
    pub name: String,
}

/// How long its person is told of a new phone, in milliseconds.
const TOLD_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// The token of `Authorization: Bearer TOKEN`. Schemes are named in any case (RFC 9110, 11.1).
pub(super) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl Accounts {
    /// The phone behind the request's `Authorization: Bearer`.
    ///
    /// # Errors
    /// [`Fault`] 401: `unknown_device`, `device_revoked`; 403 `person_inactive`.
    pub async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Fault> {
        let caller = self.handing_in(headers).await?;
        match caller.status {
            DeviceStatus::Good => Ok(caller),
            DeviceStatus::Revoked => Err(Fault::new(StatusCode::UNAUTHORIZED, "device_revoked")),
            DeviceStatus::Inactive => Err(Fault::new(StatusCode::FORBIDDEN, "person_inactive")),
        }
    }

    /// The phone behind the request, also one that may only hand in what it has: work is never turned away.
    ///
    /// # Errors
    /// [`Fault`] 401 `unknown_device`.
    pub async fn handing_in(&self, headers: &HeaderMap) -> Result<Caller, Fault> {
        let unknown = || Fault::new(StatusCode::UNAUTHORIZED, "unknown_device");
        let token = bearer_token(headers).ok_or_else(unknown)?;
        let row = sql::query("SELECT id, person, revoked_at FROM device WHERE token_hash = $1")
            .bind(random::digest(token.trim()))
            .fetch_optional(self.db.read())
            .await?
            .ok_or_else(unknown)?;
        let device: DeviceId = row.try_get::<String, _>(0)?.parse().map_err(|_| unknown())?;
        let person: PersonId = row.try_get::<String, _>(1)?.parse().map_err(|_| unknown())?;
        let viewer = self.viewer(person).await?.ok_or_else(unknown)?;
        let status = match row.try_get::<Option<i64>, _>(2)? {
            Some(_) => DeviceStatus::Revoked,
            None if self.ends.is_revoked(device) => DeviceStatus::Revoked,
            None if !viewer.person.active => DeviceStatus::Inactive,
            None => DeviceStatus::Good,
        };
        Ok(Caller { device, viewer, status })
    }

    /// Notes that a device was heard of, with the version of its app when it said so. To the
    /// minute, so that reading costs no write each time, and only where nobody writes: a full disk or a busy database keeps no phone from
    /// reading.
    pub(crate) async fn seen(&self, device: DeviceId, app: Option<&str>, pulled: bool) {
        let now = self.clock.now_ms();
        let app = app.map(app_version);
        let app = app.as_deref();
        if !self.heard.is_news(device, pulled, app, now) {
            return;
        }
        let sql = "UPDATE device SET seen_at = $2, app = COALESCE($3, app), \
                   pulled_at = CASE WHEN $4 = 1 THEN $2 ELSE pulled_at END WHERE id = $1";
        let note = sql::query(sql).bind(device.to_string()).bind(int(now)).bind(app).bind(i64::from(pulled));
        if self.db.write_if_free(note).await {
            self.heard.noted(device, pulled, app, now);
        }
    }

    /// Phones that came into a person's name of late, and that the person has not said to know.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn new_phones(&self, person: PersonId) -> Result<Vec<NewPhone>, HubError> {
        let sql = "SELECT id, short, name FROM device WHERE person = $1 AND known_at IS NULL AND revoked_at IS NULL \
                   AND enrolled_at > $2 AND id <> $1 ORDER BY enrolled_at";
        let since = int(self.clock.now_ms().saturating_sub(TOLD_MS));
        let rows = sql::query(sql).bind(person.to_string()).bind(since).fetch_all(self.db.read()).await?;
        let phone = |row: &Row| {
            let id = row.try_get::<String, _>(0)?.parse().map_err(|_| HubError::Record("a device".into()))?;
            Ok(NewPhone { id, short: row.try_get(1)?, name: row.try_get(2)? })
        };
        rows.iter().map(phone).collect()
    }

    /// The person says that they know a phone of theirs.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn know_phone(&self, person: PersonId, phone: DeviceId) -> Result<(), HubError> {
        sql::query("UPDATE device SET known_at = $3 WHERE id = $1 AND person = $2 AND known_at IS NULL")
            .bind(phone.to_string())
            .bind(person.to_string())
            .bind(int(self.clock.now_ms()))
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(())
    }

    /// The login names of these people.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn logins_of(&self, people: &[PersonId]) -> Result<HashMap<PersonId, String>, HubError> {
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let mut query = Builder::new("SELECT person, login FROM login WHERE person IN (");
        let mut list = query.separated(", ");
        for person in people {
            list.push_bind(person.to_string());
        }
        query.push(")");
        let bad = |person: &str| HubError::Record(format!("person of a login: {person}"));
        let login = |row: &Row| -> Result<(PersonId, String), HubError> {
            let person: String = row.try_get(0)?;
            Ok((person.parse().map_err(|_| bad(&person))?, row.try_get(1)?))
        };
        query.build().fetch_all(self.db.read()).await?.iter().map(login).collect()
    }

    /// Revokes a device: its token is worth nothing from now on.
    ///
    /// # Errors
    /// [`HubError::Fault`] `not_allowed` for who may not; others when the database does not answer.
    pub async fn revoke(&self, by: PersonId, device: DeviceId, reason: &str) -> Result<(), HubError> {
        let body = DeviceEvent::Revoked { reason: reason.to_owned() };
        self.ledger.record(by, vec![Draft::new(Subject::new("device", device.uuid()), &body)]).await?;
        Ok(())
    }
}
