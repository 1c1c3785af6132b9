//! What an import wrote: noted with the events themselves, so that it can be taken back. Which rows those are is the only thing known here of
//! imports; what taking back means is `import::undo`'s.

use super::command::{Decide, Order, Outcome};
use super::judge::Author;
use super::part::ImportPart;
use super::{Ledger, batch};
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql;
use fettle_core::kernel::{Draft, Event, PersonId, Subject};
use std::sync::Arc;
use uuid::Uuid;

impl Ledger {
    /// Records a part of an import in the name of `by`: as [`Ledger::record`], and which rows it made is noted in the same transaction.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_part(
        self: &Arc<Self>,
        by: PersonId,
        part: ImportPart,
        drafts: Vec<Draft>,
    ) -> Result<(), HubError> {
        let decide: Decide = Box::new(|_| Box::pin(async { Ok(Ok(drafts)) }));
        self.decide_part(by, part, decide).await.map(drop)
    }

    /// As [`Ledger::record_part`], decided while nobody else writes.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn decide_part(
        self: &Arc<Self>,
        by: PersonId,
        part: ImportPart,
        decide: Decide,
    ) -> Result<Outcome, HubError> {
        let author = if by == self.system() { Author::System } else { Author::Console };
        let order = Order { author, by, sent: None, numbered: false, lease: None, part: Some(part) };
        self.carry_out_in_task(order, decide).await
    }
}

impl Ledger {
    /// Accepted events of an aggregate with their rows, in the order of commit.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn rows_of(&self, subject: &Subject) -> Result<Vec<(u64, Event)>, HubError> {
        let sql = "SELECT seq, header, body, body_hash, received FROM event \
                   WHERE subject = $1 AND quarantined IS NULL ORDER BY seq";
        let rows = sql::query(sql).bind(subject.to_string()).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok((uint(row.try_get(0)?), batch::event(row, 1)?))).collect()
    }
    /// Lines of the stock into which a movement brought something: how much lies there now, and how much it brought, in thousandths.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn lines_of(&self, movement: Uuid) -> Result<Vec<(String, i64, i64)>, HubError> {
        let sql = "SELECT l.line, l.quantity, e.amount FROM stock_entry e JOIN stock_line l ON l.line = e.line \
                   WHERE e.source = $1 AND e.counted = 0 AND e.amount > 0";
        let rows = sql::query(sql).bind(movement.to_string()).fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
    }
    /// Whether somebody else than `by` wrote about things of a kind behind the row `from`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn others_wrote(&self, kind: &str, from: u64, by: PersonId) -> Result<bool, HubError> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM event WHERE seq > $1 AND subject >= $2 AND subject < $3 AND person <> $4)";
        let query = sql::query_scalar(sql).bind(int(from)).bind(format!("{kind}/")).bind(format!("{kind}0"));
        let found: i64 = query.bind(by.to_string()).fetch_one(self.db.read()).await?;
        Ok(found == 1)
    }
}
