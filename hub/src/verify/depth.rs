//! How thoroughly a folder is checked.

/// How thoroughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Structure, ends of chains, presence and size of blobs: seconds.
    Quick,
    /// Everything on record, and the presence and size of blobs: what a restore insists on, but for the bytes of the blobs.
    Record,
    /// Everything.
    Full,
}
