//! What the page of one list has that others do not need: how many there are, what else cuts it down, boxes to tick for what is done to many.

use super::field::Choice;

/// Items of a page.
const PAGE: usize = 50;

/// A record that a list is cut down to by a filter that is not shown: its page led here.
pub(in crate::console) struct Of {
    /// The filter.
    pub field: &'static str,
    /// What the record is.
    pub label: String,
    /// What it is called.
    pub name: String,
    /// Its page; empty for who may not see it.
    pub address: String,
}

/// What is done to those items of a list that are ticked.
pub(in crate::console) struct Many {
    /// Where the act and those that were ticked are sent.
    pub path: String,
    /// The name of the boxes.
    pub field: &'static str,
    /// The acts.
    pub acts: Vec<Choice>,
}

/// What a list's page has beyond what every list has.
pub(in crate::console) struct More {
    /// Items of a page.
    pub most: usize,
    /// How many items there are, as it is read; empty for a list that does not count.
    pub count: String,
    /// The class of its table.
    pub class: &'static str,
    /// Whether its filters are many: they fold on small screens, and what they cut away is said above the list.
    pub folded: bool,
    /// What it is cut down to by filters that are not shown.
    pub of: Vec<Of>,
    /// What is done to those that are ticked; none for who may do nothing.
    pub many: Option<Many>,
    /// Whether that is offered for all that the filter lists, too.
    pub all: bool,
}

impl Default for More {
    fn default() -> Self {
        let (count, class, of) = (String::new(), "", Vec::new());
        Self { most: PAGE, count, class, folded: false, of, many: None, all: false }
    }
}
