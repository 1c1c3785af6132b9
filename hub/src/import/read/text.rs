//! The encoding of a text: by its mark, else by what it can be. Nothing is replaced: what cannot be read is refused.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The text of a file's bytes.
///
/// # Errors
/// `import_not_a_text` for what is none, `import_encoding_unsure` for what reads as two different texts.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    let whole = |encoding: &'static encoding_rs::Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or("import_not_a_text")
    };
    let found = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(std::str::from_utf8(rest).map_err(|_| "import_not_a_text")?),
        [0xFF, 0xFE, rest @ ..] => whole(UTF_16LE, rest)?,
        [0xFE, 0xFF, rest @ ..] => whole(UTF_16BE, rest)?,
        _ => unmarked(bytes)?,
    };
    // A table of texts has none of these; what has is something else.
    if found.contains('\0') { Err("import_not_a_text") } else { Ok(found) }
}

/// Every second byte of plain letters in UTF-16 is zero; no other text has zeros.
fn unmarked(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).take(200).filter(|byte| **byte == 0).count();
    let wide = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or("import_not_a_text")
    };
    match (zeros(0), zeros(1)) {
        (0, 0) => {}
        (0, _) => return wide(UTF_16LE),
        (_, 0) => return wide(UTF_16BE),
        _ => return Err("import_not_a_text"),
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match (std::str::from_utf8(bytes), chinese) {
        (Ok(text), Some(chinese)) if is_unsure(text, &chinese) => Err("import_encoding_unsure"),
        (Ok(text), _) => Ok(Cow::Borrowed(text)),
        (Err(_), Some(chinese)) => Ok(chinese),
        (Err(_), None) => Err("import_not_a_text"),
    }
}

/// A few Chinese words in GB 18030 read as Greek, Cyrillic or Arabic in UTF-8: a short list may be either.
fn is_unsure(utf8: &str, chinese: &str) -> bool {
    let foreign = utf8.chars().any(|c| matches!(c, '\u{370}'..='\u{7FF}') || matches!(c, '¥' | '§' | '¤'));
    foreign
        && utf8.chars().all(|c| c < '\u{800}')
        && chinese.chars().all(|c| c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_spreadsheet_reads_the_same() {
        let wanted = "编号,中文名称\r\nA,小学\r\n";
        let mut marked = vec![0xEF, 0xBB, 0xBF];
        marked.extend(wanted.as_bytes());
        let units: Vec<u16> = wanted.encode_utf16().collect();
        let (mut little, mut big) = (vec![0xFF, 0xFE], vec![0xFE, 0xFF]);
        little.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        big.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        let chinese = GB18030.encode(wanted).0.into_owned();
        for bytes in [wanted.as_bytes().to_vec(), marked, little, big, chinese] {
            assert_eq!(text(&bytes).unwrap(), wanted, "{:?}", &bytes[..4]);
        }
        // Plain letters in UTF-16 without its mark.
        let plain: Vec<u8> = "code,name\nA,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&plain).unwrap(), "code,name\nA,b\n");
    }

    #[test]
    fn what_reads_as_two_texts_is_refused_and_not_guessed() {
        // 小学 in GB 18030 is Сѧ in UTF-8.
        let short = GB18030.encode("code,name_zh\nA,小学\n").0.into_owned();
        assert!(std::str::from_utf8(&short).is_ok(), "valid by chance");
        assert_eq!(text(&short), Err("import_encoding_unsure"));
        assert_eq!(text("code,name_zh\nA,Müller é\n".as_bytes()).unwrap(), "code,name_zh\nA,Müller é\n");
        assert_eq!(text("A,小学Ω\n".as_bytes()).unwrap(), "A,小学Ω\n");
        assert_eq!(text(&[b'a', 0xFF, 0xFF, b'\n']), Err("import_not_a_text"));
        assert_eq!(text(b"a\0b\0\0c"), Err("import_not_a_text"));
    }
}
