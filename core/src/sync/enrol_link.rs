//! The link in the QR code by which a phone joins a hub: `fettle:enrol?u=<hub address>&c=<one-time code>`, both percent-encoded; with
//! `&p=<SHA-256>` for each key that the hub is known by over TLS, and `&plain=1` where the hub was told to do without TLS on purpose.

use crate::kernel::Hash;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
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
    /// The keys that the hub is known by over TLS (SHA-256 of the SubjectPublicKeyInfo); none: the public roots vouch for it.
    pub pins: Vec<Hash>,
    /// Whether the hub was told to speak without TLS beyond its own network, as behind a VPN.
    pub plain: bool,
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
    /// Without TLS, and neither in the own network nor meant so: whoever is in between could read and change everything.
    #[error("the hub's address needs https")]
    PlainAddress,
}

impl EnrolLinkError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotALink => "enrol_not_a_link",
            Self::BadAddress => "enrol_bad_address",
            Self::PlainAddress => "enrol_plain_address",
        }
    }
}

impl EnrolLink {
    /// A link to `hub` with `code`, as typed by a person or known to the hub. No pins.
    ///
    /// # Errors
    /// [`EnrolLinkError`] for an address without `http://` or `https://`, an `http://` one beyond the own network, or an empty code.
    pub fn new(hub: &str, code: &str) -> Result<Self, EnrolLinkError> {
        Self::with(hub, code, Vec::new(), false)
    }
    /// A link with all its parts.
    ///
    /// # Errors
    /// As [`EnrolLink::new`]; `plain` allows `http://` anywhere, pins ask for `https://`.
    pub fn with(hub: &str, code: &str, pins: Vec<Hash>, plain: bool) -> Result<Self, EnrolLinkError> {
        let (hub, code) = (hub.trim().trim_end_matches('/'), code.trim());
        let host = hub.strip_prefix("https://").or_else(|| hub.strip_prefix("http://"));
        let visible = |c: char| !c.is_whitespace() && !c.is_control();
        let host = match host {
            Some(host) if !host.is_empty() && hub.chars().all(visible) => host,
            _ => return Err(EnrolLinkError::BadAddress),
        };
        let secure = hub.starts_with("https://");
        if !secure && (!pins.is_empty() || !(plain || in_own_network(host))) {
            return Err(EnrolLinkError::PlainAddress);
        }
        if code.is_empty() || !code.chars().all(visible) {
            return Err(EnrolLinkError::NotALink);
        }
        Ok(Self { hub: hub.to_owned(), code: code.to_owned(), pins, plain })
    }
}

/// Whether `host`, with what follows it in an address, is this device, or an address or name that only means something in its own network.
pub fn in_own_network(host: &str) -> bool {
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before an @ is a login, and what is behind it the host that is really asked.
    let host = host.rsplit('@').next().unwrap_or_default();
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => is_own_v4(ip),
        Ok(IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => is_own_v4(ip),
            None => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        },
        // Digits and dots that are no address in full could still be read as one by a resolver.
        Err(_) if bare.chars().all(|c| c.is_ascii_digit() || c == '.') => false,
        Err(_) => {
            let name = bare.trim_end_matches('.').to_ascii_lowercase();
            const OWN: [&str; 7] = [".local", ".lan", ".internal", ".home.arpa", ".test", ".localhost", ".invalid"];
            !name.contains('.') || OWN.iter().any(|end| name.ends_with(end))
        }
    }
}

fn is_own_v4(ip: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is what carriers and VPN makers share out behind one address (RFC 6598).
    let [first, second, ..] = ip.octets();
    ip.is_loopback() || ip.is_private() || ip.is_link_local() || (first == 100 && (64..128).contains(&second))
}

impl fmt::Display for EnrolLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = |text| utf8_percent_encode(text, ENCODED);
        write!(f, "{SCHEME}u={}&c={}", encoded(&self.hub), encoded(&self.code))?;
        for pin in &self.pins {
            write!(f, "&p={pin}")?;
        }
        if self.plain { f.write_str("&plain=1") } else { Ok(()) }
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
        let pins = query.split('&').filter_map(|pair| pair.strip_prefix("p="));
        // A pin that does not read must not turn into none at all.
        let pins: Result<Vec<Hash>, _> = pins.map(str::parse).collect();
        let pins = pins.map_err(|_| EnrolLinkError::NotALink)?;
        Self::with(&hub, &code, pins, value("plain").is_some_and(|value| value == "1"))
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
        let pins = vec![Hash::of(b"this"), Hash::of(b"next")];
        let pinned = EnrolLink::with("https://192.168.1.7:8080", "K7QM-2F9X", pins, false).unwrap();
        assert_eq!(pinned.to_string().parse(), Ok(pinned));
        let plain = EnrolLink::with("http://hub.example.com", "K7QM-2F9X", Vec::new(), true).unwrap();
        assert_eq!(plain.to_string().parse(), Ok(plain));
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
        assert_eq!("fettle:enrol?u=https://a&c=1&p=12".parse::<EnrolLink>(), Err(EnrolLinkError::NotALink));
        for text in ["fettle:enrol?u=ftp://a&c=1", "fettle:enrol?u=http://&c=1", "fettle:enrol?u=a b&c=1"] {
            assert_eq!(text.parse::<EnrolLink>(), Err(EnrolLinkError::BadAddress), "{text}");
        }
    }

    #[test]
    fn without_tls_only_in_the_own_network() {
        let code = |hub: &str| EnrolLink::new(hub, "1").map_err(EnrolLinkError::code).map(|_| ());
        for own in [
            "127.0.0.1:80",
            "localhost",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.9.9",
            "192.168.0.1:8080/x",
            "169.254.1.1",
            "100.64.3.4",
            "[::1]:80",
            "[fd00::1]",
            "[fe80::1]:8",
            "[::ffff:10.0.0.1]",
            "hub",
            "hub.local",
            "HUB.lan:80",
        ] {
            assert_eq!(code(&format!("http://{own}")), Ok(()), "{own}");
        }
        for far in [
            "example.com",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "[2001:db8::1]",
            "[::ffff:8.8.8.8]",
            "10.example.com",
            "127.0.0.1.example.com",
            "192.168.0.1@example.com",
            "localhost@8.8.8.8:80",
            "2.8",
            "local.example.com",
        ] {
            assert_eq!(code(&format!("http://{far}")), Err("enrol_plain_address"), "{far}");
            assert_eq!(code(&format!("https://{far}")), Ok(()), "{far}");
        }
        let pinned = EnrolLink::with("http://127.0.0.1", "1", vec![Hash::of(b"")], true);
        assert_eq!(pinned, Err(EnrolLinkError::PlainAddress), "a pin asks for TLS");
    }
}
