//! A question to the index of words, in the language of SQLite's FTS5.

use super::facet::Facet;
use fettle_core::domain::find::{Phrase, Query};
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::Subject;

/// So many records that answer are sorted at most.
pub(super) const MOST_SORTED: usize = 500;

/// The question to the index: what answers `typed` within `reach`, of these kinds, of what belongs to `of`, of this facet. None where nothing is asked,
/// or nothing can answer.
pub(super) fn matching(
    reach: &Reach,
    typed: &str,
    kinds: &[&str],
    (of, facet): (Option<&Subject>, Option<&Facet>),
) -> Option<String> {
    let mut query = Query::read(typed);
    if query.is_empty() {
        return None;
    }
    if let Some(facet) = facet {
        query.in_streams([facet.name().to_owned()]);
    }
    within(query, reach, kinds, of)
}

/// The same of a question that was read.
pub(super) fn within(mut query: Query, reach: &Reach, kinds: &[&str], of: Option<&Subject>) -> Option<String> {
    if let Reach::Streams(streams) = reach {
        if streams.is_empty() {
            return None;
        }
        query.in_streams(streams.iter().map(ToString::to_string));
    }
    if !kinds.is_empty() {
        query.of_kinds(kinds.iter().copied());
    }
    if let Some(of) = of {
        query.of(&of.to_string());
    }
    let terms: Vec<String> = query
        .all
        .iter()
        .map(|term| {
            let ways: Vec<String> = term
                .any
                .iter()
                .map(|all| {
                    let phrases: Vec<String> = all.iter().map(phrase).collect();
                    format!("({})", phrases.join(" AND "))
                })
                .collect();
            format!("({})", ways.join(" OR "))
        })
        .collect();
    Some(terms.join(" AND "))
}

/// A phrase as FTS5 reads it. A word holds letters and digits alone, so none ends the quotation.
fn phrase(phrase: &Phrase) -> String {
    format!("\"{}\"{}", phrase.words.join(" "), if phrase.prefix { " *" } else { "" })
}
