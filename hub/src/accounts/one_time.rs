//! What is good once: a code for a phone, a link for a password. Kept as digests, shown to who made them.

/// A code that was just made; it is kept only as a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshCode {
    /// As people type it: `ABCDE-FGHJK`.
    pub code: String,
    /// Until when, milliseconds since 1970 UTC.
    pub expires_at: u64,
}

/// A link by which a person sets the own password once; kept only as a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshLink {
    /// The last part of its address.
    pub secret: String,
    /// Until when, milliseconds since 1970 UTC.
    pub expires_at: u64,
}
