//! The words under which a record is found. One list of them is what an index keeps of a record; a question asks for the same words.
//!
//! Chinese stands in it by pairs of characters, in their order, so that a longer word is pairs that follow each other; other text by words;
//! codes whole and from each of their parts on, without what separates those; telephone numbers and serial numbers also backwards, so that their
//! end is a beginning; Chinese names also by sound. What is no word of a text begins with a character of Unicode's private use, which nobody types.

use super::called::Called;
use super::sound::{every, readings};
use crate::domain::printed::folded;
use std::collections::BTreeSet;

/// Begins a number that is written backwards.
pub(super) const BACKWARDS: char = '\u{E000}';
/// Begins a stream: who may find the record.
pub(super) const STREAM: char = '\u{E001}';
/// Begins the sound of a name: its syllables, or their first letters.
pub(super) const SOUND: char = '\u{E002}';
/// Begins a kind of record.
pub(super) const KIND: char = '\u{E003}';
/// Begins a whole code.
pub(super) const WHOLE: char = '\u{E004}';
/// Begins what the record belongs to.
pub(super) const OF: char = '\u{E005}';
/// Stands between two texts, so that no word goes on from one into the other.
const SEPARATOR: char = '\u{E00F}';

/// So many characters of a text count: a symptom may be as long as an essay.
const MOST: usize = 2_000;
/// So many parts of a code count.
const MOST_PARTS: usize = 8;
/// So many ways to read a name count.
const MOST_READINGS: usize = 16;
/// The sound of a name is kept from each of its first so many characters on.
const MOST_SOUNDED: usize = 24;

/// The words of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    list: Vec<String>,
    /// Those that need no place.
    set: BTreeSet<String>,
}

impl Words {
    /// None yet, of a record of `kind`.
    pub fn of_kind(kind: &str) -> Self {
        let mut words = Self::default();
        words.set.insert(kind_word(kind));
        words
    }
    /// Adds a stream that has the record.
    pub fn stream(&mut self, name: &str) {
        self.set.insert(stream_word(name));
    }
    /// Adds what the record belongs to, by its subject.
    pub fn of(&mut self, subject: &str) {
        self.set.insert(of_word(subject));
    }
    /// Adds running text: a symptom, an address.
    pub fn text(&mut self, text: &str) {
        let mut any = false;
        for run in runs(text) {
            any = true;
            match run {
                Run::Chinese(chars) => self.list.extend(pairs(&chars)),
                Run::Other(word) => self.list.push(word),
            }
        }
        if any {
            self.list.push(SEPARATOR.to_string());
        }
    }
    /// Adds a name: text that is also found by its sound.
    pub fn name(&mut self, name: &str, called: Called) {
        self.text(name);
        self.set.extend(sounds(name, called).into_iter().map(|sound| format!("{SOUND}{sound}")));
    }
    /// Adds a code: a job's number, a label, a part number.
    pub fn code(&mut self, code: &str) {
        let whole: String = runs(code).into_iter().map(Run::joined).take(MOST_PARTS).collect();
        if !whole.is_empty() {
            self.set.insert(format!("{WHOLE}{whole}"));
        }
        self.code_of_other(code);
    }
    /// Adds the code of another record that this one is about: it is found by it, and is not the one that has it.
    pub fn code_of_other(&mut self, code: &str) {
        let parts: Vec<String> = runs(code).into_iter().map(Run::joined).take(MOST_PARTS).collect();
        for from in 0..parts.len() {
            self.set.insert(parts[from..].concat());
        }
        if code.chars().any(is_chinese) {
            self.text(code);
        }
    }
    /// Adds a serial number: a code that people also say by its end.
    pub fn serial(&mut self, serial: &str) {
        self.code(serial);
        self.backwards(&joined(serial));
    }
    /// Adds the serial number of another record that this one is about.
    pub fn serial_of_other(&mut self, serial: &str) {
        self.code_of_other(serial);
        self.backwards(&joined(serial));
    }
    /// Adds a telephone number. An extension behind it counts as well.
    pub fn phone(&mut self, phone: &str) {
        let mut parts = phone.split('转').map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
        let number = parts.next().unwrap_or_default();
        self.set.insert(number.clone());
        self.backwards(&number);
        self.set.extend(parts);
        self.set.remove("");
    }
    fn backwards(&mut self, text: &str) {
        if !text.is_empty() {
            self.set.insert(format!("{BACKWARDS}{}", text.chars().rev().collect::<String>()));
        }
    }
    /// All of them.
    pub(super) fn each(&self) -> impl Iterator<Item = &String> {
        self.list.iter().chain(&self.set)
    }
    /// Those of texts, in their order.
    pub(super) fn in_order(&self) -> &[String] {
        &self.list
    }
    /// Those that a person types.
    pub(super) fn typed(&self) -> impl Iterator<Item = &String> {
        self.each().filter(|word| !word.starts_with([STREAM, KIND, WHOLE, OF, SEPARATOR]))
    }
    /// All of them with spaces between, as an index takes them in. Equal records give equal text.
    pub fn joined(&self) -> String {
        let all: Vec<&str> = self.list.iter().chain(&self.set).map(String::as_str).collect();
        all.join(" ")
    }
}

