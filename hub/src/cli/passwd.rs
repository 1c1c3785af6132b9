//! `fettle passwd`.

use super::{Outcome, language};
use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::hub::{self, Hub, Options};
use clap::Args;
use fettle_core::text::text;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// Set a person's password, read from standard input
#[derive(Debug, Args)]
pub(super) struct Passwd {
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Login name
    login: String,
    /// Also enter a new administrator with this name and login; the hub must not be running
    #[arg(long, value_name = "NAME")]
    administrator: Option<String>,
}

impl Passwd {
    pub(super) async fn run(self) -> Outcome {
        eprintln!("{}", text(language(), "hub-passwd-ask"));
        let mut line = String::new();
        // Not longer than anyone types.
        std::io::stdin().take(1_024).read_to_string(&mut line)?;
        let password = line.lines().next().unwrap_or_default();
        if let Some(name) = &self.administrator {
            let hub = Hub::open(Options::new(self.data, Clock::system())).await?;
            let person = hub.enter_administrator(name, &self.login).await?;
            hub.accounts.set_password(person, password).await?;
            crate::lists::publish_shipped(&hub.ledger).await?;
        } else {
            let accounts = hub::accounts_of(&self.data, Clock::system()).await?;
            let unknown = || HubError::from(Fault::bad("login_unknown").with("login", &self.login));
            let person = accounts.by_login(&self.login).await?.ok_or_else(unknown)?;
            accounts.set_password(person, password).await?;
        }
        eprintln!("{}", text(language(), "hub-passwd-set"));
        Ok(ExitCode::SUCCESS)
    }
}
