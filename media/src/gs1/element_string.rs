//! Element strings: as a scanner gives them (FNC1 as the separator U+001D), and as people write them, with parentheses.

use super::{Element, Gs1Error, ai};

/// What scanners send for FNC1 between elements.
const SEPARATOR: char = '\u{1D}';

/// Whether the text begins with the symbology identifier of a symbol that says that its content is GS1.
pub(super) fn is_marked(text: &str) -> bool {
    marked(text).is_some()
}

fn marked(text: &str) -> Option<&str> {
    ["]d2", "]C1", "]Q3", "]J1", "]e0"].iter().find_map(|id| text.strip_prefix(id))
}

/// `01069…21ABC<GS>17…`; a symbology identifier (`]d2`, `]C1`, `]Q3`, `]e0`) before it is skipped. What cannot be taken apart is a fault, and
/// what stands behind the next separator is read all the same.
pub(super) fn scanned(text: &str) -> (Vec<Element>, Vec<Gs1Error>) {
    let mut rest = marked(text).unwrap_or(text);
    let (mut elements, mut faults) = (Vec::new(), Vec::new());
    loop {
        rest = rest.trim_start_matches(SEPARATOR);
        if rest.is_empty() {
            return (elements, faults);
        }
        let until_separator = rest.find(SEPARATOR).unwrap_or(rest.len());
        rest = match first(rest, until_separator) {
            Ok((element, end)) => {
                elements.push(element);
                &rest[end..]
            }
            Err(fault) => {
                faults.push(fault);
                &rest[until_separator..]
            }
        };
    }
}

/// The element at the start, and where it ends.
fn first(rest: &str, until_separator: usize) -> Result<(Element, usize), Gs1Error> {
    let unknown = || Gs1Error::UnknownAi { at: rest.chars().take(4).collect() };
    let first_two = rest.get(..2).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).ok_or_else(unknown)?;
    let name = rest.get(..ai::digits(first_two).ok_or_else(unknown)?).filter(|t| ai::is_identifier(t));
    let name = name.ok_or_else(unknown)?;
    let end = match ai::fixed_length(first_two) {
        Some(length) if length <= until_separator && rest.is_char_boundary(length) => length,
        Some(_) => return Err(Gs1Error::Length { ai: name.into() }),
        None => until_separator,
    };
    Ok((Element { ai: name.into(), value: rest[name.len()..end].into() }, end))
}

/// `(01)069…(21)ABC`; a value may hold parentheses itself, as long as they do not look like an identifier.
pub(super) fn bracketed(text: &str) -> (Vec<Element>, Vec<Gs1Error>) {
    let mut elements = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some((name, after)) = opening(rest) else {
            return (elements, vec![Gs1Error::UnknownAi { at: rest.chars().skip(1).take(4).collect() }]);
        };
        let end = after.match_indices('(').map(|(at, _)| at).find(|at| opening(&after[*at..]).is_some());
        let (value, next) = after.split_at(end.unwrap_or(after.len()));
        elements.push(Element { ai: name.into(), value: value.into() });
        rest = next;
    }
    (elements, Vec::new())
}

/// The identifier in parentheses at the start, and what follows it.
fn opening(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('(')?.split_once(')')?;
    ai::is_identifier(name).then_some((name, after))
}
