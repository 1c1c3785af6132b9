//! Sessions of the console: signing in, the cookie, signing out.

use super::tries::{PER_ADDRESS, PER_LOGIN};
use super::{Accounts, password};
use crate::access::Viewer;
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::random;
use axum::http::{HeaderMap, StatusCode, header};
use fettle_core::kernel::PersonId;
use sqlx::Row;

/// Name of the cookie.
pub const COOKIE: &str = "fettle_session";
/// How long a session lasts, in milliseconds: a working day.
pub const SESSION_LIFE_MS: u64 = 12 * 60 * 60 * 1000;
/// Shortest password, in characters.
const SHORTEST_PASSWORD: usize = 8;

impl Accounts {
    /// Signs in. The value of the `Set-Cookie` header comes back with who it is.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `wrong_password` (401; also for an unknown login or a person who left).
    pub async fn sign_in(&self, login: &str, password: &str, address: &str) -> Result<(Viewer, String), Fault> {
        let now = self.clock.now_ms();
        let (by_login, by_address) = (format!("login {login}"), format!("address {address}"));
        if self.tries.exhausted(&by_login, PER_LOGIN, now) || self.tries.exhausted(&by_address, PER_ADDRESS, now) {
            return Err(Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
        }
        let sql = "SELECT l.person, p.hash FROM login l LEFT JOIN password p ON p.person = l.person WHERE l.login = $1";
        let row = sqlx::query(sql).bind(login).fetch_optional(self.db.read()).await?;
        let hash: Option<String> = row.as_ref().and_then(|row| row.try_get(1).ok().flatten());
        let right = password::verify(password.to_owned(), hash).await?;
        let person = row.and_then(|row| row.try_get::<String, _>(0).ok()?.parse::<PersonId>().ok());
        let viewer = match person.filter(|_| right) {
            Some(person) => self.viewer(person).await?.filter(|viewer| viewer.person.active),
            None => None,
        };
        let Some(viewer) = viewer else {
            self.tries.wrong(&by_login, now);
            self.tries.wrong(&by_address, now);
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "wrong_password"));
        };
        self.tries.right(&by_login);
        let secret = random::secret()?;
        let mut conn = self.db.write().await;
        sqlx::query("DELETE FROM session WHERE expires_at <= $1").bind(int(now)).execute(&mut *conn).await?;
        sqlx::query("INSERT INTO session (token_hash, person, started_at, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(random::digest(&secret))
            .bind(viewer.id.to_string())
            .bind(int(now))
            .bind(int(now + SESSION_LIFE_MS))
            .execute(&mut *conn)
            .await?;
        Ok((viewer, cookie(&secret, SESSION_LIFE_MS / 1000)))
    }

    /// Who is signed in by the request's cookie; `None` for nobody.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<Viewer>, HubError> {
        let Some(secret) = secret_of(headers) else { return Ok(None) };
        let row = sqlx::query("SELECT person, expires_at FROM session WHERE token_hash = $1")
            .bind(random::digest(secret))
            .fetch_optional(self.db.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        if uint(row.try_get(1)?) <= self.clock.now_ms() {
            return Ok(None);
        }
        let person = row.try_get::<String, _>(0)?;
        let person = person.parse().map_err(|_| HubError::Record("person of a session".into()))?;
        Ok(self.viewer(person).await?.filter(|viewer| viewer.person.active))
    }

    /// Signs out: the session is gone on the hub, whatever the browser keeps. The value of `Set-Cookie` that clears it comes back.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<String, HubError> {
        if let Some(secret) = secret_of(headers) {
            sqlx::query("DELETE FROM session WHERE token_hash = $1")
                .bind(random::digest(secret))
                .execute(&mut *self.db.write().await)
                .await?;
        }
        Ok(cookie("", 0))
    }

    /// Sets a person's password and ends the person's sessions.
    ///
    /// # Errors
    /// [`Fault`] `password_too_short`; [`HubError`] when the database does not answer.
    pub async fn set_password(&self, person: PersonId, password: &str) -> Result<(), HubError> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(Fault::bad("password_too_short").with("least", SHORTEST_PASSWORD).into());
        }
        let hash = password::hash(password.to_owned()).await?;
        let mut conn = self.db.write().await;
        sqlx::query("INSERT INTO password (person, hash, at) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, at = excluded.at")
            .bind(person.to_string())
            .bind(hash)
            .bind(int(self.clock.now_ms()))
            .execute(&mut *conn)
            .await?;
        sqlx::query("DELETE FROM session WHERE person = $1").bind(person.to_string()).execute(&mut *conn).await?;
        Ok(())
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
}

/// No `Secure`: TLS is ended in front of the hub, or not there on a loopback.
fn cookie(secret: &str, seconds: u64) -> String {
    format!("{COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax")
}

fn secret_of(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
