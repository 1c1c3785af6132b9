//! Checking an export, offline: the seal over every byte, each chain from its first event, each signed head.

use super::{Device, Line, VERSION, sealed};
use fettle_core::kernel::chain::{link, verify};
use fettle_core::kernel::{ChainError, ChainHead};
use fettle_core::text::{Lang, text, text_with};

/// What the checks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything holds and the seal is the expected hub's.
    True,
    /// Everything holds; the seal's key is not among the expected ones, or none were given: compare its fingerprint.
    SignerUnknown,
    /// Something was changed.
    Changed,
    /// Not an export.
    Unreadable,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// Key of its text.
    pub key: &'static str,
    /// What the text mentions.
    pub args: Vec<(&'static str, String)>,
    /// Whether it holds.
    pub holds: bool,
}

/// What was checked and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The checks in the order in which they were made.
    pub checks: Vec<CheckLine>,
    /// What they come to.
    pub verdict: Verdict,
}

impl CheckLine {
    /// What was checked, for a person.
    pub fn text(&self, lang: Lang) -> String {
        text_with(lang, self.key, &self.args)
    }
}

impl Verdict {
    /// What it comes to, for a person.
    pub fn text(self, lang: Lang) -> String {
        text(
            lang,
            match self {
                Self::True => "hub-verify-true",
                Self::SignerUnknown => "hub-verify-signer-unknown",
                Self::Changed => "hub-verify-changed",
                Self::Unreadable => "hub-verify-unreadable",
            },
        )
    }
}

/// Checks an export. `trusted` are public keys of hubs, 64 hex digits each.
pub fn check(bytes: &[u8], trusted: &[String]) -> Report {
    let mut checks = Vec::new();
    let verdict = run(bytes, trusted, &mut checks);
    Report { checks, verdict }
}

/// The chain of the device that is being read.
struct Chain {
    device: Device,
    head: ChainHead,
    signed: u64,
    shown: u64,
    last_shown: u64,
    heads: u64,
}

fn run(bytes: &[u8], trusted: &[String], checks: &mut Vec<CheckLine>) -> Verdict {
    let unreadable = |checks: &mut Vec<CheckLine>, line: usize| {
        checks.push(CheckLine { key: "hub-verify-line", args: vec![("line", line.to_string())], holds: false });
        Verdict::Unreadable
    };
    let Ok(source) = std::str::from_utf8(bytes) else { return unreadable(checks, 1) };
    let mut lines = source.lines().zip(1..);
    let first = lines.next().and_then(|(line, _)| serde_json::from_str(line).ok());
    let Some(Line::Export(head)) = first.filter(|line| matches!(line, Line::Export(head) if head.v == VERSION)) else {
        return unreadable(checks, 1);
    };
    let sealed_up_to = source.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let mut sealed_by_hub = false;
    let mut chain: Option<Chain> = None;
    let mut holds = true;
    for (line, number) in lines {
        if sealed_by_hub {
            // Nothing may follow the seal.
            return unreadable(checks, number);
        }
        // A line that was broken by a change is a change: the file began as an export.
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            checks.push(CheckLine { key: "hub-verify-line", args: vec![("line", number.to_string())], holds: false });
            return Verdict::Changed;
        };
        match (line, &mut chain) {
            (Line::Device(device), chain) => {
                holds &= close(chain.take(), checks);
                let head = ChainHead::start(device.id);
                *chain = Some(Chain { device, head, signed: 0, shown: 0, last_shown: 0, heads: 0 });
            }
            (Line::Event(event), Some(chain)) => {
                let next = if event.header().device == chain.device.id {
                    chain.head.advance(&event)
                } else {
                    Err(ChainError::WrongDevice)
                };
                match next {
                    Ok(next) => chain.head = next,
                    Err(_) => {
                        holds = false;
                        checks.push(broken(chain, event.header().number));
                    }
                }
                chain.shown += 1;
                chain.last_shown = chain.head.number;
            }
            (Line::Link(parts), Some(chain)) => {
                let hash = link(chain.head.hash, parts.header, parts.body);
                chain.head = ChainHead { number: chain.head.number + 1, hash };
            }
            (Line::Head(signed), Some(chain)) => {
                let same = signed.head == chain.head;
                if same && signed.verify(chain.device.id, &chain.device.public_key).is_ok() {
                    chain.signed = chain.head.number;
                    chain.heads += 1;
                } else {
                    holds = false;
                    checks.push(broken(chain, signed.head.number));
                }
            }
            (Line::Seal(seal), chain) => {
                holds &= close(chain.take(), checks);
                let before = source.as_bytes().get(..sealed_up_to).unwrap_or_default();
                sealed_by_hub = verify(&head.hub_key, &sealed(before), &seal).is_ok() && source.ends_with('\n');
                let args = vec![("hub", head.hub.clone()), ("key", head.hub_key.clone())];
                checks.push(CheckLine { key: "hub-verify-seal", args, holds: sealed_by_hub });
                if !sealed_by_hub {
                    return Verdict::Changed;
                }
            }
            (Line::Export(_) | Line::Event(_) | Line::Link(_) | Line::Head(_), _) => return unreadable(checks, number),
        }
    }
    if !sealed_by_hub {
        checks.push(CheckLine { key: "hub-verify-no-seal", args: Vec::new(), holds: false });
    }
    match (holds && sealed_by_hub, trusted.contains(&head.hub_key)) {
        (false, _) => Verdict::Changed,
        (true, true) => Verdict::True,
        (true, false) => Verdict::SignerUnknown,
    }
}

fn broken(chain: &Chain, number: u64) -> CheckLine {
    let args = vec![("device", chain.device.short.clone()), ("number", number.to_string())];
    CheckLine { key: "hub-verify-broken", args, holds: false }
}

/// At the end of a device: what is shown has to be covered by a signature.
fn close(chain: Option<Chain>, checks: &mut Vec<CheckLine>) -> bool {
    let Some(chain) = chain else { return true };
    let holds = chain.signed >= chain.last_shown;
    let args = vec![
        ("device", chain.device.short.clone()),
        ("name", chain.device.name.clone()),
        ("count", chain.head.number.to_string()),
        ("shown", chain.shown.to_string()),
        ("heads", chain.heads.to_string()),
    ];
    checks.push(CheckLine { key: "hub-verify-chain", args, holds });
    holds
}
