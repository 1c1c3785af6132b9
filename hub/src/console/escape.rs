//! How texts become part of a page (`askama.toml`): escaped as HTML, and closed where they turn the direction of writing. U+202E in a caller's
//! name would else turn round what stands behind it, and a signed amount read backwards is another one.

use askama::filters::{Escaper, Html};
use std::fmt::{self, Write};

/// The escaper of every template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text;

impl Escaper for Text {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(&mut dest, text)?;
        if text.is_ascii() {
            return Ok(());
        }
        let mut open = Vec::new();
        for c in text.chars() {
            match c {
                '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => open.push('\u{202C}'),
                '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
                // An isolate that ends takes what was opened in it along.
                '\u{2069}' => {
                    if let Some(at) = open.iter().rposition(|end| *end == '\u{2069}') {
                        open.truncate(at);
                    }
                }
                '\u{202C}' if open.last() == Some(&'\u{202C}') => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.iter().rev().try_for_each(|end| dest.write_char(*end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        Text.write_escaped_str(&mut out, text).expect("written");
        out
    }

    #[test]
    fn texts_are_escaped_and_turn_nothing_behind_them() {
        assert_eq!(shown("<b> & 修"), "&#60;b&#62; &#38; 修");
        assert_eq!(shown("a\u{202E}b"), "a\u{202E}b\u{202C}");
        assert_eq!(shown("\u{2066}\u{202E}x"), "\u{2066}\u{202E}x\u{202C}\u{2069}");
        for whole in ["\u{202E}x\u{202C}", "\u{2067}x\u{202B}y\u{2069}", "שלום"] {
            assert_eq!(shown(whole), whole, "closed by itself");
        }
    }
}
