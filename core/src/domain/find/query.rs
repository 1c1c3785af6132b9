//! What a person typed to find something, as questions to an index of words.

use super::words::{BACKWARDS, Run, SOUND, is_chinese, kind_word, of_word, pairs, runs, stream_word};

/// So many words of a question count.
const MOST: usize = 8;
/// So many digits at least are the end of a number. Fewer say nothing.
const END: usize = 4;

/// Words that follow each other in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// They.
    pub words: Vec<String>,
    /// Whether the last one may go on.
    pub prefix: bool,
}

impl Phrase {
    fn word(word: String) -> Self {
        Self { words: vec![word], prefix: false }
    }
    fn begins(word: String) -> Self {
        Self { words: vec![word], prefix: true }
    }
}

/// What one word of the question asks for: all phrases of one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The ways in which a record can answer it.
    pub any: Vec<Vec<Phrase>>,
}

/// A question: a record answers it by answering each term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms.
    pub all: Vec<Term>,
}

impl Query {
    /// Reads what was typed. Nothing to look for gives no term.
    pub fn read(text: &str) -> Self {
        Self { all: text.split_whitespace().filter_map(term).take(MOST).collect() }
    }
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
    /// Only records of these kinds.
    pub fn of_kinds<'k>(&mut self, kinds: impl IntoIterator<Item = &'k str>) {
        self.one_of(kinds.into_iter().map(kind_word));
    }
    /// Only records that one of these streams has.
    pub fn in_streams(&mut self, streams: impl IntoIterator<Item = String>) {
        self.one_of(streams.into_iter().map(|name| stream_word(&name)));
    }
    /// Only records that belong to this one.
    pub fn of(&mut self, subject: &str) {
        self.one_of(std::iter::once(of_word(subject)));
    }
    /// Only records with this word, as it stands in an index.
    pub fn word(&mut self, word: String) {
        self.one_of(std::iter::once(word));
    }
    fn one_of(&mut self, words: impl Iterator<Item = String>) {
        self.all.push(Term { any: words.map(|word| vec![Phrase::word(word)]).collect() });
    }
}

fn term(word: &str) -> Option<Term> {
    let found = runs(word);
    if found.is_empty() {
        return None;
    }
    let mut any = vec![found.iter().map(phrase).collect::<Vec<_>>()];
    let whole: String = found.iter().cloned().map(Run::joined).collect();
    if found.len() > 1 {
        any.push(vec![Phrase::begins(whole.clone())]);
    }
    if !whole.chars().any(is_chinese) {
        any.push(vec![Phrase::begins(format!("{SOUND}{whole}"))]);
        if whole.chars().filter(char::is_ascii_digit).count() >= END {
            let backwards: String = whole.chars().rev().collect();
            any.push(vec![Phrase::begins(format!("{BACKWARDS}{backwards}"))]);
        }
    }
    Some(Term { any })
}

fn phrase(run: &Run) -> Phrase {
    match run {
        Run::Chinese(chars) if chars.len() > 1 => {
            // The last character alone stands in an index only where a run ends.
            let words = pairs(chars);
            Phrase { words: words[..words.len() - 1].to_vec(), prefix: false }
        }
        Run::Chinese(chars) => Phrase::begins(chars.iter().collect()),
        Run::Other(word) => Phrase::begins(word.clone()),
    }
}
