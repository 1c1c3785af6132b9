//! What goes wrong, and when.

/// Kinds of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Syncing a file or a folder.
    Sync,
    /// Shortening a file.
    Truncate,
    /// A new file or folder.
    Create,
    /// Removing a file.
    Remove,
    /// Renaming a file.
    Rename,
}

/// Which accesses a plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Of one kind.
    Only(Op),
    /// Every one that changes something or makes it durable: all but reads.
    Change,
    /// All.
    Any,
}

impl On {
    pub(super) fn covers(self, op: Op) -> bool {
        match self {
            Self::Only(one) => one == op,
            Self::Change => op != Op::Read,
            Self::Any => true,
        }
    }
}

/// How an access fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// With an error, once; nothing of it happens.
    Error,
    /// With an error, once; of a write only a part happens.
    Short,
    /// With "no space", once.
    Full,
    /// With an error, this one and every one after it, until the next plan.
    Broken,
    /// The process is killed in it: of a write a part may have happened, and nothing is accessed any more.
    Kill,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    pub(super) fault: Option<(On, u64, How)>,
    pub(super) space: Option<u64>,
}

impl Plan {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }
    /// The `nth` (from 1) access of `on` fails as `how` says.
    pub fn fail(on: On, nth: u64, how: How) -> Self {
        Self { fault: Some((on, nth, how)), space: None }
    }
    /// The process is killed in the `nth` (from 1) change.
    pub fn kill(nth: u64) -> Self {
        Self::fail(On::Change, nth, How::Kill)
    }
    /// Files may grow by `bytes` altogether; what is removed or shortened gives room again.
    pub fn space(bytes: u64) -> Self {
        Self { fault: None, space: Some(bytes) }
    }
    /// This, and files may grow by `bytes` altogether.
    #[must_use]
    pub fn with_space(self, bytes: u64) -> Self {
        Self { space: Some(bytes), ..self }
    }
}

/// Accesses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; 7]);

impl Counts {
    pub(super) fn note(&mut self, op: Op) {
        self.0[op as usize] += 1;
    }
    /// Of one kind.
    pub fn of(&self, op: Op) -> u64 {
        self.0[op as usize]
    }
    /// All but reads.
    pub fn changes(&self) -> u64 {
        self.0.iter().sum::<u64>() - self.of(Op::Read)
    }
}
