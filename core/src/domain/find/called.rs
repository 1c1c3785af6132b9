//! Whose name a text is.

/// Whose name a text is: surnames are read in ways of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Called {
    /// A person.
    Person,
    /// Anything else.
    Thing,
}
