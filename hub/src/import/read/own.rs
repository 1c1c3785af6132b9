//! Headings of the company's own: what each stands for, as far as somebody said so.

use super::super::kinds::Kind;
use std::collections::BTreeMap;

/// A heading or a name as it compares: what people put around words does not count.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a heading stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The column at this place.
    Column(usize),
    /// Nothing of ours: what stands below it is passed over.
    Nothing,
}

/// What the company's headings stand for, by kind and heading.
#[derive(Debug, Clone, Default)]
pub struct Headings(BTreeMap<(String, String), Means>);

impl Headings {
    /// What each stands for, by kind and heading as it compares.
    pub fn new(all: BTreeMap<(String, String), Means>) -> Self {
        Self(all)
    }
    /// What a heading of a table of this kind stands for.
    pub fn get(&self, kind: &Kind, heading: &str) -> Option<Means> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(kind.name.to_owned(), plain(heading))).copied()
    }
}
