//! Sessions of the console: signing in, the cookie, its two ends, signing out here and everywhere.

use super::Accounts;
use super::access_ends::{end_access, end_codes};
use super::ends::unwritten;
use super::memory::SESSION_IDLE_MS;
use super::password::From;
use super::tries::{Limit, PER_LOGIN, PER_LOGIN_EVERYWHERE};
use crate::audit::{Action, Note, network};
use crate::clock::AHEAD_MS;
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql;
use crate::viewer::Viewer;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::domain::printed::folded;
use fettle_core::kernel::PersonId;

/// Name of the cookie; under TLS with the prefix `__Host-`, which binds it to this host and to TLS.
pub const COOKIE: &str = "fettle_session";
/// How long a session lasts at most, in milliseconds: a working day.
pub const SESSION_LIFE_MS: u64 = 12 * 60 * 60 * 1000;

/// Header of a request that a page sends by itself, to show news in place: it keeps no session alive.
pub(crate) const BY_ITSELF: &str = "x-fettle-by-itself";

/// How exact its last use is kept, in milliseconds.
const SEEN_EVERY_MS: u64 = 60_000;
/// Somebody who signed in just now.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub viewer: Viewer,
    /// Values of `Set-Cookie`: the session's first.
    pub cookies: Vec<String>,
}

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// What names it on the page; nobody signs in with it.
    pub id: String,
    /// When it began, milliseconds since 1970 UTC.
    pub started_at: u64,
    /// When it was used last, to the minute.
    pub seen_at: u64,
    /// From which network it began.
    pub network: Option<String>,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// How a session is named where it is listed: the digest of what it is looked up by.
fn name_of(token_hash: &str) -> String {
    random::digest(&format!("session {token_hash}")).chars().take(16).collect()
}

/// Passes over what could only not be written.
fn if_unwritten(e: HubError) -> Result<(), HubError> {
    if unwritten(&e) { Ok(()) } else { Err(e) }
}

impl Accounts {
    /// As [`Accounts::sign_in_with`], in a browser that brings nothing; the session's cookie comes back.
    #[cfg(test)]
    pub(crate) async fn sign_in(&self, login: &str, password: &str, address: &str) -> Result<(Viewer, String), Fault> {
        let mut signed_in = self.sign_in_with(login, password, address, &HeaderMap::new()).await?;
        Ok((signed_in.viewer, signed_in.cookies.remove(0)))
    }

