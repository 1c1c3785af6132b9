//! What is done with characters that no font has.

use crate::fonts::Fonts;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Makes texts printable and remembers what could not be printed as it is.
pub(crate) struct Printable<'a> {
    fonts: &'a Fonts,
    missing: BTreeSet<char>,
}

impl<'a> Printable<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, missing: BTreeSet::new() }
    }

    /// `text` with the code point in place of every character that cannot be printed: `[U+20BB7]`, which the templates draw as a small box.
    /// A name stays one that can be told from others. Line ends stay, tabs become spaces; marks that have no picture of their own (variation
    /// selectors, joiners, direction and byte order marks) and soft hyphens are left out. Composed first (NFC): some systems write a letter
    /// and its accent, or the parts of a Korean syllable, as several characters.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.nfc() {
            match c {
                '\n' => out.push(c),
                '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' => out.push(' '),
                '\r' | '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
                '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {}
                c if !c.is_control() && self.fonts.has(c) => out.push(c),
                c => {
                    self.missing.insert(c);
                    out.push_str(&format!("[{}]", code_point(c)));
                }
            }
        }
        out
    }

    /// The characters replaced, as `U+1F600`, with the character itself where it is not a control character; none if all was printed.
    pub(crate) fn missing(&self) -> Option<String> {
        if self.missing.is_empty() {
            return None;
        }
        let name = |c: &char| if c.is_control() { code_point(*c) } else { format!("{c} ({})", code_point(*c)) };
        Some(self.missing.iter().map(name).collect::<Vec<_>>().join(", "))
    }
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_printed_is_seen_and_told() {
        let fonts = Fonts::built_in();
        let mut printable = Printable::new(&fonts);
        assert_eq!(printable.text("a😀b\u{7}\tc\u{fe0f}\r\nd𠮷"), "a[U+1F600]b[U+0007] c\nd[U+20BB7]");
        assert_eq!(printable.missing().as_deref(), Some("U+0007, 😀 (U+1F600), 𠮷 (U+20BB7)"));
    }

    #[test]
    fn names_print_as_they_are() {
        let fonts = Fonts::built_in();
        let mut printable = Printable::new(&fonts);
        for name in [
            "陳大文",
            "𬭎宇",
            "䶮",
            "㛃",
            "𫖯",
            "臺北",
            "瞭望塔",
            "啰",
            "Łukasz",
            "Kovač",
            "⌀12",
            "☑",
            "김철수",
            "サーバー",
        ] {
            assert_eq!(printable.text(name), name);
        }
        // As a Mac writes them, and with a variant of a character asked for.
        assert_eq!(printable.text("e\u{301} \u{1100}\u{1175}\u{11b7} 葛\u{e0100}"), "é 김 葛");
        assert_eq!(printable.missing(), None);
    }
}
