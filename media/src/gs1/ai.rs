//! Application identifiers: how many digits each has, whether its value has a fixed length, and what the value may be. The rules of values
//! are GS1's own Syntax Dictionary (github.com/gs1/gs1-syntax-dictionary, Apache-2.0), which lies beside this file; its tests of contents
//! are applied as far as they say that a number was misread: check digits and dates. Fixed lengths: General Specifications figure 7.8.5-1.

use super::{Gs1Error, check};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DICTIONARY: &str = include_str!("gs1-syntax-dictionary.txt");

/// What the values of the known identifiers have to be.
static RULES: LazyLock<BTreeMap<String, Vec<Component>>> =
    LazyLock::new(|| DICTIONARY.lines().flat_map(entry).collect());

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Component {
    set: u8,
    least: usize,
    most: usize,
    optional: bool,
    /// The value's digits end with their check digit.
    checked: bool,
    /// A date of six digits; with day 00 for the last of the month or without.
    date: Option<DayZero>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayZero {
    Allowed,
    Refused,
}

/// The identifiers of a line of the dictionary with the components of their values: `3100-3105 *? N6 req=01,02 # NET WEIGHT`.
fn entry(line: &str) -> Vec<(String, Vec<Component>)> {
    let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
    let Some(names) = words.next() else { return Vec::new() };
    let components: Vec<Component> = words.filter_map(component).collect();
    let (first, last) = names.split_once('-').unwrap_or((names, names));
    let (Ok(from), Ok(to)) = (first.parse::<u32>(), last.parse::<u32>()) else { return Vec::new() };
    (from..=to).map(|n| (format!("{n:0>width$}", width = first.len()), components.clone())).collect()
}

/// `N13,csum`, `X..20`, `[N4],hhmi`; none for flags and attributes.
fn component(word: &str) -> Option<Component> {
    let (shape, linters) = word.split_once(',').unwrap_or((word, ""));
    let optional = shape.starts_with('[');
    let shape = shape.trim_matches(['[', ']']);
    let set = *shape.as_bytes().first().filter(|set| b"NXYZ".contains(set))?;
    let length = shape.get(1..)?;
    let (least, most) = match length.strip_prefix("..") {
        Some(most) => (1, most.parse().ok()?),
        None => (length.parse().ok()?, length.parse().ok()?),
    };
    let has = |name: &str| linters.split(',').any(|linter| linter == name);
    let date = if has("yymmd0") { Some(DayZero::Allowed) } else { has("yymmdd").then_some(DayZero::Refused) };
    Some(Component { set, least, most, optional, checked: has("csum"), date })
}

/// How many digits an identifier has, from its first two; none if no identifier begins so.
pub(super) fn digits(first_two: &str) -> Option<usize> {
    let n: u32 = first_two.parse().ok()?;
    match n {
        0..=4 | 10..=13 | 15..=17 | 20..=22 | 30 | 37 | 90..=99 => Some(2),
        23..=25 | 40..=42 | 71 => Some(3),
        31..=36 | 39 | 43 | 70 | 72 | 80..=82 => Some(4),
        _ => None,
    }
}

/// The whole length of the element (identifier and value) where it is fixed, so that no separator follows.
pub(super) fn fixed_length(first_two: &str) -> Option<usize> {
    let n: u32 = first_two.parse().ok()?;
    match n {
        0 => Some(20),
        1..=3 => Some(16),
        4 => Some(18),
        11..=19 => Some(8),
        20 => Some(4),
        31..=36 => Some(10),
        41 => Some(16),
        _ => None,
    }
}

/// Whether the text is an identifier's digits.
pub(super) fn is_identifier(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.get(..2).and_then(digits) == Some(text.len())
}

/// Checks a value against its identifier. Identifiers that the dictionary does not have are only checked for characters and length.
pub(super) fn validate(ai: &str, value: &str, this_year: i32) -> Result<(), Gs1Error> {
    let fixed = ai.get(..2).and_then(fixed_length).map(|length| length.saturating_sub(ai.len()));
    let (set, least, most) = fixed.map_or((b'X', 1, 90), |length| (b'N', length, length));
    let unknown = [Component { set, least, most, optional: false, checked: false, date: None }];
    let components = RULES.get(ai).map_or(&unknown[..], Vec::as_slice);
    let mut rest = value.as_bytes();
    for component in components {
        if rest.is_empty() && component.optional {
            continue;
        }
        let (own, after) = rest.split_at(rest.len().min(component.most));
        component.check(ai, own, this_year)?;
        rest = after;
    }
    if rest.is_empty() { Ok(()) } else { Err(Gs1Error::Length { ai: ai.into() }) }
}

impl Component {
    fn check(&self, ai: &str, own: &[u8], this_year: i32) -> Result<(), Gs1Error> {
        if !own.iter().all(|byte| in_set(self.set, *byte)) {
            return Err(Gs1Error::Characters { ai: ai.into() });
        }
        if own.len() < self.least {
            return Err(Gs1Error::Length { ai: ai.into() });
        }
        let text = std::str::from_utf8(own).unwrap_or_default();
        if self.checked && !check::digit_is_right(text) {
            return Err(Gs1Error::CheckDigit { ai: ai.into() });
        }
        match self.date {
            Some(DayZero::Refused) if text.ends_with("00") => Err(Gs1Error::Date { ai: ai.into() }),
            Some(_) => check::date(ai, text, this_year).map(drop),
            None => Ok(()),
        }
    }
}

/// GS1 character sets (General Specifications 7.11): digits, 82, 39, and base64 for addresses.
fn in_set(set: u8, byte: u8) -> bool {
    match set {
        b'N' => byte.is_ascii_digit(),
        b'Y' => byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"#-/".contains(&byte),
        b'Z' => byte.is_ascii_alphanumeric() || b"-_=".contains(&byte),
        _ => byte.is_ascii_alphanumeric() || b"!\"%&'()*+,-./_:;<=>?".contains(&byte),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Gs1;
    use super::*;

    /// Two digits of a date, the check digit put right: a value that a component takes.
    fn sample(component: &Component, length: usize) -> String {
        if component.date.is_some() {
            return "260131".to_owned();
        }
        let letter = match component.set {
            b'N' => '1',
            _ => 'A',
        };
        let body: String = std::iter::repeat_n(letter, length).collect();
        if !component.checked {
            return body;
        }
        let body = &body[..length - 1];
        (0..10).map(|d| format!("{body}{d}")).find(|text| check::digit_is_right(text)).unwrap()
    }

    /// Lines of the dictionary, read in another way than the code does.
    fn lines() -> impl Iterator<Item = (Vec<String>, bool)> {
        DICTIONARY.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).map(|line| {
            let names = &line[..9].trim();
            let names = match names.split_once('-') {
                Some((from, to)) => {
                    (from.parse::<u32>().unwrap()..=to.parse().unwrap()).map(|n| n.to_string()).collect()
                }
                None => vec![(*names).to_owned()],
            };
            (names, line[9..15].contains('*'))
        })
    }

    #[test]
    fn every_identifier_of_the_dictionary_is_known_with_its_digits_and_its_need_of_a_separator() {
        let mut seen = 0;
        for (names, fixed) in lines() {
            for name in names {
                assert!(RULES.get(&name).is_some_and(|rule| !rule.is_empty()), "{name}");
                assert!(is_identifier(&name), "{name}");
                assert_eq!(fixed_length(&name[..2]).is_some(), fixed, "{name}");
                if let Some(length) = fixed_length(&name[..2]) {
                    let most: usize = RULES[&name].iter().map(|component| component.most).sum();
                    assert_eq!(length, name.len() + most, "{name}");
                }
                seen += 1;
            }
        }
        assert_eq!(seen, RULES.len());
        assert!(seen > 530, "{seen}");
    }

    #[test]
    fn every_identifier_takes_its_shortest_and_longest_value_and_no_other() {
        for (ai, components) in RULES.iter() {
            let whole = |most: bool| {
                let parts = components.iter().filter(|c| most || !c.optional);
                parts.map(|c| sample(c, if most { c.most } else { c.least })).collect::<String>()
            };
            let (short, long) = (whole(false), whole(true));
            for value in [&short, &long] {
                assert_eq!(validate(ai, value, 2026), Ok(()), "({ai}){value}");
                // As scanned, between two others.
                let separator = if fixed_length(&ai[..2]).is_some() { "" } else { "\u{1D}" };
                let read = Gs1::parse(&format!("]d2{ai}{value}{separator}90END"), 2026).unwrap();
                assert!(read.faults.is_empty(), "({ai}){value}: {:?}", read.faults);
                assert_eq!((read.elements[0].ai.as_str(), &read.elements[0].value), (ai.as_str(), value));
                assert_eq!(read.elements[1].value, "END", "({ai})");
            }
            let extra = if components.last().unwrap().set == b'N' { '1' } else { 'A' };
            let too_long = validate(ai, &format!("{long}{extra}"), 2026).unwrap_err();
            assert!(matches!(too_long, Gs1Error::Length { .. }), "({ai}): {too_long}");
            let too_short = validate(ai, &short[1..], 2026).unwrap_err();
            assert!(!matches!(too_short, Gs1Error::UnknownAi { .. }), "({ai}): {too_short}");
            // No set holds these; a letter is no digit.
            for (at, component) in components.iter().enumerate() {
                let wrong = if component.set == b'N' { "A" } else { "^" };
                let parts = components.iter().enumerate().map(|(i, c)| {
                    let good = sample(c, c.most);
                    if i == at { format!("{wrong}{}", &good[1..]) } else { good }
                });
                let refused = validate(ai, &parts.collect::<String>(), 2026).unwrap_err();
                assert_eq!(refused, Gs1Error::Characters { ai: ai.clone() });
            }
        }
        assert_eq!(validate("8010", "4012345AB#1", 2026), Ok(()), "set 39 holds the #");
        assert!(validate("21", "A#1", 2026).is_err(), "set 82 does not");
    }

    #[test]
    fn what_begins_a_digital_link_is_what_the_dictionary_says() {
        let primary: Vec<&str> = DICTIONARY
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains("dlpkey"))
            .map(|line| line.split_whitespace().next().unwrap())
            .collect();
        let mut own = super::super::digital_link::PRIMARY.to_vec();
        own.sort_unstable();
        assert_eq!(own, primary);
    }
}
