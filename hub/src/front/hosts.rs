//! Under which names the console may be asked for. A page of another site can let its own name lead here (DNS rebinding): a browser then takes
//! the hub for that site. Names that public DNS can give to anybody have to be the hub's own; addresses and names of the own network cannot
//! be given away so, and are taken as they are.

use super::Front;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use fettle_core::sync::enrol_link::in_own_network;
use rustls::pki_types::ServerName;
use rustls::server::ParsedCertificate;
use std::net::IpAddr;

impl Front {
    /// Whether the request is for a name of this hub. A proxy decides by itself which names lead to it.
    ///
    /// # Errors
    /// The name that it was for, where it is not.
    pub fn known_host(&self, headers: &HeaderMap) -> Result<(), String> {
        let mut named = headers.get_all(header::HOST).into_iter();
        let first = named.next();
        if self.behind_proxy && self.link.address.is_none() && self.hosts.is_empty() {
            return Ok(());
        }
        let said = match (named.next(), self.behind_proxy.then(|| headers.get("x-forwarded-host")).flatten()) {
            (Some(_), None) => return Err("Host, Host".to_owned()),
            (_, Some(forwarded)) => Some(forwarded),
            (None, None) => first,
        };
        // What is no browser need not name anything.
        let Some(said) = said else { return Ok(()) };
        let text = said.to_str().unwrap_or_default().rsplit(',').next().unwrap_or_default().trim();
        match text.parse::<Authority>() {
            Ok(authority) if !text.contains('@') && self.is_named(authority.host()) => Ok(()),
            _ => Err(text.to_owned()),
        }
    }

    fn is_named(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if bare.parse::<IpAddr>().is_ok() || in_own_network(&host) {
            return true;
        }
        let own =
            self.link.address.as_deref().and_then(host_of).into_iter().chain(self.hosts.iter().map(String::as_str));
        if own.into_iter().any(|name| name.trim_end_matches('.').eq_ignore_ascii_case(&host)) {
            return true;
        }
        // Under TLS the certificate says whose name it is; a browser has checked that already.
        self.certificate.as_ref().is_some_and(|certificate| {
            let parsed = ParsedCertificate::try_from(certificate);
            let name = ServerName::try_from(host.as_str());
            parsed.is_ok_and(|cert| name.is_ok_and(|name| rustls::client::verify_server_name(&cert, &name).is_ok()))
        })
    }
}

/// The host in an address such as `https://hub.example.com:8080`.
fn host_of(address: &str) -> Option<&str> {
    let rest = address.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front::LinkParts;

    fn asked(front: &Front, said: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.append(*name, value.parse().unwrap());
        }
        front.known_host(&headers).is_ok()
    }

    #[test]
    fn a_name_of_anybodys_is_refused_and_the_own_network_goes_without_saying() {
        let bare = Front::default();
        for good in
            ["127.0.0.1:8080", "192.168.1.7:8080", "[::1]:8080", "203.0.113.9", "localhost:8080", "hub.lan", "hubbox"]
        {
            assert!(asked(&bare, &[("host", good)]), "{good}");
        }
        assert!(asked(&bare, &[]), "a client that names nothing");
        for bad in ["evil.example", "evil.example:8080", "192.168.1.7.evil.example", "a@b@c", "1.2.3", ""] {
            assert!(!asked(&bare, &[("host", bad)]), "{bad}");
        }
        assert!(!asked(&bare, &[("host", "127.0.0.1"), ("host", "evil.example")]), "two of them");

        let link = LinkParts { address: Some("https://hub.example.com:8443".into()), ..LinkParts::default() };
        let named = Front { link: link.clone(), hosts: vec!["Service.Example.com".into()], ..Front::default() };
        assert!(
            asked(&named, &[("host", "HUB.example.com.:8443")]) && asked(&named, &[("host", "service.example.com")])
        );
        assert!(!asked(&named, &[("host", "hub.example.com.evil.example")]));

        let behind = Front { behind_proxy: true, ..Front::default() };
        assert!(asked(&behind, &[("host", "anything.example")]), "the proxy's own affair");
        let behind = Front { behind_proxy: true, link, ..Front::default() };
        assert!(asked(&behind, &[("host", "inner:8080"), ("x-forwarded-host", "hub.example.com")]));
        assert!(!asked(&behind, &[("host", "inner:8080"), ("x-forwarded-host", "evil.example")]));
    }
}
