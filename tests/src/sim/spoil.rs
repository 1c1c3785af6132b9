//! Promises that a world breaks on purpose: each oracle is seen to fail once.

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    /// Every form claims to have shown whatever is on record when it is sent.
    FormsSawAll,
    /// A second click counts as another form.
    FreshIds,
    /// Every delivery that the keeper takes in is booked twice.
    BookedTwice,
    /// A clock that stands in sleep says that it counts sleep.
    ClockLies,
}
