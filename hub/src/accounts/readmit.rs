//! A phone that was enrolled after the backup that the hub was put back from: its certificate makes it a device again.

use super::Accounts;
use super::devices::bearer_token;
use super::enrolment::{Joined, New, app_version};
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::ledger::free_short;
use crate::random;
use crate::sql;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::domain::people::{Device, app_named};
use fettle_core::kernel::{ChainHead, DeviceId};
use fettle_core::sync::certificate::Certificate;

impl Accounts {
    /// The device behind the request's token, whether or not its person is known; one with a certificate of this hub becomes a device again.
    ///
    /// # Errors
    /// [`Fault`] 401: `unknown_device`, `device_revoked`.
    pub(crate) async fn bearer(
        &self,
        headers: &HeaderMap,
        certificate: Option<&Certificate>,
        hub_key: &str,
    ) -> Result<DeviceId, Fault> {
        let unknown = || Fault::new(StatusCode::UNAUTHORIZED, "unknown_device");
        let token = bearer_token(headers).ok_or_else(unknown)?;
        let digest = random::digest(token);
        if let Some(certificate) = certificate
            && certificate.token_digest == digest
            && certificate.verify(hub_key).is_ok()
        {
            self.readmit(certificate).await?;
        }
        let row = sql::query("SELECT id, revoked_at FROM device WHERE token_hash = $1")
            .bind(&digest)
            .fetch_optional(self.db.read())
            .await?
            .ok_or_else(unknown)?;
        if row.try_get::<Option<i64>, _>(1)?.is_some() {
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "device_revoked"));
        }
        let device = row.try_get::<String, _>(0)?.parse().map_err(|_| unknown())?;
        if self.ends.is_revoked(device) {
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "device_revoked"));
        }
        Ok(device)
    }

    /// Enters the device, unless it is known. One whose revocation is on record stays revoked.
    async fn readmit(&self, certificate: &Certificate) -> Result<(), Fault> {
        let device = certificate.device;
        let known = self.ledger.get::<Device>(device.uuid()).await?;
        let revoked = known.and_then(|device| device.state.revoked).map(|revoked| revoked.at.timestamp_millis());
        let mut conn = self.db.write().await?;
        let short = free_short(&mut conn, device, &certificate.short).await?;
        let done = sql::query(
            "INSERT INTO device (id, person, short, public_key, name, app, token_hash, head_number, head_hash, enrolled_at, revoked_at)
             VALUES ($1, $2, $3, $4, $5, '', $6, 0, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash
             WHERE device.token_hash IS NULL AND device.public_key = excluded.public_key",
        )
        .bind(device.to_string())
        .bind(certificate.person.to_string())
        .bind(short)
        .bind(&certificate.public_key)
        .bind(&certificate.name)
        .bind(&certificate.token_digest)
        .bind(ChainHead::start(device).hash.to_string())
        .bind(int(certificate.at))
        .bind(revoked)
        .execute(&mut *conn)
        .await?;
        if done.rows_affected() > 0 {
            tracing::info!(%device, short = certificate.short, "enrolled again by its certificate");
        }
        Ok(())
    }

    /// Puts a device that came back on record, where no phone brought the console's own record of it; and, of one that is on record, that
    /// its greeting names another version of its app.
    pub(crate) async fn greeted(&self, device: DeviceId, app: &str) -> Result<(), Fault> {
        let app = app_version(app);
        if let Some(known) = self.ledger.get::<Device>(device.uuid()).await? {
            let drafts = app_named(device, &known.state, &app);
            // What cannot be written now is written at the next greeting: no phone waits for it.
            if !drafts.is_empty()
                && let Err(e) = self.ledger.record(self.ledger.system(), drafts).await
            {
                tracing::warn!(%device, error = %e, "the version of an app is not noted");
            }
            return Ok(());
        }
        let row = sql::query("SELECT person, name, short, public_key, app FROM device WHERE id = $1")
            .bind(device.to_string())
            .fetch_one(self.db.read())
            .await?;
        let person: String = row.try_get(0)?;
        let person = person.parse().map_err(|_| HubError::Record("person of a device".into()))?;
        let joined = Joined { person, short: row.try_get(2)?, token: String::new(), code_by: None };
        // A certificate names no app; the greeting does.
        let noted: String = row.try_get(4)?;
        let new = New {
            device,
            name: row.try_get(1)?,
            public_key: row.try_get(3)?,
            app: if app.is_empty() { noted } else { app },
            succeeds: None,
            code_by: None,
        };
        self.introduce(new, &joined).await?;
        Ok(())
    }
}
