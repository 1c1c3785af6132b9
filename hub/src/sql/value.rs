//! Values of parameters. Each has one type in both databases, also where it is none: PostgreSQL asks for it, SQLite does not.

use sqlx::{Arguments, Encode, Error, Type};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB, BYTEA.
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// The values as the driver of one of the databases takes them.
    pub(super) fn all<A: Arguments>(values: Vec<Self>) -> Result<A, Error>
    where
        Option<i64>: Encode<'static, A::Database> + Type<A::Database>,
        Option<String>: Encode<'static, A::Database> + Type<A::Database>,
        Option<Vec<u8>>: Encode<'static, A::Database> + Type<A::Database>,
    {
        let mut all = A::default();
        all.reserve(values.len(), 16 * values.len());
        for value in values {
            match value {
                Self::Int(value) => all.add(value),
                Self::Text(value) => all.add(value),
                Self::Bytes(value) => all.add(value),
            }
            .map_err(Error::Encode)?;
        }
        Ok(all)
    }
}

macro_rules! values {
    ($($variant:ident: $($of:ty => $make:expr),+;)+) => {$($(
        impl From<$of> for Value {
            fn from(value: $of) -> Self {
                #[allow(clippy::redundant_closure_call)]
                Self::$variant(($make)(value))
            }
        }
    )+)+};
}

values! {
    Int:
        i64 => Some,
        &i64 => |value: &i64| Some(*value),
        i32 => |value| Some(i64::from(value)),
        u32 => |value| Some(i64::from(value)),
        u16 => |value| Some(i64::from(value)),
        u8 => |value| Some(i64::from(value)),
        // 0 and 1: SQLite has no other.
        bool => |value| Some(i64::from(value)),
        Option<i64> => |value| value;
    Text:
        String => Some,
        &String => |value: &String| Some(value.clone()),
        &&String => |value: &&String| Some((*value).clone()),
        &str => |value: &str| Some(value.to_owned()),
        &&str => |value: &&str| Some((*value).to_owned()),
        Option<String> => |value| value,
        &Option<String> => |value: &Option<String>| value.clone(),
        Option<&String> => |value: Option<&String>| value.cloned(),
        Option<&str> => |value: Option<&str>| value.map(str::to_owned);
    Bytes:
        Vec<u8> => Some,
        &Vec<u8> => |value: &Vec<u8>| Some(value.clone()),
        &[u8] => |value: &[u8]| Some(value.to_vec()),
        Option<Vec<u8>> => |value| value;
}
