//! Sessions of the console: signing in, the cookie, its two ends, signing out here and everywhere.

use super::tries::{Limit, PER_ADDRESS, PER_LOGIN, PER_LOGIN_EVERYWHERE};
use super::{Accounts, password};
use crate::access::Viewer;
use crate::audit::{Action, Note};
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::random;
use axum::http::{HeaderMap, StatusCode, header};
use fettle_core::kernel::PersonId;
use sqlx::Row;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Name of the cookie; under TLS with the prefix `__Host-`, which binds it to this host and to TLS.
pub const COOKIE: &str = "fettle_session";
/// How long a session lasts at most, in milliseconds: a working day.
pub const SESSION_LIFE_MS: u64 = 12 * 60 * 60 * 1000;
/// How long it lasts when nobody uses it, in milliseconds. A page that only listens does not use it.
pub const SESSION_IDLE_MS: u64 = 2 * 60 * 60 * 1000;
/// How exact its last use is kept, in milliseconds.
const SEEN_EVERY_MS: u64 = 60_000;
/// Shortest password, in characters.
const SHORTEST_PASSWORD: usize = 8;
/// Longest password, in bytes: hashing takes its time by the megabyte.
const LONGEST_PASSWORD: usize = 1_024;

/// Sessions whose last use could not be noted in the database yet, and when that was; in memory only.
#[derive(Debug, Default)]
pub(super) struct Used(Mutex<HashMap<String, u64>>);

impl Used {
    fn last(&self, digest: &str) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(digest).copied().unwrap_or(0)
    }
    fn note(&self, digest: &str, now: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, seen| *seen + SESSION_IDLE_MS > now);
        all.insert(digest.to_owned(), now);
    }
    fn forget(&self, digest: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
    }
}

