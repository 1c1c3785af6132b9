//! What somebody signs in with: passwords set by their owner, by an administrator, by a link that is good once.

use super::access_ends::end_access;
use super::memory::Change;
use super::one_time::FreshLink;
use super::password::From;
use super::tries::PER_LOGIN;
use super::{Accounts, weak};
use crate::audit::{Action, Note};
use crate::clock::AHEAD_MS;
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::ledger::{self, Submission};
use crate::random;
use crate::sql;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::kernel::PersonId;
use uuid::Uuid;

/// Shortest password, in characters.
const SHORTEST: usize = 8;
/// Longest password, in bytes: hashing takes its time by the megabyte.
pub(super) const LONGEST: usize = 1_024;
/// How long a link is good, in milliseconds.
pub const LINK_LIFE_MS: u64 = 24 * 60 * 60 * 1000;

/// How long the same form that changed a password is answered as the first time, in milliseconds.
const AGAIN_MS: u64 = 60_000;

impl Accounts {
    /// Sets a person's password and ends the person's sessions.
    ///
    /// # Errors
    /// [`Fault`] `password_too_short`, `password_too_long`, `password_common`; [`HubError`] when the database does not answer.
    pub async fn set_password(&self, person: PersonId, password: &str) -> Result<(), HubError> {
        self.put_password(person, password, Note::new(Action::PasswordSet), None).await
    }

    /// The same by an administrator's form, once however often it is sent.
    ///
    /// # Errors
    /// As [`Accounts::set_password`].
    pub(crate) async fn set_password_once(
        &self,
        by: PersonId,
        person: PersonId,
        password: &str,
        sent: Submission,
    ) -> Result<(), HubError> {
        self.put_password(person, password, Note::new(Action::PasswordSet).by(by), Some((by, sent))).await
    }

