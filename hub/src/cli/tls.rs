//! `fettle tls`.

use super::terminal::{Outcome, language};
use crate::data::Place;
use crate::error::{Fault, HubError};
use crate::front::tls;
use clap::{Args, ValueEnum};
use fettle_core::text::text_with;
use std::path::PathBuf;
use std::process::ExitCode;

/// Change the hub's own TLS key so that phones follow: announce the next one, restart the hub, wait until all phones have synced, use it,
/// restart the hub
#[derive(Debug, Args)]
pub(super) struct Tls {
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Which step
    step: Step,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Step {
    /// Draw the next key; phones learn of it at their next sync
    Announce,
    /// Put the announced key into use
    Use,
}

impl Tls {
    pub(super) async fn run(self) -> Outcome {
        if !Place::is_made(&self.data) {
            return Err(HubError::from(Fault::bad("no_hub").with("folder", self.data.display())).into());
        }
        let keys = self.data.join("keys");
        if !keys.is_dir() {
            return Err(HubError::from(Fault::bad("no_hub").with("folder", self.data.display())).into());
        }
        let (key, pin) = match self.step {
            Step::Announce => ("security-tls-announced", tls::announce_next(&keys)?),
            Step::Use => ("security-tls-used", tls::use_next(&keys)?),
        };
        println!("{}", text_with(language(), key, &[("pin", pin.to_string())]));
        Ok(ExitCode::SUCCESS)
    }
}
