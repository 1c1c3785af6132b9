//! The hub as processes: its own commands, and `serve`, which ends with the value.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Runs a command of the hub to its end: `fettle-kills` has the same `main`.
pub fn fettle(data: &Path, arguments: &[&str], typed: &str) -> String {
    let mut command = command(data, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    child.stdin.take().expect("piped").write_all(typed.as_bytes()).expect("typed");
    let done = child.wait_with_output().expect("ends");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

/// Runs a command that does not do it, in a language of the terminal; what it says of it.
pub fn refused(data: &Path, arguments: &[&str], language: &str) -> String {
    let done = command(data, arguments).env("LANG", language).stdin(Stdio::null()).output().expect("runs");
    assert!(!done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stdout));
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// The hub's command, to be run otherwise.
pub fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fettle-kills"));
    command.args(arguments).arg("--data").arg(data).env("LANG", "en_US.UTF-8");
    command
}

/// `fettle serve`, killed when it goes.
pub struct Serving {
    child: Child,
    pub address: String,
}

impl Serving {
    pub fn start(data: &Path) -> Self {
        Self::start_on(data, 0)
    }
    /// On a port of its own choice where that is 0.
    pub fn start_on(data: &Path, port: u16) -> Self {
        Self::start_with(data, &["--port", &port.to_string()])
    }
    /// As these settings say.
    pub fn start_with(data: &Path, settings: &[&str]) -> Self {
        let mut child = command(data, &[&["serve"], settings].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("runs");
        let mut address = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut address).expect("an address");
        Self { child, address: address.trim().to_owned() }
    }
    pub fn port(&self) -> u16 {
        self.address.rsplit_once(':').and_then(|(_, port)| port.trim_end_matches('/').parse().ok()).expect("a port")
    }
    /// Asks it to end in order, and waits.
    pub fn end(mut self) {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()));
        self.child.wait().expect("ended");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
