//! The keys of the console: one table, which the page brings to its script and shows in the reader's language. A key that no modifier is held with is
//! never taken from who types.

use super::page::Page;
use std::collections::BTreeMap;

/// What is done, by which key, and the text of it. `assets/keys.js` knows what `next`, `previous`, `open`, `tick`, `keys` and `palette` are; whatever else is
/// done is an element of the page that is marked so (`data-does`).
const KEYS: [(&str, &str, &str); 12] = [
    ("palette", "ctrl+k", "keys-palette"),
    ("search", "/", "keys-search"),
    ("next", "j", "keys-next"),
    ("previous", "k", "keys-previous"),
    ("open", "o", "keys-open"),
    ("tick", "x", "keys-tick"),
    ("act", "a", "keys-act"),
    ("new", "n", "keys-new"),
    ("first", "e", "keys-first"),
    ("filter", "f", "keys-filter"),
    ("keep", "s", "keys-keep"),
    ("keys", "?", "keys-list"),
];

/// A key as it is read: `Ctrl+K`, `j`.
fn read(stroke: &str) -> String {
    match stroke.strip_prefix("ctrl+") {
        Some(letter) => format!("Ctrl+{}", letter.to_uppercase()),
        None => stroke.to_owned(),
    }
}

impl Page {
    /// What each key does, for the script: JSON.
    pub(super) fn strokes(&self) -> String {
        let all: BTreeMap<&str, &str> = KEYS.iter().map(|(does, stroke, _)| (*stroke, *does)).collect();
        serde_json::to_string(&all).unwrap_or_default()
    }
    /// The keys and what they do, as they are read.
    pub(super) fn keys(&self) -> Vec<(String, String)> {
        KEYS.iter().map(|(_, stroke, text)| (read(stroke), self.t(text))).collect()
    }
    /// The key that does this; empty for none.
    pub(super) fn key_of(&self, does: &str) -> String {
        KEYS.iter().find(|(known, ..)| *known == does).map(|(_, stroke, _)| read(stroke)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_does_one_thing_that_the_script_or_a_page_has() {
        let mut strokes: Vec<&str> = KEYS.iter().map(|(_, stroke, _)| *stroke).collect();
        strokes.sort_unstable();
        strokes.dedup();
        assert_eq!(strokes.len(), KEYS.len(), "a key for each");
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = include_str!("../../assets/keys.js");
        let own = script.split("const own = {").nth(1).and_then(|rest| rest.split("};").next()).expect("what it knows");
        let mut marked = String::new();
        let mut folders = vec![root.join("templates")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("read").flatten() {
                let path = entry.path();
                if path.is_dir() { folders.push(path) } else { marked += &std::fs::read_to_string(path).expect("read") }
            }
        }
        for (does, ..) in KEYS {
            let known = own.contains(&format!(" {does}:"))
                || own.contains(&format!(" {does},"))
                || own.contains(&format!(" {does} "));
            assert!(known != marked.contains(&format!("data-does=\"{does}")), "{does}: in one place");
        }
        // No other script has keys of its own.
        for other in ["console.js", "drafts.js", "live.js", "news.js"] {
            let script = std::fs::read_to_string(root.join("assets").join(other)).expect("read");
            assert!(!script.contains("keydown"), "{other}");
        }
        let palette = include_str!("../../assets/palette.js");
        assert!(!palette.contains("document.addEventListener('keydown'"));
    }
}
