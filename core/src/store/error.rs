//! What can go wrong in the store, each with a stable code whose text is `error-<code>` in the catalogue.

use super::seal::SealError;
use crate::kernel::{ChainError, RecordError, Refusal};
use crate::rescue::RescueError;

/// A failure of the store. Nothing was changed when an operation fails.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store is paused: the system may suspend the app at any moment.
    #[error("the store is paused")]
    Paused,
    /// The file was written by a newer version of the app.
    #[error("the file has schema {found}, this version knows {known}")]
    Newer {
        /// The file's schema version.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// No space left on the device.
    #[error("no space left")]
    Full,
    /// The file is damaged.
    #[error("the file is damaged: {0}")]
    Corrupt(String),
    /// The file system refused.
    #[error("file system: {0}")]
    Io(std::io::Error),
    /// Anything else that SQLite says.
    #[error("database: {0}")]
    Database(rusqlite::Error),
    /// Sealing or opening a value failed.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The key store answers, and has no key for this file: it was copied here, or the platform threw the key away.
    #[error("the key of the file is lost")]
    KeyLost,
    /// The key store has another key than that of this file.
    #[error("the key does not belong to the file")]
    KeyWrong,
    /// A draft that is not an event.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The command said no; nothing was recorded.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The device's chain does not fit what the hub has.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Entries are missing before one that came.
    #[error("stream {stream}: expected entry {expected}, found {found}")]
    StreamGap {
        /// The stream.
        stream: String,
        /// The number that had to follow.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// Bytes that do not have the announced hash or length.
    #[error("bytes do not match their hash")]
    HashMismatch,
    /// The command that this belongs to was given up; nothing of it stays.
    #[error("given up")]
    Undone,
    /// No blob with this hash is here.
    #[error("no such blob here")]
    BlobMissing,
    /// Own work waits that no hub has.
    #[error("own work is unsent")]
    Unsent,
    /// The phone is not enrolled yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// A rescue bundle that cannot be written or taken.
    #[error(transparent)]
    Rescue(RescueError),
    /// The system gave no random bytes.
    #[error("no randomness: {0}")]
    Random(String),
}

impl StoreError {
    /// Stable code at the border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Paused => "store_paused",
            Self::Newer { .. } => "store_newer",
            Self::Full => "store_full",
            Self::Corrupt(_) => "store_corrupt",
            Self::Io(_) | Self::Database(_) | Self::Random(_) => "store_failed",
            Self::Sealed(SealError::Closed { .. }) => "store_sealed",
            Self::Sealed(SealError::Random(_)) => "store_failed",
            Self::Sealed(SealError::Keys(_)) => "key_store_unavailable",
            Self::KeyLost => "key_lost",
            Self::KeyWrong => "key_wrong",
            Self::Record(RecordError::Event(e)) => e.code(),
            Self::Record(RecordError::Chain(e)) | Self::Chain(e) => e.code(),
            Self::Refused(refusal) => refusal.code,
            Self::StreamGap { .. } => "stream_gap",
            Self::HashMismatch => "hash_mismatch",
            Self::Undone => "store_failed",
            Self::BlobMissing => "blob_missing",
            Self::Unsent => "unsent_work",
            Self::NotEnrolled => "not_enrolled",
            Self::Rescue(e) => e.code(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            // No room for the log's index, which is made at opening.
            _ if error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => {
                Self::Full
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error.to_string()),
            // Part of a page is missing: the file was cut.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ) =>
            {
                Self::Corrupt(error.to_string())
            }
            // A column that does not hold what we put there.
            None if matches!(
                error,
                rusqlite::Error::FromSqlConversionFailure(..)
                    | rusqlite::Error::IntegralValueOutOfRange(..)
                    | rusqlite::Error::Utf8Error(..)
                    | rusqlite::Error::InvalidColumnType(..)
            ) =>
            {
                Self::Corrupt(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}

impl From<RescueError> for StoreError {
    fn from(error: RescueError) -> Self {
        match error {
            // A full disk is a full disk, whatever was being written.
            RescueError::Io(error) => error.into(),
            other => Self::Rescue(other),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// A value of our own that does not parse: the file is not what we wrote.
pub(super) fn damaged(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}
