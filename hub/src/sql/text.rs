//! The text of a statement, with its values' places as each database has them.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use std::fmt::Write;

/// The text of a statement.
#[derive(Debug)]
pub enum Text {
    /// As it stands.
    Plain(SqlStr),
    /// With `?` for each value, at these bytes. SQLite keeps a list of the names of parameters that have one, and walks it for each of them:
    /// a thousand rows would take it longer than writing them.
    Built { sql: String, values_at: Vec<usize> },
}

impl Text {
    /// As it was written.
    #[cfg(test)]
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Plain(sql) => sql.as_str(),
            Self::Built { sql, .. } => sql,
        }
    }
    pub(super) fn sqlite(self) -> SqlStr {
        match self {
            Self::Plain(sql) => sql,
            Self::Built { sql, .. } => AssertSqlSafe(sql).into_sql_str(),
        }
    }
    pub(super) fn postgres(self) -> SqlStr {
        let (sql, values_at) = match self {
            Self::Plain(sql) => return sql,
            Self::Built { sql, values_at } => (sql, values_at),
        };
        let mut numbered = String::with_capacity(sql.len() + 4 * values_at.len());
        let mut from = 0;
        for (n, at) in values_at.into_iter().enumerate() {
            numbered.push_str(sql.get(from..at).unwrap_or_default());
            // Writing to a text cannot fail.
            let _ = write!(numbered, "${}", n + 1);
            from = at + 1;
        }
        numbered.push_str(sql.get(from..).unwrap_or_default());
        AssertSqlSafe(numbered).into_sql_str()
    }
}
