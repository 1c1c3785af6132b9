//! Enrolment: a one-time code makes a phone a device of one person.

use super::Accounts;
use super::one_time::FreshCode;
use crate::audit::{Action, Note};
use crate::clock::AHEAD_MS;
use crate::data::{int, settings, uint};
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql::{self, Conn};
use axum::http::StatusCode;
use fettle_core::domain::people::{Device, DeviceEvent};
use fettle_core::kernel::{ChainHead, DeviceId, Draft, PersonId, Subject, chain};
use fettle_core::sync::protocol::{EnrolRequest, enrol_bytes};
use uuid::Uuid;

/// How long a code is good, in milliseconds.
pub const CODE_LIFE_MS: u64 = 15 * 60 * 1000;
/// Crockford's digits without those that people mix up.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Length of a code: 50 bits, for 15 minutes, behind a limit on tries.
const CODE_LENGTH: usize = 10;
/// Letters of short codes: none that looks like a digit.
const SHORT_LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Longest name of a phone, in characters.
const LONGEST_NAME: usize = 100;
/// Longest version of an app, in characters.
const LONGEST_APP: usize = 64;

/// Whether a text may be a name: something for people to read on one line, of at most `most` characters.
pub(super) fn is_name(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// The version of an app as it is kept: a greeting is not refused for it.
pub(super) fn app_version(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_APP).collect()
}

/// What the phone is told beside the hub's own name and key.
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    pub person: PersonId,
    pub short: String,
    pub token: String,
    /// Who made the code at the console.
    pub code_by: Option<PersonId>,
}

/// A device that is put on record.
#[derive(Debug)]
pub(super) struct New {
    pub device: DeviceId,
    pub name: String,
    pub public_key: String,
    pub app: String,
    pub succeeds: Option<DeviceId>,
    pub code_by: Option<PersonId>,
}

