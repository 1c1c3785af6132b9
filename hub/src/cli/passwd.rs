//! `fettle passwd`.

use super::terminal::{Outcome, is_new, language, tell_new};
use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::hub::{self, Hub, Options};
use clap::Args;
use fettle_core::text::text;
use std::io::{BufRead, IsTerminal};
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
        let typed = asked()?;
        let password = typed.as_str();
        if let Some(name) = &self.administrator {
            let new = is_new(&self.data);
            let hub = Hub::open(Options::new(self.data.clone(), Clock::system())).await?;
            if new {
                tell_new(&self.data);
            }
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

/// More than the longest password: one that is longer is refused, never cut.
const MOST: u64 = 64 * 1024;

/// The password: typed twice and unseen at a terminal, one line of standard input elsewhere.
fn asked() -> Result<String, HubError> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        eprintln!("{}", text(language(), "hub-passwd-ask"));
        return line(stdin.lock());
    }
    let unseen = Unseen::begin();
    let ask = |key: &str| {
        eprintln!("{}", text(language(), key));
        line(stdin.lock())
    };
    let (first, second) = (ask("hub-passwd-ask")?, ask("hub-passwd-again")?);
    drop(unseen);
    if first == second { Ok(first) } else { Err(Fault::bad("passwords_differ").into()) }
}

fn line(from: impl BufRead) -> Result<String, HubError> {
    let mut line = String::new();
    from.take(MOST).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The terminal shows nothing of what is typed for as long as this lives. By the terminal's own command, which every system has that has
/// terminals of this kind; elsewhere it is shown, as before.
struct Unseen;

/// What a command ends with that was broken off by Ctrl-C, as shells count.
const BROKEN_OFF: i32 = 130;

impl Unseen {
    fn begin() -> Self {
        #[cfg(unix)]
        if let Ok(mut interrupt) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()) {
            // Whoever waits for a line is not woken by it, and a process that just ended would leave a terminal that shows nothing any more.
            tokio::spawn(async move {
                interrupt.recv().await;
                show_again();
                std::process::exit(BROKEN_OFF);
            });
        }
        stty(&["-echo", "echonl"]);
        Self
    }
}

fn show_again() {
    stty(&["echo", "-echonl"]);
}

impl Drop for Unseen {
    fn drop(&mut self) {
        show_again();
    }
}

fn stty(modes: &[&str]) {
    let status = std::process::Command::new("stty").args(modes).stderr(std::process::Stdio::null()).status();
    if !status.is_ok_and(|status| status.success()) {
        tracing::debug!("the terminal goes on showing what is typed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestHub;

    /// One that is too long is refused as it was typed; cut, it would be set and never work.
    #[tokio::test]
    async fn a_long_password_is_refused_and_never_cut() {
        let typed = "long ".repeat(400);
        let read = line(std::io::Cursor::new(format!("{typed}\r\nnext line"))).expect("read");
        assert_eq!(read, typed);
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let refused = hub.hub.accounts.set_password(company.desk, &read).await.expect_err("too long");
        assert_eq!(refused.to_string(), "password_too_long");
    }

    #[tokio::test]
    async fn a_damaged_database_is_told_in_words_here_too() {
        let stopped = TestHub::start().await.stop().await;
        std::fs::write(stopped.data().join("hub.db"), vec![b'x'; 8_192]).expect("written");
        let said = hub::accounts_of(stopped.data(), Clock::system()).await.expect_err("damaged");
        assert_eq!(said.to_string(), "database_damaged");
    }
}
