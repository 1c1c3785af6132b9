//! The lines of an iCalendar file (RFC 5545, 3.1): unfolded, each with its name, its parameters and its value, and the number of the line where
//! it begins. Own code, as the crates that read iCalendar do not say on which line something stands.

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub number: u64,
    /// In capitals.
    pub name: String,
    pub parameters: &'a str,
    pub value: &'a str,
}

/// A text whose lines are unfolded, with their numbers.
pub(super) fn unfolded(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// A line in its parts; none for what is no line of an iCalendar file.
pub(super) fn line(number: u64, text: &str) -> Option<Line<'_>> {
    let mut quoted = false;
    let colon = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    })?;
    let (head, value) = (text.get(..colon.0)?, text.get(colon.0 + 1..)?);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| Line { number, name: name.to_ascii_uppercase(), parameters, value })
}

/// A text without its escapes.
pub(super) fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text.trim().to_owned()
}
