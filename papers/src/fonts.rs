//! The papers' fonts: those compiled in, and what a company adds for its own names.

use std::sync::{Arc, LazyLock};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// See `papers/fonts/make_fonts.py`. The order is that of `common.typ`.
const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/fettle-papers-latin.ttf"),
    include_bytes!("../fonts/fettle-papers.otf"),
    include_bytes!("../fonts/fettle-papers-signs.ttf"),
    include_bytes!("../fonts/fettle-papers-heading.otf"),
];

static BUILT_IN: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts = FILES.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Fonts(Arc::new(Inner::new(fonts)))
});

/// What papers are printed with. Cheap to copy.
#[derive(Clone)]
pub struct Fonts(pub(crate) Arc<Inner>);

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Fonts").field(&self.0.fonts.len()).finish()
    }
}

pub(crate) struct Inner {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
    /// One bit a character: Typst's own coverage is searched from its start for each question.
    covered: Vec<u64>,
}

impl Inner {
    pub(crate) fn new(fonts: Vec<Font>) -> Self {
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let mut covered = vec![0; 0x11_0000 / 64];
        for c in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
            if let Some(word) = covered.get_mut(c as usize / 64) {
                *word |= 1 << (c % 64);
            }
        }
        Self { fonts, book, covered }
    }
}

impl Fonts {
    /// The fonts compiled in: the 8,105 standard characters of Chinese, Big5 level 1 and 2, Latin with its extensions A and B, Greek,
    /// Cyrillic, Japanese, Korean, and common signs.
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    /// Whether some font has `c`.
    pub fn has(&self, c: char) -> bool {
        let c = u32::from(c);
        self.0.covered.get(c as usize / 64).is_some_and(|word| word >> (c % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of a table in `papers/fonts/tables`, without its remarks.
    fn table(text: &str) -> Vec<char> {
        text.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect()
    }

    fn lacks(characters: impl IntoIterator<Item = char>) -> String {
        characters.into_iter().filter(|c| !BUILT_IN.has(*c)).collect()
    }

    #[test]
    fn all_of_the_8105_standard_characters_are_there() {
        let all = table(include_str!("../fonts/tables/general-standard.txt"));
        assert_eq!(all.len(), 8_105);
        assert_eq!(lacks(all.iter().copied()), "");
        assert!("䶮㛃𫖯𬭎".chars().all(|c| all.contains(&c)), "names of level 3 are in the table");
    }

    #[test]
    fn all_of_big5_level_1_and_2_is_there() {
        let all = table(include_str!("../fonts/tables/big5.txt"));
        assert_eq!(all.len(), 5_401 + 7_652);
        assert_eq!(lacks(all), "");
    }

    #[test]
    fn latin_extended_a_and_b_and_hangul_are_there() {
        assert_eq!(lacks('\u{100}'..='\u{24f}'), "");
        assert_eq!(lacks('\u{ac00}'..='\u{d7a3}'), "");
        assert_eq!(lacks("ẞắởữệ ΑΩάώ АЯЄІЇґ サーバー ㈜ ①㎡℃№".chars()), "");
    }

    #[test]
    fn signs_of_the_trade_are_there() {
        assert_eq!(
            lacks("⌀12 ☐☑☒✓✗✔✘ ⚠⚡☎ ♂♀ ★☆ ●○■□▲△▼▽ →←↑↓⇒ ≤≥≠≈±×÷√∞∅∠⊥∥ ½¼¾ ²³ ⏚⏻ ¥€£₩₽ §¶†‡ «»“”‘’…—–·•".chars()),
            ""
        );
    }

    #[test]
    fn every_character_of_gb_2312_and_of_the_papers_own_texts_is_there() {
        let own = concat!(
            include_str!("../../core/locales/zh-CN/papers.ftl"),
            include_str!("../../core/locales/en/papers.ftl"),
            "喆堃镕玥珺翀昇垚犇旻祎",
            "螳螂矍铄饕餮龠齄℃Ωμ①㈠ⅣЯяαβ±×÷≤≥≠≈¥€£№§→←…—“”《》【】〓"
        );
        assert_eq!(lacks(own.chars().filter(|c| *c != '\n')), "");
    }

    #[test]
    fn the_bold_font_has_the_papers_own_texts() {
        let bold = &BUILT_IN.0.fonts[3];
        let own = include_str!("../../core/locales/zh-CN/papers.ftl");
        let lacks: String =
            own.chars().filter(|c| *c != '\n' && !bold.info().coverage.contains(u32::from(*c))).collect();
        assert_eq!(lacks, "", "run papers/fonts/make_fonts.py again");
    }

    #[test]
    fn a_font_of_the_company_brings_its_characters() {
        let (all, brought) = Fonts::built_in().with(include_bytes!("../testdata/arabic.ttf").to_vec()).unwrap();
        assert!(all.has('م') && !Fonts::built_in().has('م') && brought > 4, "{brought}");
        // Once is enough.
        let (same, brought) = all.with(include_bytes!("../testdata/arabic.ttf").to_vec()).unwrap();
        assert_eq!((same.0.fonts.len(), brought), (all.0.fonts.len(), 0));
        for bad in [&b"no font"[..], &FILES[0][..2_000]] {
            assert_eq!(all.with(bad.to_vec()).unwrap_err().code(), "font_unusable");
        }
    }
}
