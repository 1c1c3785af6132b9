//! Words for an index that knows only whether two words are the same, such as a phone's, whose words are keyed hashes: a word stands in it with what it
//! begins with, to certain lengths. Such an index gives what may answer a question; which of it does is asked of the words themselves.

use super::query::{Phrase, Query};
use super::words::{BACKWARDS, SOUND, Words};
use std::collections::BTreeSet;

/// The lengths, in characters, to which beginnings stand in an index.
const LENGTHS: [usize; 10] = [1, 2, 3, 4, 5, 6, 8, 10, 14, 20];
/// So many words of one way to answer are asked for: with these few records are left, of a text that was pasted too.
const MOST: usize = 12;

fn beginning(word: &str, length: usize) -> String {
    word.chars().take(length).collect()
}

/// The longest beginning of a word that stands in an index.
fn longest(word: &str) -> String {
    let length = word.chars().count();
    beginning(word, LENGTHS.into_iter().rfind(|one| *one <= length).unwrap_or_default())
}

/// Of a marked word nothing is said by the mark alone.
fn is_marked(word: &str) -> bool {
    word.starts_with([BACKWARDS, SOUND])
}

impl Words {
    /// What stands in an index of beginnings for the record: of its words those that a person types. Kind, streams and what it belongs to are none.
    pub fn beginnings(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for word in self.typed() {
            let (length, least) = (word.chars().count(), if is_marked(word) { 2 } else { 1 });
            let lengths = LENGTHS.into_iter().filter(|one| (least..=length).contains(one));
            all.extend(lengths.map(|length| beginning(word, length)));
        }
        all
    }
    /// Whether the record answers a question.
    pub fn answer(&self, query: &Query) -> bool {
        query.all.iter().all(|term| term.any.iter().any(|way| way.iter().all(|phrase| self.have(phrase))))
    }
    fn have(&self, phrase: &Phrase) -> bool {
        let Some((last, first)) = phrase.words.split_last() else { return true };
        let ends = |word: &String| if phrase.prefix { word.starts_with(last.as_str()) } else { word == last };
        if first.is_empty() {
            return self.each().any(ends);
        }
        self.in_order().windows(phrase.words.len()).any(|part| part.starts_with(first) && part.last().is_some_and(ends))
    }
}

impl Query {
    /// For an index of beginnings: of each term the ways to answer it, each with all that has to stand there.
    pub fn beginnings(&self) -> Vec<Vec<BTreeSet<String>>> {
        let way = |phrases: &Vec<Phrase>| {
            let words = phrases.iter().flat_map(|phrase| &phrase.words).map(|word| longest(word));
            words.filter(|word| !word.is_empty()).take(MOST).collect()
        };
        self.all.iter().map(|term| term.any.iter().map(way).collect()).collect()
    }
}
