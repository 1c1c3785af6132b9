//! What a terminal, and a file in its place, get to see: no password, no colours in a log.

use crate::process::{command, fettle};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PASSWORD: &str = "four words of this test";

/// A hub with one administrator.
fn hub() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fettle(folder.path(), &["passwd", "mei", "--administrator", "Zhang Mei"], "a-password-for-this-test");
    folder
}

/// A program in a terminal of its own (`script` makes one), what it has shown, and what is typed.
struct Terminal {
    child: Child,
    shown: Vec<u8>,
}

impl Terminal {
    fn of(line: &str) -> Self {
        // `timeout` so that nobody waits for words that never come; `script` itself turns echo off where no terminal is around it.
        let mut script = Command::new("timeout");
        script.args(["120", "script", "-qefc", &format!("stty echo; {line}"), "/dev/null"]);
        script.env("LANG", "en_US.UTF-8").env("SHELL", "/bin/sh");
        let script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self { child: script.spawn().expect("coreutils and util-linux are there"), shown: Vec::new() }
    }
    /// Waits until it shows this, further on than what was waited for before.
    fn until(&mut self, words: &str) {
        let from = self.shown.len();
        let mut byte = [0];
        while !String::from_utf8_lossy(&self.shown[from..]).contains(words) {
            let read = self.child.stdout.as_mut().expect("piped").read(&mut byte).expect("read");
            assert!(read > 0, "{words}: {}", self.text());
            self.shown.push(byte[0]);
        }
    }
    fn types(&mut self, text: &str) {
        let keys = self.child.stdin.as_mut().expect("piped");
        keys.write_all(text.as_bytes()).expect("typed");
        keys.flush().expect("typed");
    }
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }
    /// All that it has shown when it ended.
    fn end(mut self) -> (bool, String) {
        let mut rest = Vec::new();
        self.child.stdout.take().expect("piped").read_to_end(&mut rest).expect("read");
        self.shown.append(&mut rest);
        let status = self.child.wait().expect("ended");
        (status.success(), self.text())
    }
}

fn passwd(data: &Path) -> String {
    format!("'{}' passwd mei --data '{}'", env!("CARGO_BIN_EXE_fettle-kills"), data.display())
}

#[test]
fn a_password_is_typed_twice_and_never_seen() {
    let folder = hub();
    let mut terminal = Terminal::of(&passwd(folder.path()));
    terminal.until("New password");
    terminal.types(&format!("{PASSWORD}\n"));
    terminal.until("Once more");
    terminal.types(&format!("{PASSWORD}\n"));
    let (done, shown) = terminal.end();
    assert!(done && shown.contains("The password is set."), "{shown}");
    assert!(!shown.contains("four words"), "{shown}");
}

#[test]
fn a_terminal_shows_again_what_is_typed_after_a_command_that_was_broken_off() {
    let folder = hub();
    let line = format!("trap : INT; {}; echo ended with $?; stty -a", passwd(folder.path()));
    let mut terminal = Terminal::of(&line);
    terminal.until("New password");
    terminal.types("half of it\u{3}");
    let (_, shown) = terminal.end();
    let modes = shown.split("ended with 130").nth(1).unwrap_or_else(|| panic!("{shown}"));
    assert!(modes.contains(" echo ") && modes.contains(" -echonl"), "{shown}");
    assert!(!shown.contains("half of it") && !shown.contains("The password is set."), "{shown}");
}

#[test]
fn a_log_that_is_no_terminal_has_no_colours() {
    let folder = hub();
    let log = folder.path().join("log");
    let to = std::fs::File::create(&log).expect("made");
    let mut serving = command(folder.path(), &["serve", "--port", "0"]);
    let mut serving = serving.stdout(Stdio::piped()).stderr(to).spawn().expect("runs");
    let mut byte = [0];
    while byte[0] != b'\n' {
        assert_eq!(serving.stdout.as_mut().expect("piped").read(&mut byte).expect("read"), 1, "its address");
    }
    let asked = Command::new("kill").arg("-TERM").arg(serving.id().to_string()).status();
    assert!(asked.is_ok_and(|status| status.success()));
    serving.wait().expect("ended");
    let said = std::fs::read(&log).expect("read");
    let text = String::from_utf8_lossy(&said);
    assert!(text.contains("WARN"), "something was logged: {text}");
    assert!(!said.contains(&0x1b), "{text}");
}
