//! What the page of one list has that others do not need: boxes to tick for what is done to many.

use super::field::Choice;

/// What may be done to items that are ticked, or to all of a filter.
pub(in crate::console) struct Acts {
    /// Where it is asked for.
    pub action: &'static str,
    /// The field of the items that are ticked: each by the last part of its address.
    pub field: &'static str,
    /// The acts.
    pub choices: Vec<Choice>,
}

/// What a list's page has beyond what every list has.
#[derive(Default)]
pub(in crate::console) struct More {
    /// What may be done to many items; none for who may not.
    pub acts: Option<Acts>,
}
