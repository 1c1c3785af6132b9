//! Statements that are put together: lists of any length, rows of an insert.

use super::query::{Query, Scalar};
use super::text::Text;
use super::value::Value;
use std::fmt::{Display, Write};
use std::marker::PhantomData;

/// A statement that is put together.
#[derive(Debug)]
pub struct Builder {
    sql: String,
    values_at: Vec<usize>,
    values: Vec<Value>,
}

impl Builder {
    /// A statement that begins with `sql`.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values_at: Vec::new(), values: Vec::new() }
    }
    /// Words of the statement: never what somebody typed.
    pub fn push(&mut self, sql: impl Display) -> &mut Self {
        // Writing to a text cannot fail.
        let _ = write!(self.sql, "{sql}");
        self
    }
    /// A value.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values_at.push(self.sql.len());
        self.sql.push('?');
        self.values.push(value.into());
        self
    }
    /// What follows is separated by `by`.
    pub fn separated<'b>(&'b mut self, by: &'static str) -> Listed<'b> {
        Listed { to: self, by, first: true }
    }
    /// `VALUES (...), (...)`, a row for each of `rows`.
    pub fn push_values<I: IntoIterator>(&mut self, rows: I, mut row: impl FnMut(Listed<'_>, I::Item)) -> &mut Self {
        self.sql.push_str("VALUES ");
        for (n, item) in rows.into_iter().enumerate() {
            self.sql.push_str(if n > 0 { ", (" } else { "(" });
            row(self.separated(", "), item);
            self.sql.push(')');
        }
        self
    }
    /// The statement; the builder is empty then.
    pub fn build(&mut self) -> Query {
        let (sql, values_at) = (std::mem::take(&mut self.sql), std::mem::take(&mut self.values_at));
        Query { text: Text::Built { sql, values_at }, values: std::mem::take(&mut self.values) }
    }
    /// The same where its rows have one column.
    pub fn build_query_scalar<T>(&mut self) -> Scalar<T> {
        Scalar { query: self.build(), of: PhantomData }
    }
}

/// Parts of a statement with something between them.
#[derive(Debug)]
pub struct Listed<'b> {
    to: &'b mut Builder,
    by: &'static str,
    first: bool,
}

impl Listed<'_> {
    fn next(&mut self) {
        if !self.first {
            self.to.sql.push_str(self.by);
        }
        self.first = false;
    }
    /// A value.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.next();
        self.to.push_bind(value);
        self
    }
    /// A value as what this type is in the database.
    pub fn push_bind_as(&mut self, value: impl Into<Value>, of: &'static str) -> &mut Self {
        self.next();
        self.to.push("CAST(").push_bind(value).push(" AS ").push(of).push(")");
        self
    }
    /// Words of the statement.
    pub fn push(&mut self, sql: impl Display) -> &mut Self {
        self.next();
        self.to.push(sql);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_numbers_for_postgresql_and_none_for_sqlite() {
        let build = || {
            let mut query = Builder::new("SELECT '?' WHERE a = ");
            query.push_bind(1_i64).push(" AND b IN (");
            let mut list = query.separated(", ");
            list.push_bind("x").push("NULL").push_bind(None::<String>);
            query.push(") -- é ").push_bind(true);
            query.build()
        };
        let query = build();
        assert_eq!(query.values, [1_i64.into(), "x".into(), None::<String>.into(), Value::Int(Some(1))]);
        assert_eq!(query.text.postgres().as_str(), "SELECT '?' WHERE a = $1 AND b IN ($2, NULL, $3) -- é $4");
        assert_eq!(build().text.sqlite().as_str(), "SELECT '?' WHERE a = ? AND b IN (?, NULL, ?) -- é ?");
        let mut rows = Builder::new("INSERT INTO t (a, b) ");
        rows.push_values([(1_i64, "x"), (2, "y")], |mut row, (a, b)| {
            row.push_bind(a).push_bind(b);
        });
        let text = rows.build().text.postgres();
        assert_eq!(text.as_str(), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
    }
}
