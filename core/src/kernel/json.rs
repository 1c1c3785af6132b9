//! What JSON an event may be made of, so that every platform's own reader gets through what is passed on: a phone that died on one event would
//! die on it at every pull.

/// Deepest nesting of arrays and objects in a header or a body.
pub const MAX_NESTING: u32 = 64;
/// Longest number, in characters as written.
pub const MAX_NUMBER: usize = 64;

/// Whether text that is JSON keeps to what everybody reads: nesting to [`MAX_NESTING`], numbers of at most [`MAX_NUMBER`] characters that are
/// no infinity as a double, no half of a surrogate pair in an escape.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_NESTING {
                    return false;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => match string(bytes, at) {
                Some(end) => at = end,
                None => return false,
            },
            b'-' | b'0'..=b'9' => {
                let rest = bytes.get(at..).unwrap_or_default();
                let more =
                    rest.iter().take_while(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')).count();
                let number = text.get(at - 1..at + more).unwrap_or_default();
                if number.len() > MAX_NUMBER || !number.parse::<f64>().is_ok_and(f64::is_finite) {
                    return false;
                }
                at += more;
            }
            _ => {}
        }
    }
    true
}

/// Where a string ends whose text begins at `at`; none where an escape is half of a pair.
fn string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => match unit(bytes, at) {
                Some(0xd800..=0xdbff) => {
                    let low = unit(bytes, at + 6).is_some_and(|low| (0xdc00..=0xdfff).contains(&low));
                    if !low {
                        return None;
                    }
                    at += 12;
                }
                Some(0xdc00..=0xdfff) => return None,
                Some(_) => at += 6,
                None => at += 2,
            },
            _ => at += 1,
        }
    }
}

/// The code unit of the escape `\uXXXX` at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = std::str::from_utf8(escape.strip_prefix(b"\\u")?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_reads_is_plain_and_the_rest_is_not() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for good in [
            r#"{"a":[1,-2.5e3,true,null,"\"[[[\\"],"b":"\ud83d\ude00 \u00e9"}"#.to_owned(),
            nested(64),
            "1".repeat(64),
            format!(r#""{}""#, "[".repeat(500)),
            format!(r#""{}""#, "9".repeat(500)),
            "1e-400".to_owned(),
        ] {
            serde_json::from_str::<serde_json::Value>(&good).expect("JSON");
            assert!(is_plain(&good), "{good}");
        }
        for bad in [
            nested(65),
            format!(r#"{{"a":{}}}"#, nested(64)),
            "1".repeat(65),
            format!("0.{}", "1".repeat(63)),
            "1e400".to_owned(),
            "[-1e999]".to_owned(),
            r#""\ud800""#.to_owned(),
            r#""\ud800\n""#.to_owned(),
            r#"{"\udc00":1}"#.to_owned(),
            r#""\ud83d\ud83d\ude00""#.to_owned(),
        ] {
            assert!(!is_plain(&bad), "{bad}");
        }
    }
}
