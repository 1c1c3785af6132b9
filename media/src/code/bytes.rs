//! The text of a code's bytes where the symbol does not name their character set (no ECI). The reader's own guess knows UTF-8, Japanese and
//! Western European; Chinese label printers write GB 18030.

use encoding_rs::GB18030;

/// The text of `bytes`, or none where the reader's guess is as good as any. UTF-8 where they are that; else GB 18030 where most characters
/// beyond ASCII are of its everyday part (GB 2312), which words of Western European hardly ever are.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    if bytes.is_ascii() {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned());
    }
    let (everyday, rare) = pairs(bytes)?;
    if everyday <= rare {
        return None;
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// How many characters are pairs of GB 2312, and how many are others of GB 18030; none where something is neither.
fn pairs(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut everyday, mut rare) = (0, 0);
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return Some((everyday, rare)),
            [..=0x7F, after @ ..] => after,
            [0xA1..=0xA9 | 0xB0..=0xF7, 0xA1..=0xFE, after @ ..] => {
                everyday += 1;
                after
            }
            [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, after @ ..]
            | [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE, b'0'..=b'9', after @ ..] => {
                rare += 1;
                after
            }
            _ => return None,
        };
    }
}