/// A code without what separates its parts.
fn joined(code: &str) -> String {
    runs(code).into_iter().map(Run::joined).collect()
}

/// The word of a whole code, as typed; none where there is no letter or digit in it.
pub fn exact(code: &str) -> Option<String> {
    let whole = joined(code);
    (!whole.is_empty()).then(|| format!("{WHOLE}{whole}"))
}

pub(super) fn stream_word(name: &str) -> String {
    marked(STREAM, name)
}

pub(super) fn kind_word(kind: &str) -> String {
    marked(KIND, kind)
}

pub(super) fn of_word(subject: &str) -> String {
    marked(OF, subject)
}

fn marked(mark: char, name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{mark}{}", plain.to_ascii_lowercase())
}

/// A part of a text without anything between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// Written without spaces.
    Chinese(Vec<char>),
    /// A word, a number.
    Other(String),
}

impl Run {
    pub(super) fn joined(self) -> String {
        match self {
            Self::Chinese(chars) => chars.into_iter().collect(),
            Self::Other(word) => word,
        }
    }
}

/// The runs of a text, without regard to case and width.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut fresh = true;
    for c in folded(text).chars().take(MOST).flat_map(char::to_lowercase) {
        if is_chinese(c) {
            match found.last_mut() {
                Some(Run::Chinese(chars)) if !fresh => chars.push(c),
                _ => found.push(Run::Chinese(vec![c])),
            }
            fresh = false;
        } else if c.is_alphanumeric() {
            match found.last_mut() {
                Some(Run::Other(word)) if !fresh => word.push(c),
                _ => found.push(Run::Other(c.to_string())),
            }
            fresh = false;
        } else {
            fresh = true;
        }
    }
    found
}

/// Whether a character belongs to a script that is written without spaces between words: Chinese, with kana, and Korean by the way.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3041..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// The pairs of a run, and its last character alone: it begins no pair.
pub(super) fn pairs(chars: &[char]) -> Vec<String> {
    let pairs = chars.windows(2).map(|pair| pair.iter().collect::<String>());
    pairs.chain(chars.last().map(char::to_string)).collect()
}

/// How a name sounds: its syllables in one word, and their first letters, these from each character on; by every reading that a character has, the
/// likely ones first.
fn sounds(name: &str, called: Called) -> BTreeSet<String> {
    let chars: Vec<char> = folded(name).chars().flat_map(char::to_lowercase).take(MOST_SOUNDED).collect();
    let likely = readings(&chars, called);
    if likely.iter().all(Option::is_none) {
        return BTreeSet::new();
    }
    // What is not Chinese is spelt as it is, so that `3haolou` finds 3号楼.
    let each: Vec<Vec<String>> = chars
        .iter()
        .zip(likely)
        .map(|(c, likely)| match likely {
            Some(likely) => every(*c, likely).into_iter().map(str::to_owned).collect(),
            None if c.is_alphanumeric() => vec![c.to_string()],
            None => Vec::new(),
        })
        .filter(|readings: &Vec<String>| !readings.is_empty())
        .collect();
    let mut all = BTreeSet::new();
    let first = |readings: &Vec<String>| -> Vec<String> {
        let letters: Vec<String> = readings.iter().filter_map(|r| r.chars().next()).map(String::from).collect();
        let mut distinct: Vec<String> = Vec::new();
        for letter in letters {
            if !distinct.contains(&letter) {
                distinct.push(letter);
            }
        }
        distinct
    };
    let letters: Vec<Vec<String>> = each.iter().map(first).collect();
    all.extend(spelt(&each));
    for from in 0..letters.len().saturating_sub(1).max(1) {
        all.extend(spelt(&letters[from..]));
    }
    all
}

/// The ways to spell something, each character in one of its ways; the likely ones where there are too many.
fn spelt(each: &[Vec<String>]) -> Vec<String> {
    let mut all = vec![String::new()];
    for ways in each {
        let ways = if all.len() * ways.len() > MOST_READINGS { &ways[..1] } else { &ways[..] };
        all = all.iter().flat_map(|begun| ways.iter().map(move |way| format!("{begun}{way}"))).collect();
    }
    all
}
