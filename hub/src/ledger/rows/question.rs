//! A question to the index of words, in the language of SQLite's FTS5 or in that of PostgreSQL's text search.

use super::facet::Facet;
use crate::sql::Builder;
use fettle_core::domain::find::{Phrase, Query, Term};
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
) -> Option<Matching> {
    matching_all(reach, typed, kinds, (of, facet.as_slice()))
}

/// The same within several facets.
pub(super) fn matching_all(
    reach: &Reach,
    typed: &str,
    kinds: &[&str],
    (of, facets): (Option<&Subject>, &[&Facet]),
) -> Option<Matching> {
    let mut query = Query::read(typed);
    if query.is_empty() {
        return None;
    }
    for facet in facets {
        query.in_streams([facet.name().to_owned()]);
    }
    within(query, reach, kinds, of)
}

/// The same of a question that was read.
pub(super) fn within(mut query: Query, reach: &Reach, kinds: &[&str], of: Option<&Subject>) -> Option<Matching> {
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
    Some(Matching(query))
}

/// A question to the index.
#[derive(Debug)]
pub(super) struct Matching(Query);

impl Matching {
    /// Goes on with: the words `w` answer it.
    pub(super) fn push(&self, sql: &mut Builder, is_server: bool) {
        match is_server {
            true => sql.push("w.words @@ CAST(").push_bind(self.text(" & ", " | ", lexemes)).push(" AS tsquery)"),
            false => sql.push("search_word MATCH ").push_bind(self.text(" AND ", " OR ", phrase)),
        };
    }
    fn text(&self, and: &str, or: &str, phrase: fn(&Phrase) -> String) -> String {
        let way = |all: &Vec<Phrase>| format!("({})", all.iter().map(phrase).collect::<Vec<_>>().join(and));
        let term = |term: &Term| format!("({})", term.any.iter().map(way).collect::<Vec<_>>().join(or));
        self.0.all.iter().map(term).collect::<Vec<_>>().join(and)
    }
}

/// A phrase as FTS5 reads it. A word holds letters and digits alone, so none ends the quotation.
fn phrase(phrase: &Phrase) -> String {
    format!("\"{}\"{}", phrase.words.join(" "), if phrase.prefix { " *" } else { "" })
}

/// A phrase as PostgreSQL reads it.
fn lexemes(phrase: &Phrase) -> String {
    let words: Vec<String> = phrase.words.iter().map(|word| lexeme(word)).collect();
    format!("({}{})", words.join(" <-> "), if phrase.prefix { ":*" } else { "" })
}

/// A word in quotation marks, no longer than PostgreSQL takes one.
pub(super) fn lexeme(word: &str) -> String {
    /// Characters; PostgreSQL takes 2,046 bytes.
    const LONGEST: usize = 500;
    let plain: String = word.chars().filter(|c| !matches!(c, '\'' | '\\')).take(LONGEST).collect();
    format!("'{plain}'")
}
