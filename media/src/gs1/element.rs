//! One element of GS1 content.

/// One element: an application identifier and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Two to four digits, for example `01`.
    pub ai: String,
    /// The value without separators.
    pub value: String,
}
