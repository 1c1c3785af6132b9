//! How the hub meets the network: with TLS or without, behind a proxy or not, under which address, and with what limits (decision 0007).
//!
//! [`tls`] has the keys and certificates, [`serve`] the connections; what is asked and answered on them is the router's business.

mod body_timeout;
mod connections;
mod hosts;
mod serve;
pub mod tls;

pub(crate) use body_timeout::with_body_timeout;
pub use connections::Address;
pub(crate) use connections::{Buckets, counted};
pub use serve::serve;

use axum::http::HeaderMap;
use fettle_core::kernel::Hash;
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How a hub meets the network. The default is a loopback without TLS: the demo, tests, a first look.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// TLS, when the hub ends it itself.
    pub tls: Option<Arc<ServerConfig>>,
    /// Whether a proxy in front ends TLS: only then is what it forwards believed.
    pub behind_proxy: bool,
    /// What a link for phones says.
    pub link: LinkParts,
    /// Names under which browsers come, beside that of the address.
    pub hosts: Vec<String>,
    /// The certificate that browsers see, when the hub ends TLS itself: its names are the hub's.
    pub certificate: Option<CertificateDer<'static>>,
    /// Limits on connections.
    pub limits: Limits,
}

/// What an enrolment link needs to know beside its code. Kept in the database, so that `fettle enrol` knows it too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkParts {
    /// The address under which people and phones reach the hub, as it was told. Papers have no code without it.
    pub address: Option<String>,
    /// Where it listens, when that is an address that leads to it from this machine at least; for codes where nothing else was said.
    #[serde(default)]
    pub listens: Option<String>,
    /// The keys that phones know the hub by: the one in use first, then the next one. None: the public roots, or no TLS.
    #[serde(default)]
    pub pins: Vec<Hash>,
    /// Whether the hub was told to do without TLS.
    #[serde(default)]
    pub plain: bool,
}

/// Limits on connections. Memory and descriptors are finite; honest phones are far below.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once; further ones wait in the system's queue.
    pub connections: usize,
    /// Connections at once from one address; further ones are closed. Not counted behind a proxy.
    pub per_address: usize,
    /// Requests a second from one address in the long run, with ten times as many at once; more are answered 429 `too_many_requests`.
    /// Loopback is not counted unless [`Limits::loopback`] says so.
    pub requests: u32,
    /// Whether loopback counts like others.
    pub loopback: bool,
    /// Longest time to the end of the TLS handshake.
    pub handshake: Duration,
    /// Longest time to the end of a request's headers, and between two requests.
    pub headers: Duration,
    /// Longest silence within a request's body.
    pub body: Duration,
    /// Longest time in which a reader takes nothing.
    pub reader: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            per_address: 512,
            requests: 100,
            loopback: false,
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            body: Duration::from_secs(30),
            reader: Duration::from_secs(60),
        }
    }
}

impl Front {
    /// Whether browsers reach the hub under TLS: cookies are then bound to it.
    pub fn is_secure(&self) -> bool {
        self.tls.is_some() || self.behind_proxy
    }
    /// The address of a request: the peer's, or behind a proxy the one that it forwards. The last one is what our proxy saw; those before
    /// it are what anyone may have written.
    pub fn address_of(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        if !self.behind_proxy {
            return peer;
        }
        let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
        lines.flat_map(|line| line.split(',')).last().and_then(forwarded).or(peer)
    }
    /// Whether a proxy seems to stand in front that nobody told of: then every browser has the proxy's address, and shares its limits.
    pub fn is_proxied_unasked(&self, headers: &HeaderMap) -> bool {
        !self.behind_proxy && headers.contains_key("x-forwarded-for")
    }
    /// The address under which a browser reaches the hub, for enrolment codes that it shows: as set, as the proxy forwards, or as the browser
    /// says. Papers have the set one only.
    pub fn address_for(&self, headers: &HeaderMap) -> String {
        if let Some(address) = &self.link.address {
            return address.clone();
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
        let forwarded = |name: &str| text(name).filter(|_| self.behind_proxy).map(|text| text.split(',').next_back());
        let scheme = match forwarded("x-forwarded-proto").flatten().map(str::trim) {
            Some("http") => "http",
            _ if self.is_secure() => "https",
            _ => "http",
        };
        let host = forwarded("x-forwarded-host").flatten().map(str::trim).or_else(|| text("host"));
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    }
}

/// An address as proxies write it: bare, with a port, in brackets, in quotes.
fn forwarded(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests;
