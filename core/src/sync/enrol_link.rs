//! The link in the QR code by which a phone joins a hub: `fettle:enrol?u=<hub address>&c=<one-time code>`, both percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::str::FromStr;

/// What a link begins with.
const SCHEME: &str = "fettle:enrol?";
/// Longest link in bytes; hub addresses are far shorter, and a QR code of this length is still easy to scan.
const MAX_LINK: usize = 1_000;
/// What is written as it is in a value: the unreserved characters of RFC 3986, and those of an address that a query may hold.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

/// Where to enrol, and with which code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolLink {
    /// The hub's address, such as `https://hub.example.com`, without a slash at the end.
    pub hub: String,
    /// The one-time code.
    pub code: String,
}

/// Why a text is not a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolLinkError {
    /// Some other code was scanned, or a part is missing.
    #[error("not an enrolment link")]
    NotALink,
    /// The address is not one of HTTP.
    #[error("the hub's address is not http or https")]
    BadAddress,
}

impl EnrolLinkError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotALink => "enrol_not_a_link",
            Self::BadAddress => "enrol_bad_address",
        }
    }
}

impl EnrolLink {
    /// A link to `hub` with `code`, as typed by a person or known to the hub.
    ///
    /// # Errors
    /// [`EnrolLinkError`] for an address without `http://` or `https://`, or an empty code.
    pub fn new(hub: &str, code: &str) -> Result<Self, EnrolLinkError> {
        let (hub, code) = (hub.trim().trim_end_matches('/'), code.trim());
        let host = hub.strip_prefix("https://").or_else(|| hub.strip_prefix("http://"));
        let plain = |c: char| !c.is_whitespace() && !c.is_control();
        match host {
            Some(host) if !host.is_empty() && hub.chars().all(plain) => {}
            _ => return Err(EnrolLinkError::BadAddress),
        }
        if code.is_empty() || !code.chars().all(plain) {
            return Err(EnrolLinkError::NotALink);
        }
        Ok(Self { hub: hub.to_owned(), code: code.to_owned() })
    }
}

impl fmt::Display for EnrolLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = |text| utf8_percent_encode(text, ENCODED);
        write!(f, "{SCHEME}u={}&c={}", encoded(&self.hub), encoded(&self.code))
    }
}

impl FromStr for EnrolLink {
    type Err = EnrolLinkError;
    /// Reads a scanned or typed link. Unknown parameters are ignored, so that later versions can add some.
    fn from_str(text: &str) -> Result<Self, EnrolLinkError> {
        let text = text.trim();
        let query = text.strip_prefix(SCHEME).filter(|_| text.len() <= MAX_LINK).ok_or(EnrolLinkError::NotALink)?;
        let value = |name: &str| {
            let raw = query.split('&').find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name))?.1;
            percent_decode_str(raw).decode_utf8().ok()
        };
        let (hub, code) = value("u").zip(value("c")).ok_or(EnrolLinkError::NotALink)?;
        Self::new(&hub, &code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let link = EnrolLink::new("http://192.168.1.7:8080/", "K7QM-2F9X").unwrap();
        assert_eq!(link.to_string(), "fettle:enrol?u=http://192.168.1.7:8080&c=K7QM-2F9X");
        assert_eq!(link.to_string().parse(), Ok(link));
        let odd = EnrolLink::new("https://例子.cn/a&b", "a=b&c%").unwrap();
        assert_eq!(odd.to_string().parse(), Ok(odd));
    }

    #[test]
    fn other_codes_are_not_links() {
        for text in
            ["", "https://example.com", "fettle:enrol?u=http://a", "fettle:enrol?c=1", "FETTLE:enrol?u=http://a&c=1"]
        {
            assert_eq!(text.parse::<EnrolLink>(), Err(EnrolLinkError::NotALink), "{text}");
        }
        let long = format!("fettle:enrol?u=http://a&c={}", "1".repeat(MAX_LINK));
        assert_eq!(long.parse::<EnrolLink>(), Err(EnrolLinkError::NotALink));
        for text in ["fettle:enrol?u=ftp://a&c=1", "fettle:enrol?u=http://&c=1", "fettle:enrol?u=a b&c=1"] {
            assert_eq!(text.parse::<EnrolLink>(), Err(EnrolLinkError::BadAddress), "{text}");
        }
    }
}
