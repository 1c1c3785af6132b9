//! Which kind of things a table brings, and which of its columns is which: by name or heading, in both languages.

use super::super::kinds::{KINDS, Kind};
use super::own::{Headings, Means, plain};
use fettle_core::text::{Lang, text};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a text of the catalogue offers: several words between `|`; nothing where there is no such text.
fn words(key: &str) -> Vec<String> {
    let of = |lang| {
        let found = text(lang, key);
        if found == key { Vec::new() } else { found.split('|').map(plain).collect::<Vec<_>>() }
    };
    Lang::ALL.into_iter().flat_map(of).filter(|word| !word.is_empty()).collect()
}

/// The words for a column or a kind: its own name, its heading, and what else people write.
// keys!: import-column-* keys!: import-also-* keys!: import-kind-*
fn names(family: &str, name: &str) -> Vec<String> {
    let key = name.replace('_', "-");
    let mut all = vec![plain(name)];
    all.extend(words(&format!("{family}{key}")));
    all.extend(words(&format!("import-also-{key}")));
    all
}

/// A kind with the words for it and for its columns.
struct Known {
    kind: &'static Kind,
    names: Vec<String>,
    columns: BTreeMap<String, usize>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let known = |kind: &'static Kind| {
        let mut columns = BTreeMap::new();
        for (at, column) in kind.columns.iter().enumerate() {
            for name in names("import-column-", column.name) {
                columns.entry(name).or_insert(at);
            }
        }
        Known { kind, names: names("import-kind-", kind.name), columns }
    };
    KINDS.iter().map(known).collect()
});

/// The kind that a sheet or a file is named after.
pub(super) fn by_name(name: &str) -> Option<&'static Kind> {
    let name = plain(name);
    // `客户2026` and `sites 3` say it too.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    KNOWN.iter().find(|known| known.names.iter().any(|word| word == name)).map(|known| known.kind)
}

/// What a heading of a table of this kind stands for. What the company said of its own headings counts first.
pub(super) fn means(kind: &Kind, heading: &str, own: &Headings) -> Option<Means> {
    of_known(KNOWN.iter().find(|known| known.kind.name == kind.name)?, heading, own)
}

fn of_known(known: &Known, heading: &str, own: &Headings) -> Option<Means> {
    own.get(known.kind, heading).or_else(|| known.columns.get(&plain(heading)).copied().map(Means::Column))
}

/// How many of the headings are ones of ours, of whatever kind.
pub(super) fn met(headings: &[String]) -> usize {
    KNOWN.iter().map(|known| hits(known, headings)).max().unwrap_or(0)
}

fn hits(known: &Known, headings: &[String]) -> usize {
    headings.iter().filter(|heading| known.columns.contains_key(&plain(heading))).count()
}

/// The kind whose columns these are: all that must be there are, and no other kind fits as well.
pub(super) fn by_headings(headings: &[String], own: &Headings) -> Option<&'static Kind> {
    let there = |known: &Known| -> Vec<usize> {
        let column = |heading: &String| match of_known(known, heading, own) {
            Some(Means::Column(at)) => Some(at),
            _ => None,
        };
        headings.iter().filter_map(column).collect()
    };
    let fits = |known: &&Known| {
        let there = there(known);
        // One heading alone is that of many lists.
        let enough = there.len() > 1;
        enough && known.kind.columns.iter().enumerate().all(|(at, column)| !column.must || there.contains(&at))
    };
    let mut fitting: Vec<(usize, &'static Kind)> =
        KNOWN.iter().filter(fits).map(|known| (there(known).len(), known.kind)).collect();
    fitting.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
    match fitting.as_slice() {
        [(best, kind), rest @ ..] if rest.first().is_none_or(|(next, _)| next < best) => Some(kind),
        _ => None,
    }
}
