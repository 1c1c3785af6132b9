//! Who works here.

use super::page::EVERY;
use crate::error::HubError;
use crate::ledger::batch::subject;
use crate::sql::{self, Conn};
use fettle_core::domain::people::Person;
use fettle_core::kernel::{Aggregate, Subject};

/// Those who have not left.
pub(in crate::ledger) async fn people(conn: &mut Conn) -> Result<Vec<Subject>, HubError> {
    let sql = "SELECT subject FROM directory_in WHERE stream = $1 AND kind = $2 AND ended = 0";
    let names: Vec<String> = sql::query_scalar(sql).bind(EVERY).bind(Person::KIND).fetch_all(conn).await?;
    names.iter().map(|name| subject(name)).collect()
}
