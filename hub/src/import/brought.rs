//! What somebody brings: tables, and what the import is to be called.

use super::Files;
use serde::{Deserialize, Serialize};

/// Characters of a name.
pub const LONGEST_NAME: usize = 120;

/// Tables, and the name of the import; without one it goes by the names of its files.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// The name; empty for none.
    pub name: String,
    /// The tables.
    pub files: Files,
}

impl Brought {
    /// Tables under a name, as typed.
    pub fn named(name: &str, files: Files) -> Self {
        let name = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        Self { name, files }
    }
    /// What is kept of it with the batch.
    pub(super) fn called(&self) -> Called {
        Called { name: self.name.clone(), files: self.files.keys().cloned().collect() }
    }
}

impl From<Files> for Brought {
    fn from(files: Files) -> Self {
        Self { name: String::new(), files }
    }
}

/// What a batch is called, and the names of its files. Stored as the names alone where it has none of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub(super) struct Called {
    pub name: String,
    pub files: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Files(Vec<String>),
    Named { name: String, files: Vec<String> },
}

impl From<Stored> for Called {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Files(files) => Self { name: String::new(), files },
            Stored::Named { name, files } => Self { name, files },
        }
    }
}

impl From<Called> for Stored {
    fn from(Called { name, files }: Called) -> Self {
        if name.is_empty() { Self::Files(files) } else { Self::Named { name, files } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_without_a_name_is_stored_as_those_before_there_were_names() {
        let files = Files::from([("a.csv".to_owned(), Vec::new()), ("b.csv".to_owned(), Vec::new())]);
        for (typed, stored) in [
            (" ", r#"["a.csv","b.csv"]"#),
            (" Move\u{7} of May ", r#"{"name":"Move of May","files":["a.csv","b.csv"]}"#),
        ] {
            let called = Brought::named(typed, files.clone()).called();
            assert_eq!(serde_json::to_string(&called).unwrap(), stored);
            assert_eq!(serde_json::from_str::<Called>(stored).unwrap(), called);
        }
        assert_eq!(Brought::named(&"x".repeat(500), files).name.len(), LONGEST_NAME);
    }
}
