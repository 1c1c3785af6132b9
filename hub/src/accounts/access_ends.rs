//! The end of what a person is signed in with, for who changes why.

use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::kernel::PersonId;

/// Ends what a person was signed in with, in the transaction that changes why: sessions, and a link for a password.
pub(crate) async fn end_access(conn: &mut Conn, person: PersonId) -> Result<(), HubError> {
    for table in ["session", "password_link"] {
        sql::query(sql::AssertSqlSafe(format!("DELETE FROM {table} WHERE person = $1")))
            .bind(person.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Ends the codes by which a phone could become the person's.
pub(crate) async fn end_codes(conn: &mut Conn, person: PersonId) -> Result<(), HubError> {
    let sql = "DELETE FROM enrolment WHERE person = $1 AND used_by IS NULL";
    sql::query(sql).bind(person.to_string()).execute(&mut *conn).await?;
    Ok(())
}
