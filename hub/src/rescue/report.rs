//! What became of what was in a bundle: told to who brought it, kept, and shown in the console.

use fettle_core::kernel::{BlobRef, DeviceId, Hash};
use fettle_core::text::{Lang, text, text_with};
use serde::{Deserialize, Serialize};

/// Events that were quarantined, by the code of the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The code; its text is `error-<code>`.
    pub code: String,
    /// How many events.
    pub events: u64,
    /// Whether they are on their device's chain, in quarantine, where they may be released; otherwise they lie beside it as they came.
    pub on_chain: bool,
}

/// What of the bundle could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// Chunks of 64 KiB that do not open.
    pub chunks: u64,
    /// Events and files of which a part is missing, as far as a part of them came.
    pub incomplete: u64,
    /// Events and files that are whole and not what they should be.
    pub unreadable: u64,
    /// The end is missing.
    pub cut: bool,
    /// Events that should be in it and did not come.
    pub events_missing: u64,
    /// Files that should be in it and did not come, and that the hub does not have otherwise.
    pub blobs_missing: Vec<BlobRef>,
}

impl Damage {
    /// Whether nothing is missing.
    pub fn none(&self) -> bool {
        *self == Self::default()
    }
}

/// The report of one bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// SHA-256 of the bundle's file.
    pub hash: Hash,
    /// The device whose work it is.
    pub device: DeviceId,
    /// Its short code, as the bundle says.
    pub short: String,
    /// When it was written, milliseconds since 1970 UTC.
    pub made_ms: u64,
    /// Events that are new on record and accepted.
    pub accepted: u64,
    /// Events that were on record before.
    pub known: u64,
    /// Events that were quarantined.
    #[serde(rename = "apart")]
    pub quarantined: Vec<Quarantined>,
    /// Events of former devices, saved from a damaged file; also counted where they went.
    pub salvaged: u64,
    /// Files that are new here.
    pub blobs: u64,
    /// Files that were here before.
    pub blobs_known: u64,
    /// Files that could not be read on the phone itself.
    pub blobs_unreadable: Vec<BlobRef>,
    /// What of the bundle could not be read.
    pub damage: Damage,
}

impl Imported {
    /// The report for people, a line each.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let count = |key: &str, n: u64| text_with(lang, key, &[("count", n.to_string())]);
        let mut lines = vec![text_with(lang, "hub-rescue-of", &[("short", self.short.clone())])];
        lines.push(count("hub-rescue-accepted", self.accepted));
        lines.push(count("hub-rescue-known", self.known));
        for quarantined in &self.quarantined {
            let reason = match quarantined.code.as_str() {
                // Their texts over HTTP name numbers, which differ from run to run here.
                "chain_gap" => text(lang, "hub-rescue-gap"),
                "chain_fork" => text(lang, "hub-rescue-fork"),
                code => text(lang, &format!("error-{}", code.replace('_', "-"))),
            };
            let key = if quarantined.on_chain { "hub-rescue-quarantined" } else { "hub-rescue-aside" };
            lines.push(text_with(lang, key, &[("count", quarantined.events.to_string()), ("reason", reason)]));
        }
        lines.push(text_with(
            lang,
            "hub-rescue-blobs",
            &[("new", self.blobs.to_string()), ("known", self.blobs_known.to_string())],
        ));
        if !self.blobs_unreadable.is_empty() {
            lines.push(count("hub-rescue-unreadable", self.blobs_unreadable.len() as u64));
        }
        if self.damage.none() {
            lines.push(text(lang, "hub-rescue-whole"));
        } else {
            let args = [
                ("chunks", self.damage.chunks.to_string()),
                ("events", self.damage.events_missing.to_string()),
                ("files", self.damage.blobs_missing.len().to_string()),
            ];
            lines.push(text_with(lang, "hub-rescue-damaged", &args));
        }
        lines
    }
}