    /// Changes the own password by the form `id`: the old one is asked for, all sessions end, and a new one begins, whose cookie comes back. The same
    /// form again, as by a double click, is answered as the first time.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `wrong_password` (401), `password_same`, and as [`Accounts::set_password`].
    pub async fn change_password(
        &self,
        person: PersonId,
        id: Uuid,
        (old, new): (&str, &str),
        address: &str,
    ) -> Result<String, Fault> {
        // Held all the time: the second click waits for what becomes of the first.
        let mut changes = self.changes.lock().await;
        if let Some(done) = self.changed(&mut changes, id, new).await?
            && done.person == person
        {
            return Ok(done.cookie);
        }
        if !self.is_own(person, old).await? {
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "wrong_password"));
        }
        if old == new {
            return Err(Fault::bad("password_same"));
        }
        self.put_password(person, new, Note::new(Action::PasswordSet).by(person), None).await?;
        let cookie = self.begin(person, address).await?;
        changes.push(Change { form: id, person, cookie: cookie.clone(), at: self.clock.now_ms() });
        Ok(cookie)
    }

    /// The cookie of the session that a change of the own password began a moment ago, for who sends the same form again and has no session
    /// any more. Who knows the form and the new password could sign in with it.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429); [`HubError`] when the database does not answer.
    pub(crate) async fn changed_again(&self, id: Uuid, new: &str) -> Result<Option<String>, Fault> {
        let mut changes = self.changes.lock().await;
        Ok(self.changed(&mut changes, id, new).await?.map(|done| done.cookie))
    }

    async fn changed(&self, changes: &mut Vec<Change>, id: Uuid, new: &str) -> Result<Option<Change>, Fault> {
        let now = self.clock.now_ms();
        changes.retain(|done| now.abs_diff(done.at) < AGAIN_MS);
        let Some(done) = changes.iter().find(|done| done.form == id).cloned() else { return Ok(None) };
        Ok(if self.is_own(done.person, new).await? { Some(done) } else { None })
    }

    /// Asks who is signed in for the own password again, before what an open browser alone should not do.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries` (429), `own_password_wrong` (422).
    pub(crate) async fn confirm(&self, person: PersonId, password: &str) -> Result<(), Fault> {
        let right = self.is_own(person, password).await?;
        if right { Ok(()) } else { Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "own_password_wrong")) }
    }

    /// Whether it is the person's password. An open browser is no oracle: tries are counted.
    async fn is_own(&self, person: PersonId, password: &str) -> Result<bool, Fault> {
        let own = format!("password {person}");
        let tried = self.begin_try(&[(own.clone(), PER_LOGIN)]).await?;
        let hash: Option<String> = sql::query_scalar("SELECT hash FROM password WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(self.db.read())
            .await?;
        if !self.verify(From::Known, password, hash).await? {
            self.was_wrong(tried).await?;
            self.audit.note(Note::new(Action::PasswordAsked).by(person).outcome("wrong_password")).await?;
            return Ok(false);
        }
        if self.wrong(&own).await? > 0 {
            self.forgive(&own).await?;
        }
        Ok(true)
    }

    /// Makes a link by which the person sets the own password once, for the command `id`: the same command again gives the same link, for as
    /// long as the hub runs. And whether it was made now. A link before it is worth nothing any more.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn password_link_once(&self, person: PersonId, id: Uuid) -> Result<(FreshLink, bool), HubError> {
        let mut links = self.links.lock().await;
        let now = self.clock.now_ms();
        links.retain(|_, (_, link)| link.expires_at > now);
        if let Some((_, link)) = links.get(&id).filter(|(whose, _)| *whose == person) {
            return Ok((link.clone(), false));
        }
        let link = FreshLink { secret: random::secret()?, expires_at: now + LINK_LIFE_MS };
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        sql::query("DELETE FROM password_link WHERE person = $1").bind(person.to_string()).execute(&mut *tx).await?;
        sql::query("INSERT INTO password_link (token_hash, person, expires_at) VALUES ($1, $2, $3)")
            .bind(random::digest(&link.secret))
            .bind(person.to_string())
            .bind(int(link.expires_at))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        links.insert(id, (person, link.clone()));
        Ok((link, true))
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// [`Fault`] `link_unknown` (404) for one that was used, is too old, or whose person left or has no login name.
    pub(crate) async fn person_of_link(&self, secret: &str) -> Result<PersonId, Fault> {
        let unknown = || Fault::new(StatusCode::NOT_FOUND, "link_unknown");
        let sql = "SELECT k.person, k.expires_at FROM password_link k JOIN login l ON l.person = k.person \
                   WHERE k.token_hash = $1";
        let row = sql::query(sql).bind(random::digest(secret)).fetch_optional(self.db.read()).await?;
        let row = row.ok_or_else(unknown)?;
        let (now, until) = (self.clock.now_ms(), uint(row.try_get(1)?));
        if until <= now || until > now + LINK_LIFE_MS + AHEAD_MS {
            return Err(unknown());
        }
        let person: PersonId = row.try_get::<String, _>(0)?.parse().map_err(|_| unknown())?;
        let active = self.viewer(person).await?.is_some_and(|viewer| viewer.person.active);
        if active { Ok(person) } else { Err(unknown()) }
    }

    /// Sets the password of a link's person and uses the link up.
    ///
    /// # Errors
    /// As [`Accounts::person_of_link`] and [`Accounts::set_password`]; the link is then as good as before.
    pub(crate) async fn use_link(&self, secret: &str, password: &str, address: &str) -> Result<(), Fault> {
        let person = self.person_of_link(secret).await?;
        self.put_password(person, password, Note::new(Action::PasswordSet).by(person).from(address), None).await?;
        Ok(())
    }

    async fn put_password(
        &self,
        person: PersonId,
        password: &str,
        note: Note,
        sent: Option<(PersonId, Submission)>,
    ) -> Result<(), HubError> {
        if password.chars().count() < SHORTEST {
            return Err(Fault::bad("password_too_short").with("least", SHORTEST).into());
        }
        if password.len() > LONGEST {
            return Err(Fault::bad("password_too_long").into());
        }
        let login: Option<String> = sql::query_scalar("SELECT login FROM login WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(self.db.read())
            .await?;
        if weak::is_weak(password, login.as_deref()) {
            return Err(Fault::bad("password_common").into());
        }
        let hash = self.hasher.hash(password.to_owned()).await?;
        let now = self.clock.now_ms();
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        if let Some((by, sent)) = &sent {
            if ledger::was_sent(&mut tx, *by, sent).await? {
                return Ok(());
            }
            ledger::remember(&mut tx, *by, sent, now).await?;
        }
        let sql = "INSERT INTO password (person, hash, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, at = excluded.at";
        sql::query(sql).bind(person.to_string()).bind(hash).bind(int(now)).execute(&mut *tx).await?;
        end_access(&mut tx, person).await?;
        note.about(Some(person.uuid())).write(&mut tx, now).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn verify(&self, from: From, password: &str, hash: Option<String>) -> Result<bool, Fault> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        self.hasher.verify(from, password.to_owned(), hash).await
    }

    /// The value of a cookie of the hub's in a request.
    pub(super) fn cookie_in(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.cookie_name(name);
        let cookies = headers.get_all(axum::http::header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, secret)| secret.to_owned())
    }
}