    /// Signs in. The session's secret is a fresh one, whatever the browser brought.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `sign_in_busy` (503), `wrong_password` (401; also for an unknown login or a person who left).
    pub async fn sign_in_with(
        &self,
        login: &str,
        password: &str,
        address: &str,
        headers: &HeaderMap,
    ) -> Result<SignedIn, Fault> {
        let login = &folded(login);
        let sql = "SELECT l.person, p.hash FROM login l LEFT JOIN password p ON p.person = l.person WHERE l.login = $1";
        let row = sql::query(sql).bind(login).fetch_optional(self.db.read()).await?;
        let hash: Option<String> = row.as_ref().and_then(|row| row.try_get(1).ok().flatten());
        let person = row.and_then(|row| row.try_get::<String, _>(0).ok()?.parse::<PersonId>().ok());
        let browser = self.known_browser(headers, person).await?;
        let here = format!("login {login} from {address}");
        let from_here = format!("address {address}");
        let limits: Vec<Limit> = match &browser {
            Some(browser) => vec![(format!("login {login} in {browser}"), PER_LOGIN)],
            None => {
                self.slow_down(&from_here).await?;
                vec![(here.clone(), PER_LOGIN), (format!("login {login}"), PER_LOGIN_EVERYWHERE)]
            }
        };
        let refused = Note::new(Action::SignIn).from(address);
        let tried = match self.begin_try(&limits).await {
            Ok(tried) => tried,
            Err(fault) => {
                // One line for all of them: who knocks on does not fill the disk.
                if fault.code != "too_many_tries" {
                    return Err(fault);
                }
                if let Ok(first) = self.begin_try(&[(format!("noted {address}"), 1)]).await {
                    self.was_wrong(first).await?;
                    self.audit.note(refused.outcome(fault.code)).await?;
                }
                return Err(fault);
            }
        };
        let from = if browser.is_some() { From::Known } else { From::Stranger };
        let right = self.verify(from, password, hash).await?;
        let viewer = match person.filter(|_| right) {
            Some(person) => self.viewer(person).await?.filter(|viewer| viewer.person.active),
            None => None,
        };
        let Some(viewer) = viewer else {
            // A login that went wrong counts once against its address, however often it is tried.
            if browser.is_none() && self.wrong(&here).await? == 0 {
                self.note_wrong(&from_here).await?;
            }
            self.was_wrong(tried).await?;
            // Whose login was tried is noted where it is somebody's; what was typed never is, it may be a password.
            self.audit.note(refused.about(person.map(|id| id.uuid())).outcome("wrong_password")).await?;
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "wrong_password"));
        };
        drop(tried);
        for (own, _) in limits.iter().take(1) {
            if self.wrong(own).await? > 0 {
                self.forgive(own).await?;
            }
        }
        let session = self.begin(viewer.id, address).await?;
        let mut signed_in = SignedIn { viewer, cookies: vec![session] };
        self.know_browser(headers, &mut signed_in).await?;
        self.audit.note(Note::new(Action::SignIn).by(signed_in.viewer.id).from(address)).await?;
        Ok(signed_in)
    }

    /// A new session.
    pub(super) async fn begin(&self, person: PersonId, address: &str) -> Result<String, HubError> {
        let (secret, now) = (random::secret()?, self.clock.now_ms());
        let mut conn = self.db.write().await?;
        sql::query("DELETE FROM session WHERE expires_at <= $1").bind(int(now)).execute(&mut *conn).await?;
        let sql = "INSERT INTO session (token_hash, person, started_at, expires_at, seen_at, network) VALUES ($1, $2, $3, $4, $3, $5)";
        sql::query(sql)
            .bind(random::digest(&secret))
            .bind(person.to_string())
            .bind(int(now))
            .bind(int(now + SESSION_LIFE_MS))
            .bind(network(address))
            .execute(&mut *conn)
            .await?;
        // It goes with the browser: others may sit down at the same desk.
        Ok(self.cookie(COOKIE, &secret, None))
    }

    /// Who is signed in by the request's cookie; `None` for nobody. Counts as use of the session, unless the page asks by itself.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<Viewer>, HubError> {
        self.find_session(headers, !headers.contains_key(BY_ITSELF)).await
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
        let row = sql::query("SELECT person, expires_at, seen_at, started_at FROM session WHERE token_hash = $1")
            .bind(&digest)
            .fetch_optional(self.db.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (now, noted) = (self.clock.now_ms(), uint(row.try_get(2)?));
        let seen = self.used.last(&digest).max(noted);
        if is_over(now, uint(row.try_get(3)?), uint(row.try_get(1)?), seen) {
            // For good: a clock that is put back brings no session back. Where that cannot be written the answer is the same.
            self.used.forget(&digest);
            self.db.write_if_free(sql::query("DELETE FROM session WHERE token_hash = $1").bind(&digest)).await;
            return Ok(None);
        }
        if used && noted + SEEN_EVERY_MS <= now {
            self.used.note(&digest, now);
            // Where it can be: a full disk or a busy database keeps nobody from reading.
            let note = sql::query("UPDATE session SET seen_at = $2 WHERE token_hash = $1").bind(&digest).bind(int(now));
            if self.db.write_if_free(note).await {
                self.used.forget(&digest);
            }
        }
        let person = row.try_get::<String, _>(0)?;
        let person = person.parse().map_err(|_| HubError::Record("person of a session".into()))?;
        if self.ends.is_over(&digest, person, uint(row.try_get(3)?)) {
            return Ok(None);
        }
        Ok(self.viewer(person).await?.filter(|viewer| viewer.person.active))
    }

    /// Ends the request's session on the hub, whatever the browser keeps: before another one begins in its place.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer. Where it only cannot be written, the session is over all the same while the hub runs.
    pub async fn end_session(&self, headers: &HeaderMap) -> Result<(), HubError> {
        let Some(secret) = self.secret_of(headers) else { return Ok(()) };
        let digest = random::digest(&secret);
        match self.delete_session(&digest).await {
            Err(e) if unwritten(&e) => {
                tracing::warn!(error = %e, "a session ended in memory: nothing can be written");
                self.ends.session(&digest);
                Ok(())
            }
            other => other,
        }
    }
    pub(super) async fn delete_session(&self, digest: &str) -> Result<(), HubError> {
        sql::query("DELETE FROM session WHERE token_hash = $1")
            .bind(digest)
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(())
    }
    /// Those that began up to a time.
    pub(super) async fn delete_sessions_of(&self, person: PersonId, until: u64) -> Result<(), HubError> {
        sql::query("DELETE FROM session WHERE person = $1 AND started_at <= $2")
            .bind(person.to_string())
            .bind(int(until))
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(())
    }

    /// Signs out. The value of `Set-Cookie` that clears the cookie comes back.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<String, HubError> {
        if let Some(viewer) = self.session_unused(headers).await? {
            // Who wants to go is not kept for a line that cannot be written.
            self.audit.note(Note::new(Action::SignOut).by(viewer.id)).await.or_else(if_unwritten)?;
        }
        self.end_session(headers).await?;
        Ok(self.cookie(COOKIE, "", Some(0)))
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_out_everywhere(&self, person: PersonId) -> Result<(), HubError> {
        self.end_sessions(person, Note::new(Action::SignOutEverywhere).by(person)).await
    }

    /// Ends all sessions of a person, by whom the note says; in memory where nothing can be written.
    pub(crate) async fn end_sessions(&self, person: PersonId, note: Note) -> Result<(), HubError> {
        let now = self.clock.now_ms();
        match self.delete_sessions_of(person, u64::MAX).await {
            Err(e) if unwritten(&e) => {
                tracing::warn!(error = %e, "sessions ended in memory: nothing can be written");
                self.ends.person(person, now);
            }
            other => other?,
        }
        self.audit.note(note.about(Some(person.uuid()))).await.or_else(if_unwritten)
    }

    /// Ends whatever a person is signed in with and could get in with next: sessions, links, codes. By whom, the note says.
    pub(crate) async fn end_all_access(&self, person: PersonId, note: Note) -> Result<(), HubError> {
        self.end_sessions(person, note).await?;
        let mut conn = self.db.write().await?;
        end_access(&mut conn, person).await?;
        end_codes(&mut conn, person).await
    }

    /// The open sessions of a person, the newest first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn sessions_of(
        &self,
        person: PersonId,
        headers: &HeaderMap,
    ) -> Result<Vec<OpenSession>, HubError> {
        let own = self.secret_of(headers).map(|secret| random::digest(&secret));
        let sql = "SELECT token_hash, started_at, seen_at, network, expires_at FROM session WHERE person = $1 \
                   ORDER BY started_at DESC, token_hash";
        let rows = sql::query(sql).bind(person.to_string()).fetch_all(self.db.read()).await?;
        let now = self.clock.now_ms();
        let mut open = Vec::new();
        for row in rows {
            let token: String = row.try_get(0)?;
            let (started_at, seen_at) = (uint(row.try_get(1)?), uint(row.try_get(2)?));
            if !is_over(now, started_at, uint(row.try_get(4)?), seen_at) {
                let here = own.as_ref() == Some(&token);
                open.push(OpenSession { id: name_of(&token), started_at, seen_at, network: row.try_get(3)?, here });
            }
        }
        Ok(open)
    }

    /// Ends one session of a person by its name in the list. One that is not there is over already.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn end_one(&self, person: PersonId, name: &str) -> Result<(), HubError> {
        let tokens: Vec<String> = sql::query_scalar("SELECT token_hash FROM session WHERE person = $1")
            .bind(person.to_string())
            .fetch_all(self.db.read())
            .await?;
        if let Some(token) = tokens.into_iter().find(|token| name_of(token) == name) {
            let mut conn = self.db.write().await?;
            sql::query("DELETE FROM session WHERE token_hash = $1").bind(token).execute(&mut *conn).await?;
            Note::new(Action::SignOut).by(person).write(&mut conn, self.clock.now_ms()).await?;
        }
        Ok(())
    }

    /// What names the session of a request where its live lines are counted.
    pub(crate) fn session_key(&self, headers: &HeaderMap) -> Option<String> {
        self.secret_of(headers).map(|secret| random::digest(&secret))
    }

    /// The person who has this login name.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn by_login(&self, login: &str) -> Result<Option<PersonId>, HubError> {
        let id: Option<String> = sql::query_scalar("SELECT person FROM login WHERE login = $1")
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
        self.cookie_in(headers, COOKIE)
    }
}

/// Whether a session is over: its day, its idle time, or by a clock that stood wrong when it began or was used.
fn is_over(now: u64, started: u64, expires: u64, seen: u64) -> bool {
    let ahead = now + AHEAD_MS;
    expires <= now || seen + SESSION_IDLE_MS <= now || started > ahead || seen > ahead
}