impl Accounts {
    /// Makes a one-time code for a phone of `person`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn enrolment_code(&self, person: PersonId) -> Result<FreshCode, HubError> {
        self.new_code(person, None).await
    }

    /// As [`Accounts::enrolment_code`], made by somebody at the console with the command `id`: the same command again gives the same code, for
    /// as long as the hub runs. And whether it was made now.
    ///
    /// # Errors
    /// As [`Accounts::enrolment_code`].
    pub(crate) async fn enrolment_code_once(
        &self,
        by: PersonId,
        person: PersonId,
        id: Uuid,
    ) -> Result<(FreshCode, bool), HubError> {
        let mut given = self.given.lock().await;
        let now = self.clock.now_ms();
        given.retain(|_, (_, code)| code.expires_at > now);
        if let Some((_, code)) = given.get(&id).filter(|(whose, _)| *whose == person) {
            return Ok((code.clone(), false));
        }
        let code = self.new_code(person, Some(by)).await?;
        given.insert(id, (person, code.clone()));
        Ok((code, true))
    }

    async fn new_code(&self, person: PersonId, by: Option<PersonId>) -> Result<FreshCode, HubError> {
        let mut bytes = [0; CODE_LENGTH];
        random::fill(&mut bytes)?;
        let plain: String = bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect();
        let expires_at = self.clock.now_ms() + CODE_LIFE_MS;
        let mut conn = self.db.write().await?;
        sql::query("INSERT INTO enrolment (code_hash, person, expires_at, made_by) VALUES ($1, $2, $3, $4)")
            .bind(random::digest(&plain))
            .bind(person.to_string())
            .bind(int(expires_at))
            .bind(by.map(|by| by.to_string()))
            .execute(&mut *conn)
            .await?;
        let (left, right) = plain.split_at(CODE_LENGTH / 2);
        Ok(FreshCode { code: format!("{left}-{right}"), expires_at })
    }

    /// Makes the phone a device. The same phone may ask again with the same code, as its answer may have been lost.
    ///
    /// # Errors
    /// [`Fault`]: `too_many_tries`, `code_unknown`, `code_expired`, `code_used`, `bad_proof`, `device_known`.
    pub(crate) async fn enrol(&self, request: &EnrolRequest, address: &str) -> Result<Joined, Fault> {
        let now = self.clock.now_ms();
        let noted = Note::new(Action::Enrolled).about(Some(request.device.uuid())).from(address);
        if request.device.uuid().is_nil()
            || !is_name(&request.name, LONGEST_NAME)
            || !is_name(&request.app, LONGEST_APP)
        {
            return Err(Fault::bad("bad_enrolment").with("most", LONGEST_NAME));
        }
        chain::verify(&request.public_key, &enrol_bytes(&request.code, request.device), &request.proof)
            .map_err(|_| Fault::new(StatusCode::FORBIDDEN, "bad_proof"))?;
        let here = format!("code {address}");
        self.slow_down(&here).await?;
        let joined = self.take_code(request, now).await;
        if joined.as_ref().is_err_and(|fault| fault.code == "code_unknown") {
            self.note_wrong(&here).await?;
        }
        let joined = match joined {
            Ok(joined) => joined,
            Err(fault) => {
                self.audit.note(noted.outcome(fault.code)).await?;
                return Err(fault);
            }
        };
        let new = New {
            device: request.device,
            name: request.name.clone(),
            public_key: request.public_key.clone(),
            app: request.app.clone(),
            succeeds: None,
            code_by: joined.code_by,
        };
        self.introduce(new, &joined).await?;
        self.audit.note(noted.by(joined.person)).await?;
        Ok(joined)
    }

    /// Uses the code and enters the device's row, in one transaction.
    async fn take_code(&self, request: &EnrolRequest, now: u64) -> Result<Joined, Fault> {
        let plain: String = request.code.chars().filter(char::is_ascii_alphanumeric).collect();
        let digest = random::digest(&plain.to_ascii_uppercase());
        let device = request.device.to_string();
        let refused = |code| Fault::new(StatusCode::FORBIDDEN, code);
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let row = sql::query("SELECT person, expires_at, used_by, made_by FROM enrolment WHERE code_hash = $1")
            .bind(&digest)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| refused("code_unknown"))?;
        let person = row.try_get::<String, _>(0)?;
        let used_by: Option<String> = row.try_get(2)?;
        if used_by.as_ref().is_some_and(|by| *by != device) {
            return Err(refused("code_used"));
        }
        // One that is good for longer than any is was made while the clock was ahead.
        let until = uint(row.try_get(1)?);
        if until <= now || until > now + CODE_LIFE_MS + AHEAD_MS {
            return Err(refused("code_expired"));
        }
        let code_by: Option<String> = row.try_get(3)?;
        let known = sql::query("SELECT public_key, short, revoked_at, person FROM device WHERE id = $1")
            .bind(&device)
            .fetch_optional(&mut *tx)
            .await?;
        let token = random::secret()?;
        let short = match known {
            Some(row) => {
                // The answer to a code was lost, or its person forgot the phone's PIN: the device goes on, with a new token.
                let same = row.try_get::<String, _>(0)? == request.public_key && row.try_get::<String, _>(3)? == person;
                if !same || row.try_get::<Option<i64>, _>(2)?.is_some() {
                    return Err(Fault::new(StatusCode::CONFLICT, "device_known"));
                }
                sql::query("UPDATE device SET token_hash = $2 WHERE id = $1")
                    .bind(&device)
                    .bind(random::digest(&token))
                    .execute(&mut *tx)
                    .await?;
                row.try_get(1)?
            }
            None => {
                let short = next_short(&mut tx).await?;
                sql::query(
                    "INSERT INTO device (id, person, short, public_key, name, app, token_hash, head_number, head_hash, enrolled_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)",
                )
                .bind(&device)
                .bind(&person)
                .bind(&short)
                .bind(&request.public_key)
                .bind(&request.name)
                .bind(&request.app)
                .bind(random::digest(&token))
                .bind(ChainHead::start(request.device).hash.to_string())
                .bind(int(now))
                .execute(&mut *tx)
                .await?;
                short
            }
        };
        sql::query("UPDATE enrolment SET used_by = $2 WHERE code_hash = $1")
            .bind(&digest)
            .bind(&device)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        let person = person.parse().map_err(|_| HubError::Record("person of a code".into()))?;
        Ok(Joined { person, short, token, code_by: code_by.and_then(|by| by.parse().ok()) })
    }

    /// Puts the device on record, once.
    pub(super) async fn introduce(&self, new: New, joined: &Joined) -> Result<(), HubError> {
        let body = DeviceEvent::Enrolled {
            person: joined.person,
            name: new.name,
            short: joined.short.clone(),
            public_key: new.public_key,
            app: new.app,
            succeeds: new.succeeds,
            code_by: new.code_by,
        };
        let draft = Draft::new(device_subject(new.device), &body);
        self.ledger.record_first::<Device>(new.device.uuid(), draft).await
    }
}

pub(super) fn device_subject(id: DeviceId) -> Subject {
    Subject::new("device", id.uuid())
}

/// The short code of the next device: one that nobody has, and none that was given out after a backup from which the hub was put back.
pub(super) async fn next_short(conn: &mut Conn) -> Result<String, HubError> {
    // Phones alone: the console is a device of its own after each start.
    let count: i64 = sql::query_scalar("SELECT COUNT(*) FROM device WHERE person <> id").fetch_one(&mut *conn).await?;
    let skipped = settings::get(conn, "shorts_skipped").await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut index = uint(count + skipped);
    loop {
        let short = short_code(index);
        let taken: i64 = sql::query_scalar("SELECT COUNT(*) FROM device WHERE short = $1")
            .bind(&short)
            .fetch_one(&mut *conn)
            .await?;
        if taken == 0 {
            return Ok(short);
        }
        index += 1;
    }
}

/// The short code of the hub's phone number `index` (from 0): `A1`, `B1` ... `Z1`, `A2` ...
fn short_code(index: u64) -> String {
    let letter = usize::try_from(index % 24).unwrap_or_default();
    format!("{}{}", char::from(SHORT_LETTERS[letter]), index / 24 + 1)
}
