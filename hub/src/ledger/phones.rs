//! Phones by pages: those of a centre's people, of some people, in use or ended; newest first. The console and those before it are nobody's phone.

use super::Ledger;
use super::read::{DEVICE, DeviceRow, device};
use crate::data::int;
use crate::error::HubError;
use crate::sql::{self, Builder};
use fettle_core::domain::ids::CentreId;
use fettle_core::kernel::{DeviceId, PersonId, Subject};

/// Which phones are asked for; all of them by default.
#[derive(Debug, Clone, Default)]
pub struct Phones {
    /// Those whose people are of this centre.
    pub centre: Option<CentreId>,
    /// Those of these people.
    pub people: Option<Vec<PersonId>>,
    /// Those that were ended, or those that were not.
    pub ended: Option<bool>,
}

impl Ledger {
    /// The newest `most` phones that are asked for, by their enrolment: behind the one that was enrolled then and has this id.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn phones(
        &self,
        asked: &Phones,
        after: Option<(u64, DeviceId)>,
        most: usize,
    ) -> Result<Vec<DeviceRow>, HubError> {
        // No id stands behind this one.
        let (at, id) = after.map_or((i64::MAX, "~".to_owned()), |(at, id)| (int(at), id.to_string()));
        let mut query = Builder::new(format!("{DEVICE} WHERE id <> person AND (enrolled_at, id) < ("));
        query.push_bind(at).push(", ").push_bind(id).push(")");
        if let Some(ended) = asked.ended {
            query.push(if ended { " AND revoked_at IS NOT NULL" } else { " AND revoked_at IS NULL" });
        }
        if let Some(centre) = asked.centre {
            query.push(" AND 'person/' || person IN (SELECT subject FROM directory WHERE kind = 'person' AND owner = ");
            query.push_bind(Subject::from(centre).to_string()).push(")");
        }
        if let Some(people) = &asked.people {
            if people.is_empty() {
                return Ok(Vec::new());
            }
            query.push(" AND person IN (");
            let mut list = query.separated(", ");
            for person in people {
                list.push_bind(person.to_string());
            }
            query.push(")");
        }
        query.push(" ORDER BY enrolled_at DESC, id DESC LIMIT ");
        query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        query.build().fetch_all(self.db.read()).await?.iter().map(device).collect()
    }

    /// One device; none where the hub does not know it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn device_row(&self, id: DeviceId) -> Result<Option<DeviceRow>, HubError> {
        let sql = format!("{DEVICE} WHERE id = $1");
        let row = sql::query(sql::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(self.db.read()).await?;
        row.as_ref().map(device).transpose()
    }
}
