//! Saved views: the address of a list with a name, somebody's own or shared with everyone who opens that list. They say how the record is looked
//! at and nothing about the work, so they are rows and no events. What stands in a list is decided when it is opened, by who opens it.

use crate::data::{Db, int};
use crate::error::HubError;
use crate::sql::{self, Row};
use fettle_core::kernel::{PersonId, Refusal};
use std::sync::Arc;
use uuid::Uuid;

/// Longest name, in characters.
pub(crate) const LONGEST_NAME: usize = 60;
/// Longest address, in bytes.
const LONGEST_ADDRESS: usize = 2_000;
/// Views of one list that one person may have: more than this nobody finds again.
const MOST: i64 = 50;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedView {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// What it is called.
    pub name: String,
    /// Path and query of the list.
    pub address: String,
    /// Whether everyone sees it.
    pub shared: bool,
}

/// The views of this hub.
#[derive(Debug)]
pub(crate) struct Views {
    db: Arc<Db>,
}

fn view(row: &Row) -> Result<SavedView, HubError> {
    let (id, person): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let bad = || HubError::Record(format!("saved view {id}"));
    Ok(SavedView {
        id: id.parse().map_err(|_| bad())?,
        person: person.parse().map_err(|_| bad())?,
        name: row.try_get(2)?,
        address: row.try_get(3)?,
        shared: row.try_get::<i64, _>(4)? == 1,
    })
}

/// The list of an address: its path.
fn list_of(address: &str) -> &str {
    address.split_once('?').map_or(address, |(path, _)| path)
}

impl Views {
    pub(crate) const fn new(db: Arc<Db>) -> Self {
        Self { db }
    }
    /// The views of a list that a person sees: the own ones first, then those of others, by name.
    pub(crate) async fn of(&self, list: &str, person: PersonId) -> Result<Vec<SavedView>, HubError> {
        let sql = "SELECT id, person, name, address, shared FROM saved_view WHERE list = $1 AND person = $2 \
                   UNION ALL SELECT id, person, name, address, shared FROM saved_view WHERE list = $1 AND shared = 1 AND person <> $2 \
                   ORDER BY 3, 1 LIMIT $3";
        let rows = sql::query(sql).bind(list).bind(person.to_string()).bind(4 * MOST).fetch_all(self.db.read()).await?;
        let mut all = rows.iter().map(view).collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|view| view.person != person);
        Ok(all)
    }
    /// All views that a person sees, whatever list they are of: for the palette.
    pub(crate) async fn of_person(&self, person: PersonId) -> Result<Vec<SavedView>, HubError> {
        let sql = "SELECT id, person, name, address, shared FROM saved_view WHERE person = $1 OR shared = 1 ORDER BY name, id LIMIT $2";
        let rows = sql::query(sql).bind(person.to_string()).bind(4 * MOST).fetch_all(self.db.read()).await?;
        rows.iter().map(view).collect()
    }
    /// A view by its id.
    pub(crate) async fn get(&self, id: Uuid) -> Result<Option<SavedView>, HubError> {
        let sql = "SELECT id, person, name, address, shared FROM saved_view WHERE id = $1";
        let row = sql::query(sql).bind(id.to_string()).fetch_optional(self.db.read()).await?;
        row.as_ref().map(view).transpose()
    }
    /// Keeps a view. One of the same list, person and name gets this address, so that a form that is sent twice keeps one.
    ///
    /// # Errors
    /// `name_missing`, `view_name_long`, `view_address_long`, `views_full` as refusals.
    pub(crate) async fn keep(&self, view: &SavedView) -> Result<Result<(), Refusal>, HubError> {
        let name = view.name.trim();
        if name.is_empty() {
            return Ok(Err(Refusal::new("name_missing")));
        }
        if name.chars().count() > LONGEST_NAME {
            return Ok(Err(Refusal::new("view_name_long").with("most", LONGEST_NAME)));
        }
        if view.address.len() > LONGEST_ADDRESS {
            return Ok(Err(Refusal::new("view_address_long")));
        }
        let (list, person) = (list_of(&view.address), view.person.to_string());
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let others = "SELECT COUNT(*) FROM saved_view WHERE list = $1 AND person = $2 AND name <> $3";
        let others: i64 = sql::query_scalar(others).bind(list).bind(&person).bind(name).fetch_one(&mut *tx).await?;
        if others >= MOST {
            return Ok(Err(Refusal::new("views_full").with("most", MOST)));
        }
        let sql = "INSERT INTO saved_view (id, list, person, name, address, shared) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (list, person, name) DO UPDATE SET address = excluded.address, shared = excluded.shared";
        sql::query(sql)
            .bind(view.id.to_string())
            .bind(list)
            .bind(&person)
            .bind(name)
            .bind(&view.address)
            .bind(int(u64::from(view.shared)))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
    /// Removes a view; one that is gone already stays gone.
    pub(crate) async fn remove(&self, id: Uuid) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        sql::query("DELETE FROM saved_view WHERE id = $1").bind(id.to_string()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
}
