//! A row of a result.

use super::zero;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, ColumnIndex, Error, Row as _, TypeInfo as _};

/// A row of a result.
pub enum Row {
    /// Of a file.
    Sqlite(SqliteRow),
    /// Of a server.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, by its place from 0 or by its name.
    ///
    /// # Errors
    /// [`Error::ColumnDecode`] where it is of another type, [`Error::ColumnNotFound`] and [`Error::ColumnIndexOutOfBounds`] where it is not there.
    pub fn try_get<'r, T: Column<'r>, I: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>>(
        &'r self,
        column: I,
    ) -> Result<T, Error> {
        match self {
            Self::Sqlite(row) => T::of_sqlite(row, column.index(row)?),
            Self::Postgres(row) => T::of_postgres(row, column.index(row)?),
        }
    }
}

/// A type that a column of either database can be read as.
pub trait Column<'r>: Sized {
    /// # Errors
    /// As [`Row::try_get`].
    fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error>;
    /// # Errors
    /// As [`Row::try_get`].
    fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error>;
}

macro_rules! as_it_is {
    ($($of:ty),+) => {$(
        impl<'r> Column<'r> for $of {
            fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error> {
                row.try_get(at)
            }
            fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error> {
                row.try_get(at)
            }
        }
    )+};
}

// What is read in place are ids, codes and JSON, which have no character 0.
as_it_is!(&'r str, Option<&'r str>, Vec<u8>, Option<Vec<u8>>, f64);

impl<'r> Column<'r> for String {
    fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error> {
        row.try_get(at)
    }
    fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error> {
        row.try_get(at).map(zero::with)
    }
}

impl<'r> Column<'r> for Option<String> {
    fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error> {
        row.try_get(at)
    }
    fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error> {
        row.try_get::<Self, _>(at).map(|text| text.map(zero::with))
    }
}

/// A whole number, whatever PostgreSQL takes it for: a comparison is a bool there, a literal an INT4, and in SQLite all of them are numbers.
fn number(row: &PgRow, at: usize) -> Result<Option<i64>, Error> {
    Ok(match row.column(at).type_info().name() {
        "BOOL" => row.try_get::<Option<bool>, _>(at)?.map(i64::from),
        "INT4" => row.try_get::<Option<i32>, _>(at)?.map(i64::from),
        _ => row.try_get(at)?,
    })
}

fn none(at: usize) -> Error {
    Error::ColumnDecode { index: at.to_string(), source: Box::new(sqlx::error::UnexpectedNullError) }
}

macro_rules! numbers {
    ($($of:ty => $make:expr),+) => {$(
        impl<'r> Column<'r> for $of {
            fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error> {
                row.try_get(at)
            }
            fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error> {
                #[allow(clippy::redundant_closure_call)]
                number(row, at)?.map($make).ok_or_else(|| none(at))
            }
        }
        impl<'r> Column<'r> for Option<$of> {
            fn of_sqlite(row: &'r SqliteRow, at: usize) -> Result<Self, Error> {
                row.try_get(at)
            }
            fn of_postgres(row: &'r PgRow, at: usize) -> Result<Self, Error> {
                Ok(number(row, at)?.map($make))
            }
        }
    )+};
}

numbers!(i64 => |n| n, bool => |n| n != 0);
