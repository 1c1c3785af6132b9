//! The folder `imports/` of a running hub: what `fettle import` lays there is imported by the hub itself, and the answer is laid beside it. Two
//! programs that write one chain of records would spoil it. What is there when the hub was killed in the middle is imported again when it
//! starts: what is on record already is known then.

use super::batch::staging;
use super::command::carry_out;
use super::run::Wanted;
use super::told::Told;
use super::{Brought, Files};
use crate::clock::Clock;
use crate::data::private_dir;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::random;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_millis(500);
/// What the name of an order ends with.
const ORDER: &str = ".order";

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// What the import is to be called; empty for nothing of its own.
    #[serde(default)]
    pub name: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// What is wanted.
    pub wanted: Wanted,
    /// Only say what would be done.
    pub preview: bool,
}

/// The answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was looked at; `done`: and imported.
    Looked {
        /// What is told.
        told: Told,
        /// Whether it was imported.
        done: bool,
    },
    /// It was not; the code has a text.
    Refused(String),
}

/// Carries out what lies in the folder, until the hub stops.
pub async fn watch(hub: Arc<Hub>) {
    loop {
        for order in waiting(hub.data()) {
            if let Err(e) = answer(&hub, &order).await {
                // It stays there and is tried again; the log says why it does not go on.
                tracing::error!(error = %e, "import");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = hub.stopped() => return,
        }
    }
}

/// Orders without an answer.
fn waiting(data: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(staging(data)) else { return vec![] };
    let orders = list.flatten().map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(ORDER));
    orders.filter(|path| !answer_of(path).exists()).collect()
}

fn answer_of(order: &Path) -> PathBuf {
    order.join("answer.json")
}

/// The order's id is its batch's: taken up again after a kill it goes on as the same one.
fn id_of(order: &Path) -> Uuid {
    let name = order.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(ORDER).parse().unwrap_or_default()
}

fn read(order: &Path) -> Result<(Order, Files), HubError> {
    let asked: Order = serde_json::from_slice(&std::fs::read(order.join("order.json"))?)?;
    let file = |(at, name): (usize, &String)| Ok((name.clone(), std::fs::read(order.join(at.to_string()))?));
    let files = asked.files.iter().enumerate().map(file).collect::<std::io::Result<Files>>()?;
    Ok((asked, files))
}

async fn answer(hub: &Hub, order: &Path) -> Result<(), HubError> {
    let (asked, files) = read(order)?;
    let answer =
        match carry_out(hub, id_of(order), Brought::named(&asked.name, files), asked.wanted, asked.preview).await {
            Ok((told, done)) => Answer::Looked { told, done },
            Err(e) if e.is_busy() || e.is_full() => return Err(e),
            Err(e) => {
                tracing::warn!(error = %e, "an import stopped");
                Answer::Refused(Fault::from(e).code.to_owned())
            }
        };
    let unfinished = order.join("answer.new");
    std::fs::write(&unfinished, serde_json::to_vec(&answer)?)?;
    std::fs::rename(unfinished, answer_of(order))?;
    Ok(())
}

/// Lays an order into the folder of a hub that runs and waits for the answer; `None` when it does not come within `patience`.
///
/// # Errors
/// What the disk says.
pub async fn hand_in(
    data: &Path,
    brought: impl Into<Brought>,
    wanted: Wanted,
    only_look: bool,
    patience: Duration,
) -> Result<Option<Answer>, HubError> {
    let Brought { name, files } = brought.into();
    let folder = staging(data);
    private_dir(&folder)?;
    let id = random::uuid(Clock::system().now_ms())?;
    let unfinished = folder.join(format!("{id}.new"));
    private_dir(&unfinished)?;
    for (at, bytes) in files.values().enumerate() {
        std::fs::write(unfinished.join(at.to_string()), bytes)?;
    }
    let asked = Order { name, files: files.into_keys().collect(), wanted, preview: only_look };
    std::fs::write(unfinished.join("order.json"), serde_json::to_vec(&asked)?)?;
    let order = folder.join(format!("{id}{ORDER}"));
    std::fs::rename(unfinished, &order)?;
    let until = tokio::time::Instant::now() + patience;
    while tokio::time::Instant::now() < until {
        if answer_of(&order).exists() {
            let answer = serde_json::from_slice(&std::fs::read(answer_of(&order))?)?;
            std::fs::remove_dir_all(&order).ok();
            return Ok(Some(answer));
        }
        tokio::time::sleep(EVERY / 2).await;
    }
    Ok(None)
}
