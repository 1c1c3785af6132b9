//! Several processes on one database: whoever writes holds the turn, takes what others wrote before into account, and tells them when it is done.
//!
//! With a file there is one process, and none of this does anything.

use super::cache::{Cache, EPOCH};
use super::run::News;
use super::told::{CHANNEL, Told};
use super::{Ledger, batch, console};
use crate::data::{begin, settings, uint};
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn, Tx};
use axum::http::StatusCode;
use fettle_core::sync::protocol::Moved;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

impl Ledger {
    /// Begins a transaction of the ledger: from here on `cache` has what the database has, and nobody else writes.
    pub(super) async fn begin<'c>(&self, cache: &mut Cache, conn: &'c mut Conn) -> Result<Tx<'c>, HubError> {
        let mut tx = begin(conn).await?;
        if self.db.is_shared() {
            let own = self.db.process().to_string();
            let writer: String = sql::query_scalar("SELECT writer FROM turn").fetch_one(&mut *tx).await?;
            // Taken back with the transaction: then the one before wrote last, and is learnt from once more.
            if writer != own {
                self.learn(cache, &mut tx).await?;
                sql::query("UPDATE turn SET writer = $1").bind(own).execute(&mut *tx).await?;
            }
        }
        Ok(tx)
    }
    /// Another process wrote since: the memory starts over.
    async fn learn(&self, cache: &mut Cache, tx: &mut Conn) -> Result<(), HubError> {
        let sql = "SELECT hash FROM event WHERE seq = $1";
        let there: Option<String> = sql::query_scalar(sql).bind(cache.next_seq - 1).fetch_optional(&mut *tx).await?;
        if cache.next_seq > 1 && there.as_deref() != Some(&*cache.newest_hash) {
            // Whatever was written now would follow what nobody else has.
            return Err(Fault::new(StatusCode::SERVICE_UNAVAILABLE, "database_put_back").into());
        }
        if settings::get(&mut *tx, EPOCH).await? != cache.epoch {
            // A number of this process's console may stand for another event by now.
            console::begins(&mut *tx, self.clock.now_ms(), &self.key).await?;
            if let Some(console) = console::current(&mut *tx).await? {
                *self.console.write().unwrap_or_else(PoisonError::into_inner) = console;
            }
        }
        *cache = Cache::read(tx, self.db.process(), self.console(), self.mark.clone()).await?;
        Ok(())
    }
    /// Hears what other processes wrote, and tells it to who listens here. Ends where more than that may have changed, such as the epoch.
    ///
    /// # Errors
    /// [`HubError`] when the server does not answer.
    pub(crate) async fn hear_others(self: &Arc<Self>) -> Result<(), HubError> {
        let Some(mut listener) = self.db.listener(CHANNEL).await? else { return std::future::pending().await };
        // What was told while nobody listened.
        self.catch_up().await?;
        loop {
            // Cut off, and back again: something may have been told meanwhile.
            let Some(told) = listener.try_recv().await? else { return self.catch_up().await };
            let Ok(told) = serde_json::from_str::<Told>(told.payload()) else { continue };
            if told.by == self.db.process() {
                continue;
            }
            match told.what {
                Some(what) => {
                    self.newest.fetch_max(told.newest, Ordering::AcqRel);
                    let moved = what.moved.into_iter().map(|(s, n)| Moved { s, n }).collect();
                    self.send(News { moved, touched: what.touched, held: what.held });
                }
                None => return self.catch_up().await,
            }
        }
    }
    /// Tells who listens here of everything that is on record and was not told.
    async fn catch_up(&self) -> Result<(), HubError> {
        let known = self.newest.load(Ordering::Acquire);
        let mut conn = self.db.read().acquire().await?;
        let newest = uint(batch::newest(&mut conn).await?);
        if newest == known {
            return Ok(());
        }
        let subjects = sql::query_scalar::<String>("SELECT DISTINCT subject FROM event WHERE seq > $1");
        let subjects = subjects.bind(crate::data::int(known)).fetch_all(&mut *conn).await?;
        let touched = subjects.iter().map(|name| batch::subject(name)).collect::<Result<_, _>>()?;
        let mut moved = Vec::new();
        for row in sql::query("SELECT name, newest FROM stream").fetch_all(&mut *conn).await? {
            let name: String = row.try_get(0)?;
            let s = name.parse().map_err(|_| HubError::Record(format!("stream {name}")))?;
            moved.push(Moved { s, n: uint(row.try_get(1)?) });
        }
        self.newest.fetch_max(newest, Ordering::AcqRel);
        // Something of it may be in quarantine: who looks at that looks again.
        self.send(News { moved, touched, held: true });
        Ok(())
    }
    fn send(&self, news: News) {
        if !news.is_empty() {
            // No listener is no error.
            let _ = self.news.send(Arc::new(news));
        }
    }
}
