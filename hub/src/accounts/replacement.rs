//! Replacement: a phone that was restored or cloned goes on as a new device of the same person (decision 0011).

use super::enrolment::{Joined, New, app_version, device_subject, next_short};
use super::{Accounts, Caller};
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql;
use axum::http::StatusCode;
use fettle_core::domain::people::{Device, DeviceEvent};
use fettle_core::kernel::{ChainHead, DeviceId, Draft, chain};
use fettle_core::sync::protocol::{MAX_HELD, SucceedRequest, succeed_bytes};

/// Devices that may go on for one at a time: clones of one phone, or one that was restored again and again. Each has a token and a short code.
const MAX_SUCCESSORS: i64 = 16;
/// Hex digits of a token.
const TOKEN_DIGITS: usize = 64;

impl Accounts {
    /// Makes `request.device` the successor of the caller's device. The same request again gives the same answer.
    ///
    /// # Errors
    /// [`Fault`]: `bad_succession` for a request that is none (400), `bad_proof` (403), `device_known` (409) for another's device.
    pub(crate) async fn succeed(&self, old: &Caller, request: &SucceedRequest) -> Result<(Joined, ChainHead), Fault> {
        let hex = request.token.len() == TOKEN_DIGITS && request.token.bytes().all(|b| b.is_ascii_hexdigit());
        let device = request.device != old.device && !request.device.uuid().is_nil();
        if !hex || request.held.len() > MAX_HELD || !device {
            return Err(Fault::bad("bad_succession"));
        }
        let row = sql::query("SELECT public_key, name, revoked_at FROM device WHERE id = $1")
            .bind(old.device.to_string())
            .fetch_one(self.db.read())
            .await?;
        let old_key: String = row.try_get(0)?;
        let name: String = row.try_get(1)?;
        let signed = succeed_bytes(old.device, request.device);
        for (key, proof) in [(&request.public_key, &request.proof), (&old_key, &request.old_proof)] {
            chain::verify(key, &signed, proof).map_err(|_| Fault::new(StatusCode::FORBIDDEN, "bad_proof"))?;
        }
        let joined = self.enter_successor(old, request, &name).await?;
        let new = New {
            device: request.device,
            name,
            public_key: request.public_key.clone(),
            app: app_version(&request.app),
            succeeds: Some(old.device),
            code_by: None,
        };
        self.introduce(new, &joined).await?;
        if row.try_get::<Option<i64>, _>(2)?.is_some() {
            self.revoke_like(old.device, request.device).await?;
        }
        let common = self.ledger.common(old.device, &request.held).await?;
        Ok((joined, common))
    }

    /// The successor's row: entered once.
    async fn enter_successor(&self, old: &Caller, request: &SucceedRequest, name: &str) -> Result<Joined, Fault> {
        let (device, person) = (request.device.to_string(), old.viewer.id);
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let known = sql::query("SELECT public_key, short, succeeds, person FROM device WHERE id = $1")
            .bind(&device)
            .fetch_optional(&mut *tx)
            .await?;
        let short = match known {
            Some(row) => {
                let succeeds: Option<String> = row.try_get(2)?;
                let same_key = row.try_get::<String, _>(0)? == request.public_key;
                // A hub that was restored may have got the successor back first: by its certificate, or by a fresh code for the same person.
                let came_first = succeeds.is_none() && row.try_get::<String, _>(3)? == person.to_string();
                if !same_key || !(came_first || succeeds == Some(old.device.to_string())) {
                    return Err(Fault::new(StatusCode::CONFLICT, "device_known"));
                }
                if came_first {
                    sql::query("UPDATE device SET succeeds = $2 WHERE id = $1")
                        .bind(&device)
                        .bind(old.device.to_string())
                        .execute(&mut *tx)
                        .await?;
                }
                row.try_get(1)?
            }
            None => {
                let taken = sql::query("SELECT 1 FROM device WHERE token_hash = $1")
                    .bind(random::digest(&request.token))
                    .fetch_optional(&mut *tx)
                    .await?;
                if taken.is_some() {
                    return Err(Fault::bad("bad_succession"));
                }
                let alive = "SELECT COUNT(*) FROM device WHERE succeeds = $1 AND revoked_at IS NULL";
                let alive: i64 = sql::query_scalar(alive).bind(old.device.to_string()).fetch_one(&mut *tx).await?;
                if alive >= MAX_SUCCESSORS {
                    return Err(Fault::new(StatusCode::CONFLICT, "too_many_successors").with("most", MAX_SUCCESSORS));
                }
                let short = next_short(&mut tx).await?;
                sql::query(
                    "INSERT INTO device (id, person, short, public_key, name, app, token_hash, head_number, head_hash, \
                     enrolled_at, succeeds) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10)",
                )
                .bind(&device)
                .bind(person.to_string())
                .bind(&short)
                .bind(&request.public_key)
                .bind(name)
                .bind(app_version(&request.app))
                .bind(random::digest(&request.token))
                .bind(ChainHead::start(request.device).hash.to_string())
                .bind(int(self.clock.now_ms()))
                .bind(old.device.to_string())
                .execute(&mut *tx)
                .await?;
                short
            }
        };
        tx.commit().await?;
        Ok(Joined { person, short, token: String::new(), code_by: None })
    }

    /// A revoked phone does not get around it by being restored.
    async fn revoke_like(&self, old: DeviceId, new: DeviceId) -> Result<(), HubError> {
        let revoked = self.ledger.get::<Device>(old.uuid()).await?.and_then(|device| device.state.revoked);
        let done = self.ledger.get::<Device>(new.uuid()).await?.is_some_and(|device| device.state.revoked.is_some());
        let Some(revoked) = revoked.filter(|_| !done) else { return Ok(()) };
        let body = DeviceEvent::Revoked { reason: revoked.reason };
        self.ledger.record(self.ledger.system(), vec![Draft::new(device_subject(new), &body)]).await?;
        Ok(())
    }
}
