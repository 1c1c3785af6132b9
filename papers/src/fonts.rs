//! The papers' fonts, compiled in, and what is done with characters that they lack.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Both fonts and the book Typst finds them by. See `papers/fonts/make_subset.py`.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::load);

/// GETA MARK: what Chinese typesetting has always printed for a character that the fount lacks.
pub(crate) const REPLACEMENT: char = '〓';

pub(crate) struct Fonts {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
    /// One bit a character: Typst's own coverage is searched from its start for each question.
    covered: Vec<u64>,
}

impl Fonts {
    fn load() -> Self {
        let files: [&'static [u8]; 2] =
            [include_bytes!("../fonts/fettle-papers.otf"), include_bytes!("../fonts/fettle-papers-heading.otf")];
        let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let mut covered = vec![0; 0x11_0000 / 64];
        for c in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
            if let Some(word) = covered.get_mut(c as usize / 64) {
                *word |= 1 << (c % 64);
            }
        }
        Self { fonts, book, covered }
    }

    /// Whether some font has `c`.
    fn has(&self, c: char) -> bool {
        let c = u32::from(c);
        self.covered.get(c as usize / 64).is_some_and(|word| word >> (c % 64) & 1 == 1)
    }
}

/// Makes texts printable and remembers what had to be replaced.
#[derive(Default)]
pub(crate) struct Printable {
    missing: BTreeSet<char>,
}

impl Printable {
    /// `text` with every character that cannot be printed replaced visibly. Line ends stay, tabs become spaces; marks that have no picture
    /// of their own (variation selectors, joiners, direction and byte order marks) and soft hyphens are left out.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' => out.push(c),
                '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' => out.push(' '),
                '\r' | '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
                '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' => {}
                c if !c.is_control() && FONTS.has(c) => out.push(c),
                c => {
                    self.missing.insert(c);
                    out.push(REPLACEMENT);
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
        let name = |c: &char| {
            let code = format!("U+{:04X}", u32::from(*c));
            if c.is_control() { code } else { format!("{c} ({code})") }
        };
        Some(self.missing.iter().map(name).collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_gb_2312_and_of_the_papers_own_texts_is_there() {
        let own = concat!(
            include_str!("../../core/locales/zh-CN/papers.ftl"),
            include_str!("../../core/locales/en/papers.ftl"),
            "一乙二十丁厂七卜人入八九几儿了力乃刀又三于干亏士工土才寸下大丈与万上小口巾山千乞川亿个勺久凡及夕丸么广亡门义之尸弓己已子卫也女飞刃习叉马乡",
            "喆堃镕玥珺翀昇垚犇旻祎",
            "螳螂矍铄饕餮龠龘齄℃Ωμ①㈠ⅣЯяαβ±×÷≤≥≠≈¥€£№§→←…—“”《》【】〓"
        );
        // 龘 is neither in GB 2312 nor a name: it has to be found missing, and nothing else.
        let mut printable = Printable::default();
        printable.text(own);
        assert_eq!(printable.missing().as_deref(), Some("龘 (U+9F98)"));
    }

    #[test]
    fn the_bold_font_has_the_papers_own_texts() {
        let bold = &FONTS.fonts[1];
        let own = include_str!("../../core/locales/zh-CN/papers.ftl");
        let lacks: String =
            own.chars().filter(|c| *c != '\n' && !bold.info().coverage.contains(u32::from(*c))).collect();
        assert_eq!(lacks, "", "run papers/fonts/make_subset.py again");
    }

    #[test]
    fn what_cannot_be_printed_is_seen_and_told() {
        let mut printable = Printable::default();
        assert_eq!(printable.text("a😀b\u{7}\tc\u{fe0f}\r\nd"), "a〓b〓 c\nd");
        assert_eq!(printable.missing().as_deref(), Some("U+0007, 😀 (U+1F600)"));
    }
}
