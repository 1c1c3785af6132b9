//! The character 0 in texts. Phones may send it, and SQLite keeps it; PostgreSQL takes no text that has it. There such a text is kept with
//! something else for each 0 and a mark at its end, so that what stands at its beginning (ids, codes) is found at the same place: what is read is what was
//! written. All others, JSON among them, are kept as they are.

/// The last code point of all: no character, and never one (Unicode, 23.7).
const MARK: char = '\u{10FFFF}';
const ZERO: &str = "\u{10FFFF}0";
const ITSELF: &str = "\u{10FFFF}1";

/// A text as PostgreSQL can keep it.
pub(super) fn without(text: String) -> String {
    if !text.as_bytes().contains(&0) && !text.ends_with(MARK) {
        return text;
    }
    format!("{}{MARK}", text.replace(MARK, ITSELF).replace('\0', ZERO))
}

/// The text that was kept so.
pub(super) fn with(text: String) -> String {
    match text.strip_suffix(MARK) {
        Some(kept) => kept.replace(ZERO, "\0").replace(ITSELF, "\u{10FFFF}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        for text in [
            "",
            "plain 中",
            "\0",
            "a\0b\0",
            "\u{10FFFF}",
            "\u{10FFFF}0",
            "\u{10FFFF}\0\u{10FFFF}1\0",
            "0\u{10FFFF}\u{10FFFF}",
        ] {
            let kept = without(text.to_owned());
            assert!(kept.starts_with(text.split(['\0', MARK]).next().unwrap_or_default()), "{text:?}");
            assert!(!kept.contains('\0') && with(kept) == text, "{text:?}");
        }
        for plain in ["plain", "in the midst \u{10FFFF}0", "{\"text\":\"\\u0000\"}"] {
            assert_eq!(without(plain.to_owned()), plain);
        }
    }

    #[tokio::test]
    async fn a_database_gives_back_any_text() {
        let hub = crate::testing::TestHub::start().await;
        let mut conn = hub.hub.db().write().await.expect("free");
        for text in ["a\0b", "b\u{10FFFF}", "plain"] {
            let sql = "INSERT INTO setting (key, value) VALUES ($1, $2)";
            crate::sql::query(sql).bind(text).bind(text).execute(&mut *conn).await.expect("written");
            let found = "SELECT value FROM setting WHERE key = $1";
            let read: String = crate::sql::query_scalar(found).bind(text).fetch_one(&mut *conn).await.expect("read");
            assert_eq!(read, text);
            let read: Option<String> =
                crate::sql::query_scalar(found).bind(text.to_owned()).fetch_one(&mut *conn).await.expect("read");
            assert_eq!(read.as_deref(), Some(text));
        }
    }
}
