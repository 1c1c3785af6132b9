//! `fettle serve`.

use super::Outcome;
use crate::clock::Clock;
use crate::hub::{Hub, Options};
use crate::server;
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Serve phones and the console until Ctrl-C
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Data folder; made when it is not there
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; 0.0.0.0 for phones in the network
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// What people call this hub; kept for the next time
    #[arg(long)]
    name: Option<String>,
}

impl Serve {
    pub(super) async fn run(self) -> Outcome {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
        let hub = Hub::open(Options::new(self.data, Clock::system()).named(self.name)).await?;
        let listener = TcpListener::bind(SocketAddr::new(self.bind, self.port)).await?;
        // The one line on standard output: whoever starts a hub reads its address here.
        println!("http://{}", listener.local_addr()?);
        let stopping = std::sync::Arc::clone(&hub);
        tokio::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping");
            stopping.stop();
        });
        server::serve(hub, listener).await?;
        Ok(ExitCode::SUCCESS)
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
