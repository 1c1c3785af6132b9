//! GS1 Digital Link addresses: `https://id.gs1.org/01/…/21/…?17=…`, on any domain and below any path.

use super::{Element, Gs1Error, ai};
use percent_encoding::percent_decode_str;

/// Identifiers that name a thing and so can begin the path (URI Syntax 4.3), most of them are never seen in service.
pub(super) const PRIMARY: [&str; 16] = [
    "01", "00", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018", "415",
];

/// Whether the text is a web address at all.
pub(super) fn looks_like(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|s| s.eq_ignore_ascii_case("https") || s.eq_ignore_ascii_case("http"))
}

/// The elements of path and query. Query parameters that are no identifiers (`linkType`, campaign marks) are skipped.
pub(super) fn elements(text: &str) -> Result<Vec<Element>, Gs1Error> {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let without_fragment = after_scheme.split('#').next().unwrap_or_default();
    let (address, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
    let segments: Vec<&str> = address.split('/').skip(1).filter(|s| !s.is_empty()).collect();

    // Pairs are counted from the end, so that a path in front of them may hold digits too.
    let start = (0..segments.len())
        .rev()
        .filter(|i| (segments.len() - i).is_multiple_of(2) && PRIMARY.contains(&segments[*i]))
        .find(|i| segments[*i..].chunks(2).all(|pair| ai::is_identifier(pair[0])))
        .ok_or(Gs1Error::NotDigitalLink)?;
    let path = segments[start..].chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let query = query.split(['&', ';']).filter_map(|p| p.split_once('=')).filter(|(name, _)| ai::is_identifier(name));
    path.chain(query).map(|(name, value)| element(name, value)).collect()
}

fn element(name: &str, encoded: &str) -> Result<Element, Gs1Error> {
    let decoded = percent_decode_str(encoded).decode_utf8();
    let mut value = decoded.map_err(|_| Gs1Error::Characters { ai: name.into() })?.into_owned();
    // GTIN-8, -12 and -13 may stand there as they are printed (URI Syntax 4.5, as resolvers accept them).
    if name == "01" && matches!(value.len(), 8 | 12 | 13) {
        value = format!("{value:0>14}");
    }
    Ok(Element { ai: name.into(), value })
}
