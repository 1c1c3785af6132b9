//! What every command needs of the terminal: how it ends, in which language it speaks, and that nothing from elsewhere acts on it.

use crate::data::Place;
use fettle_core::text::{Lang, text_with};
use std::process::ExitCode;

/// What a command ends with: an exit code, or a text for the person.
pub(super) type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

/// Whether there is a hub in the folder. One that is made by a command is told, so that a folder mistyped is seen.
pub(super) fn is_new(data: &std::path::Path) -> bool {
    !Place::is_made(data)
}

/// Says that a hub was made.
pub(super) fn tell_new(data: &std::path::Path) {
    eprintln!("{}", text_with(language(), "hub-made", &[("folder", data.display().to_string())]));
}

/// A text from elsewhere as a terminal may show it: what would move its cursor, colour it or turn its lines is written out.
pub(super) fn printable(text: &str) -> String {
    let acts = |c: char| {
        c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// The language of the terminal, by `LC_ALL`, `LC_MESSAGES` or `LANG`; English when they say neither.
pub(super) fn language() -> Lang {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
    if tag.starts_with("zh") { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_a_cell_holds_does_nothing_to_the_terminal() {
        assert_eq!(printable("修 \u{1b}[31mred\u{7}\r\n\u{202E}x"), "修 \\u{1b}[31mred\\u{7}\\u{d}\\u{a}\\u{202e}x");
    }
}
