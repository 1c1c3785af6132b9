//! Numbers of the company's form: each signed report has one, counted when its paper is first made. They say how papers are called and nothing
//! about the work, so they are rows and no events. A number that was given stays given: rows are never taken away.

use crate::data::{Db, given, int, uint};
use crate::error::HubError;
use crate::sql;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::calendar::day_in;
use fettle_core::domain::company::FormPattern;
use fettle_core::domain::ids::JobId;
use fettle_core::kernel::fold::time;
use std::sync::Arc;

/// The numbers of this hub.
#[derive(Debug)]
pub(crate) struct FormNumbers {
    db: Arc<Db>,
}

impl FormNumbers {
    pub(crate) const fn new(db: Arc<Db>) -> Self {
        Self { db }
    }
    /// The number of a job's report, if it has one.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn of(&self, job: JobId) -> Result<Option<String>, HubError> {
        let sql = "SELECT number FROM form_number WHERE job = $1";
        let row = sql::query(sql).bind(job.to_string()).fetch_optional(self.db.read()).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
    /// The number of a job's report, given now where it has none: the next one of the series of the day `at` in `zone` that nobody has, whichever
    /// process counts beside this one, and none that may have been given before this database was put back from a copy.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(crate) async fn give(
        &self,
        job: JobId,
        pattern: &FormPattern,
        (at, zone): (DateTime<Utc>, Tz),
        now_ms: u64,
    ) -> Result<String, HubError> {
        if let Some(number) = self.of(job).await? {
            return Ok(number);
        }
        let day = day_in(at, zone);
        let (job, series) = (job.to_string(), pattern.series(day));
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let newest = "SELECT COALESCE(MAX(counted), 0) FROM form_number WHERE series = $1";
        let newest: i64 = sql::query_scalar(newest).bind(&series).fetch_one(&mut *tx).await?;
        let lost = given::put_back(&mut tx).await?.filter(|(when, _)| {
            let then = day_in(time(*when), zone);
            day <= then || pattern.series(then) == series
        });
        let mut count = uint(newest).max(lost.map_or(0, |(_, times)| given::floor(times)));
        loop {
            count = count.saturating_add(1);
            let number = pattern.number(day, count);
            // Another process may have given this number, or this job one: then the row stays as it is.
            let sql = "INSERT INTO form_number (job, number, series, counted, at) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT DO NOTHING";
            let given = sql::query(sql)
                .bind(&job)
                .bind(&number)
                .bind(&series)
                .bind(int(count))
                .bind(int(now_ms))
                .execute(&mut *tx)
                .await?;
            if given.rows_affected() == 1 {
                tx.commit().await?;
                return Ok(number);
            }
            let own = "SELECT number FROM form_number WHERE job = $1";
            if let Some(row) = sql::query(own).bind(&job).fetch_optional(&mut *tx).await? {
                let number = row.try_get(0)?;
                tx.commit().await?;
                return Ok(number);
            }
        }
    }
}
