//! Browsers that signed in before, by a cookie of their own that lasts (OWASP: device cookies). It opens nothing; it gives such a browser its
//! own small number of wrong tries, so that strangers who guess at a login keep nobody out who uses it.

use super::{Accounts, SignedIn};
use crate::data::int;
use crate::error::HubError;
use crate::random;
use crate::sql;
use axum::http::HeaderMap;
use fettle_core::kernel::PersonId;

/// Name of the cookie.
const COOKIE: &str = "fettle_browser";
/// How long it is good when nobody signs in with it, in milliseconds.
const LIFE_MS: u64 = 365 * 24 * 60 * 60 * 1000;

impl Accounts {
    /// The browser of the request, by the digest of its cookie, if `person` signed in with it before.
    pub(super) async fn known_browser(
        &self,
        headers: &HeaderMap,
        person: Option<PersonId>,
    ) -> Result<Option<String>, HubError> {
        let (Some(secret), Some(person)) = (self.cookie_in(headers, COOKIE), person) else { return Ok(None) };
        let digest = random::digest(&secret);
        let sql = "SELECT token_hash FROM known_browser WHERE token_hash = $1 AND person = $2 AND at > $3";
        Ok(sql::query_scalar(sql)
            .bind(digest)
            .bind(person.to_string())
            .bind(int(self.clock.now_ms().saturating_sub(LIFE_MS)))
            .fetch_optional(self.db.read())
            .await?)
    }

    /// Remembers that the person signed in with the browser of the request; gives it a cookie where it has none.
    pub(super) async fn know_browser(&self, headers: &HeaderMap, signed_in: &mut SignedIn) -> Result<(), HubError> {
        let brought = self.cookie_in(headers, COOKIE).filter(|secret| secret.len() == 64);
        let secret = match brought {
            // One that was planted is of no use: it is good for those only who signed in with it.
            Some(secret) => secret,
            None => random::secret()?,
        };
        let now = self.clock.now_ms();
        {
            let mut conn = self.db.write().await?;
            sql::query("DELETE FROM known_browser WHERE at <= $1")
                .bind(int(now.saturating_sub(LIFE_MS)))
                .execute(&mut *conn)
                .await?;
            let sql = "INSERT INTO known_browser (token_hash, person, at) VALUES ($1, $2, $3) \
                       ON CONFLICT (token_hash, person) DO UPDATE SET at = excluded.at";
            sql::query(sql)
                .bind(random::digest(&secret))
                .bind(signed_in.viewer.id.to_string())
                .bind(int(now))
                .execute(&mut *conn)
                .await?;
        }
        signed_in.cookies.push(self.cookie(COOKIE, &secret, Some(LIFE_MS / 1000)));
        Ok(())
    }
}