impl Accounts {
    /// Signs in. The value of the `Set-Cookie` header comes back with who it is; it is a fresh secret, whatever the browser brought.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `wrong_password` (401; also for an unknown login or a person who left).
    pub async fn sign_in(&self, login: &str, password: &str, address: &str) -> Result<(Viewer, String), Fault> {
        let here = format!("login {login} from {address}");
        let limits: [Limit; 3] = [
            (here.clone(), PER_LOGIN),
            (format!("login {login}"), PER_LOGIN_EVERYWHERE),
            (format!("address {address}"), PER_ADDRESS),
        ];
        let refused = Note::new(Action::SignIn).from(address);
        let counted = match self.count_try(&limits).await {
            Ok(counted) => counted,
            Err(fault) => {
                // One line for all of them: who knocks on does not fill the disk.
                if fault.code != "too_many_tries" || self.count_try(&[(format!("noted {address}"), 1)]).await.is_ok() {
                    self.audit.note(refused.outcome(fault.code)).await?;
                }
                return Err(fault);
            }
        };
        let sql = "SELECT l.person, p.hash FROM login l LEFT JOIN password p ON p.person = l.person WHERE l.login = $1";
        let row = sqlx::query(sql).bind(login).fetch_optional(self.db.read()).await?;
        let hash: Option<String> = row.as_ref().and_then(|row| row.try_get(1).ok().flatten());
        let right = self.verify(password, hash).await?;
        let person = row.and_then(|row| row.try_get::<String, _>(0).ok()?.parse::<PersonId>().ok());
        let viewer = match person.filter(|_| right) {
            Some(person) => self.viewer(person).await?.filter(|viewer| viewer.person.active),
            None => None,
        };
        let Some(viewer) = viewer else {
            // Whose login was tried is noted where it is somebody's; what was typed never is, it may be a password.
            self.audit.note(refused.about(person.map(|id| id.uuid())).outcome("wrong_password")).await?;
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "wrong_password"));
        };
        self.take_back(counted).await?;
        self.forgive(&here).await?;
        let cookie = self.begin(viewer.id).await?;
        self.audit.note(Note::new(Action::SignIn).by(viewer.id).from(address)).await?;
        Ok((viewer, cookie))
    }

    /// Whether the password is the one of the hash. A few at once: each takes a core and 19 MiB.
    async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, HubError> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let _turn = self.hashing.acquire().await.map_err(|e| HubError::Record(e.to_string()))?;
        password::verify(password.to_owned(), hash).await
    }

    /// A new session.
    async fn begin(&self, person: PersonId) -> Result<String, HubError> {
        let (secret, now) = (random::secret()?, self.clock.now_ms());
        let mut conn = self.db.write().await?;
        sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(int(now)).execute(&mut *conn).await?;
        let sql =
            "INSERT INTO session (token_hash, person, started_at, expires_at, seen_at) VALUES ($1, $2, $3, $4, $3)";
        sqlx::query(sql)
            .bind(random::digest(&secret))
            .bind(person.to_string())
            .bind(int(now))
            .bind(int(now + SESSION_LIFE_MS))
            .execute(&mut *conn)
            .await?;
        Ok(self.cookie(COOKIE, &secret, Some(SESSION_LIFE_MS / 1000)))
    }

    /// Who is signed in by the request's cookie; `None` for nobody. Counts as use of the session.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<Viewer>, HubError> {
        self.find_session(headers, true).await
    }

    /// The same for what a page does by itself: it keeps no session alive.
    ///
    /// # Errors
    /// As [`Accounts::session`].
    pub async fn session_unused(&self, headers: &HeaderMap) -> Result<Option<Viewer>, HubError> {
        self.find_session(headers, false).await
    }

    async fn find_session(&self, headers: &HeaderMap, used: bool) -> Result<Option<Viewer>, HubError> {
        let Some(secret) = self.secret_of(headers) else { return Ok(None) };
        // Looked up by the digest of 256 random bits: what the index does with it tells nothing about the secret.
        let digest = random::digest(&secret);
        let row = sqlx::query("SELECT person, expires_at, seen_at FROM session WHERE token_hash = $1")
            .bind(&digest)
            .fetch_optional(self.db.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (now, noted) = (self.clock.now_ms(), uint(row.try_get(2)?));
        let seen = self.used.last(&digest).max(noted);
        if uint(row.try_get(1)?) <= now || seen + SESSION_IDLE_MS <= now {
            return Ok(None);
        }
        if used && noted + SEEN_EVERY_MS <= now {
            self.used.note(&digest, now);
            // Where it can be: a full disk or a busy database keeps nobody from reading.
            let note =
                sqlx::query("UPDATE session SET seen_at = $2 WHERE token_hash = $1").bind(&digest).bind(int(now));
            if self.db.write_if_free(note).await {
                self.used.forget(&digest);
            }
        }
        let person = row.try_get::<String, _>(0)?;
        let person = person.parse().map_err(|_| HubError::Record("person of a session".into()))?;
        Ok(self.viewer(person).await?.filter(|viewer| viewer.person.active))
    }

    /// Ends the request's session on the hub, whatever the browser keeps: before another one begins in its place.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn end_session(&self, headers: &HeaderMap) -> Result<(), HubError> {
        if let Some(secret) = self.secret_of(headers) {
            sqlx::query("DELETE FROM session WHERE token_hash = $1")
                .bind(random::digest(&secret))
                .execute(&mut *self.db.write().await?)
                .await?;
        }
        Ok(())
    }

    /// Signs out. The value of `Set-Cookie` that clears the cookie comes back.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<String, HubError> {
        if let Some(viewer) = self.session_unused(headers).await? {
            self.audit.note(Note::new(Action::SignOut).by(viewer.id)).await?;
        }
        self.end_session(headers).await?;
        Ok(self.cookie(COOKIE, "", Some(0)))
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_out_everywhere(&self, person: PersonId) -> Result<(), HubError> {
        sqlx::query("DELETE FROM session WHERE person = $1")
            .bind(person.to_string())
            .execute(&mut *self.db.write().await?)
            .await?;
        self.audit.note(Note::new(Action::SignOutEverywhere).by(person)).await
    }

    /// Sets a person's password and ends the person's sessions.
    ///
    /// # Errors
    /// [`Fault`] `password_too_short`, `password_too_long`; [`HubError`] when the database does not answer.
    pub async fn set_password(&self, person: PersonId, password: &str) -> Result<(), HubError> {
        self.put_password(person, password, Note::new(Action::PasswordSet)).await
    }

    async fn put_password(&self, person: PersonId, password: &str, note: Note) -> Result<(), HubError> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(Fault::bad("password_too_short").with("least", SHORTEST_PASSWORD).into());
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(Fault::bad("password_too_long").into());
        }
        let hash = password::hash(password.to_owned()).await?;
        {
            let mut conn = self.db.write().await?;
            sqlx::query("INSERT INTO password (person, hash, at) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, at = excluded.at")
                .bind(person.to_string())
                .bind(hash)
                .bind(int(self.clock.now_ms()))
                .execute(&mut *conn)
                .await?;
            sqlx::query("DELETE FROM session WHERE person = $1").bind(person.to_string()).execute(&mut *conn).await?;
        }
        self.audit.note(note.about(Some(person.uuid()))).await
    }

    /// Changes the own password: the old one is asked for, all sessions end, and one begins anew, whose cookie comes back.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `wrong_password` (401), `password_too_short`.
    pub async fn change_password(&self, person: PersonId, old: &str, new: &str) -> Result<String, Fault> {
        let own = format!("password {person}");
        let counted = self.count_try(&[(own.clone(), PER_LOGIN)]).await?;
        let hash: Option<String> = sqlx::query_scalar("SELECT hash FROM password WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(self.db.read())
            .await?;
        if !self.verify(old, hash).await? {
            self.audit.note(Note::new(Action::PasswordSet).by(person).outcome("wrong_password")).await?;
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "wrong_password"));
        }
        self.take_back(counted).await?;
        self.forgive(&own).await?;
        self.put_password(person, new, Note::new(Action::PasswordSet).by(person)).await?;
        Ok(self.begin(person).await?)
    }

    /// The person who has this login name.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn by_login(&self, login: &str) -> Result<Option<PersonId>, HubError> {
        let id: Option<String> = sqlx::query_scalar("SELECT person FROM login WHERE login = $1")
            .bind(login)
            .fetch_optional(self.db.read())
            .await?;
        id.map(|id| id.parse().map_err(|_| HubError::Record("person of a login".into()))).transpose()
    }

    /// A cookie's name, as it stands in requests.
    pub(crate) fn cookie_name(&self, name: &str) -> String {
        if self.is_secure() { format!("__Host-{name}") } else { name.to_owned() }
    }
    /// The value of a `Set-Cookie` that no script reads and no other site sends along; bound to TLS where there is TLS.
    pub(crate) fn cookie(&self, name: &str, value: &str, seconds: Option<u64>) -> String {
        let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let secure = if self.is_secure() { "; Secure" } else { "" };
        format!("{}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}", self.cookie_name(name))
    }
    fn secret_of(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name(COOKIE);
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, secret)| secret.to_owned())
    }
}
