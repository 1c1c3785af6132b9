//! The key by which names sort: text whose bytes compare as people expect the names to stand, in any database.

use super::called::Called;
use super::sound::readings;
use crate::domain::printed::tidy;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Between the words of a key; sorts before all that is in one.
const BETWEEN: char = ' ';
/// Between the sound of a character and the character: those who are written alike stand together, behind what is spelt like the sound.
const WRITTEN: char = '!';
/// So many characters of a name count. Longer ones differ before.
const MOST: usize = 80;

/// The key of a name: Chinese by sound and then by character, Latin without regard to case, width and accents, numbers by how much they are
/// (2号 before 10号). Ties are the caller's to break.
pub fn sort_key(name: &str, called: Called) -> String {
    let plain: Vec<char> = tidy(name).nfkd().filter(|c| !is_combining_mark(*c)).take(MOST).collect();
    let plain: Vec<char> = plain.into_iter().flat_map(char::to_lowercase).collect();
    let sounds = readings(&plain, called);
    let mut key = String::new();
    let mut at = 0;
    while let (Some(c), Some(sound)) = (plain.get(at).copied(), sounds.get(at)) {
        if let Some(sound) = sound {
            insert_gap(&mut key);
            key.push_str(sound);
            key.push(WRITTEN);
            key.push(c);
            key.push(BETWEEN);
            at += 1;
        } else if c.is_ascii_digit() {
            let len = plain[at..].iter().take_while(|c| c.is_ascii_digit()).count();
            insert_gap(&mut key);
            number(&mut key, &plain[at..at + len]);
            key.push(BETWEEN);
            at += len;
        } else {
            if c.is_alphanumeric() {
                key.push(c);
            } else {
                insert_gap(&mut key);
            }
            at += 1;
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// Ends a word that was begun.
fn insert_gap(key: &mut String) {
    if !key.is_empty() && !key.ends_with(BETWEEN) {
        key.push(BETWEEN);
    }
}

/// A number behind how many digits it has, so that more digits are more.
fn number(key: &mut String, digits: &[char]) {
    let zeros = digits.iter().take_while(|c| **c == '0').count();
    let digits = &digits[zeros.min(digits.len() - 1)..];
    key.push_str(&format!("{:02}", digits.len().min(99)));
    key.extend(digits);
}

/// The letter under which a key is filed; `#` for what begins with none.
pub fn letter(key: &str) -> char {
    key.chars().next().filter(char::is_ascii_alphabetic).map_or('#', |c| c.to_ascii_uppercase())
}
