//! `fettle serve`.

use super::terminal::{Outcome, is_new, tell_new};
use crate::clock::Clock;
use crate::data::private_dir;
use crate::error::{Fault, HubError};
use crate::front::{Front, LinkParts, tls};
use crate::hub::{Hub, Options};
use crate::server;
use clap::Args;
use fettle_core::sync::enrol_link::EnrolLink;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Serve phones and the console until Ctrl-C
///
/// On loopback without TLS. Beyond it with TLS: by the hub's own certificate, whose key phones learn from their enrolment code, or by
/// `--tls-cert` and `--tls-key`. Without TLS only when told so: `--behind-proxy`, `--plain`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Data folder
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; 0.0.0.0 for phones in the network
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Folder of fonts for what the built-in ones lack on papers; default: `fonts` in the data folder, if it is there
    #[arg(long, value_name = "FOLDER")]
    fonts: Option<PathBuf>,
    /// What people call this hub; kept for the next time
    #[arg(long)]
    name: Option<String>,
    /// Database on a PostgreSQL server, such as postgres://fettle@db.example.com/fettle; kept for the next time and for all other commands. Several
    /// processes may then serve one hub, each with this data folder; without it the database is a file in the data folder
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Make a new hub where there is none
    #[arg(long)]
    new: bool,
    /// Address under which people and phones reach the hub, such as https://hub.example.com: for codes, and for the QR on papers, which have
    /// none without it
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// Further name under which browsers come, such as service.example.com; may be repeated. Addresses, names of the own network and of the
    /// certificate need none
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Certificate chain as PEM, the own one first
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key as PEM, which only its owner may read
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Phones know the hub by the key of --tls-cert: for a certificate that no public authority vouches for
    #[arg(long, requires = "tls_cert")]
    tls_pin: bool,
    /// Name or address in the hub's own certificate; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "tls_cert")]
    tls_name: Vec<String>,
    /// Trust what a proxy in front forwards (X-Forwarded-For, -Proto, -Host); it ends TLS, and nobody else may reach this port
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_name", "plain"])]
    behind_proxy: bool,
    /// Do without TLS although others can read along, as in a VPN
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_name"])]
    plain: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Outcome {
        let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(colours).init();
        let clock = Clock::system();
        let new = is_new(&self.data);
        if new && !self.new {
            // A folder mistyped would be another hub: phones would be strangers to it.
            return Err(HubError::from(Fault::bad("no_hub_to_serve").with("folder", self.data.display())).into());
        }
        let options = Options {
            database: self.database.clone(),
            ..Options::new(self.data.clone(), clock.clone()).named(self.name.clone())
        };
        // Before anything else is drawn: where `keys/` is missing, nothing is put in its place.
        let hub = Hub::open(options).await?;
        if new {
            tell_new(&self.data);
        }
        let mut front = self.front(&clock, hub.is_known_by_key().await?)?;
        hub.add_fonts(self.fonts.as_deref()).await?;
        let scheme = if front.tls.is_some() { "https" } else { "http" };
        if scheme == "http" && !self.bind.is_loopback() {
            tracing::warn!("without TLS beyond this machine, as told");
        }
        crate::lists::publish_shipped(&hub.ledger).await?;
        let listener = TcpListener::bind(SocketAddr::new(self.bind, self.port)).await?;
        let here = listener.local_addr()?;
        front.link.listens = (!here.ip().is_unspecified()).then(|| format!("{scheme}://{here}"));
        if front.link.address.is_none() {
            tracing::warn!("no --address: papers have no QR code");
        }
        hub.set_front(front).await?;
        // The one line on standard output: whoever starts a hub reads its address here.
        println!("{scheme}://{here}");
        let stopping = std::sync::Arc::clone(&hub);
        tokio::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping");
            stopping.stop();
        });
        server::serve(hub, listener).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// How the hub meets the network, by these settings. `known`: phones go by a key of its TLS already.
    fn front(&self, clock: &Clock, known: bool) -> Result<Front, HubError> {
        let keys = self.data.join("keys");
        let (identity, pinned) = match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => (Some(tls::of_files(cert, key)?), self.tls_pin),
            _ if self.plain || self.behind_proxy => (None, false),
            _ if self.bind.is_loopback() && self.tls_name.is_empty() => (None, false),
            _ => {
                private_dir(&keys)?;
                (Some(tls::own(&keys, &self.names(), clock.now_ms(), known)?), true)
            }
        };
        let mut pins = Vec::new();
        if let Some(identity) = identity.as_ref().filter(|_| pinned) {
            pins.push(identity.pin);
            pins.extend(tls::next_pin(&keys)?);
        }
        let address = self.address.as_ref().map(|address| address.trim_end_matches('/').to_owned());
        if let Some(address) = &address {
            // An address that makes no code would be found out by whoever enrols the first phone.
            EnrolLink::with(address, "0", pins.clone(), self.plain || self.behind_proxy)
                .map_err(|e| Fault::bad(e.code()))?;
        }
        let certificate = identity.as_ref().map(|identity| identity.certificate.clone());
        Ok(Front {
            tls: identity.map(|identity| identity.config),
            certificate,
            behind_proxy: self.behind_proxy,
            hosts: self.host.iter().chain(&self.tls_name).cloned().collect(),
            link: LinkParts { address, listens: None, pins, plain: self.plain },
            ..Front::default()
        })
    }

    /// What the hub's own certificate is for.
    fn names(&self) -> Vec<String> {
        let mut names = self.tls_name.clone();
        if !self.bind.is_unspecified() {
            names.push(self.bind.to_string());
        }
        names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }
}

/// Ctrl-C, or what a service manager sends.
pub(super) async fn stop_signal() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = ctrl_c => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = ctrl_c.await;
}
