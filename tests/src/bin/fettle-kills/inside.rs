//! The program starts itself again in process and mount namespaces of its own, where it may have them: what it mounts and starts is gone
//! with it, however it ends.

use std::process::{Command, ExitCode, Stdio};

/// Set in the second process.
const MARK: &str = "FETTLE_KILLS_INSIDE";

/// How to get there: as root, and as somebody who may have a user namespace.
const WAYS: [&[&str]; 2] = [
    &["--mount", "--pid", "--fork", "--kill-child=SIGKILL"],
    &["--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child=SIGKILL"],
];

/// Whether this process has a mount namespace of its own.
pub fn own() -> bool {
    std::env::var_os(MARK).is_some()
}

/// How the second process ended; `None` in it, and where there can be none.
pub fn again() -> Option<ExitCode> {
    if own() {
        return None;
    }
    let way = WAYS.iter().find(|way| {
        let tried = Command::new("unshare").args(**way).arg("true").stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    })?;
    let mut command = Command::new("unshare");
    command.args(*way).arg(std::env::current_exe().ok()?).args(std::env::args_os().skip(1)).env(MARK, "1");
    let code = command.status().ok()?.code().and_then(|code| u8::try_from(code).ok());
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
