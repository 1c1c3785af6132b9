//! The time after the faults: phones stop writing and send everything, then read what the others wrote; the hub stops in order.

use crate::process::{Field, Process};
use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

/// Longest time for each of both: against a machine that hangs. The phones give up by themselves when nothing gets further; how long it takes
/// while it does is the machine's business, which may have other work.
const PATIENCE: Duration = Duration::from_secs(4 * 3_600);

/// Brings everything to rest. What does not come to rest comes back.
pub fn settle(field: &mut Field) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for hub in &mut field.hubs {
        hub.start(&[])?;
    }
    for phone in &mut field.phones {
        phone.start(&[])?;
    }
    std::fs::write(field.folder.join("stop"), b"")?;
    until_all_ended(field, &mut found)?;
    for n in 0..field.phones.len() {
        let states = field.folder.join(format!("states-{n}.json")).to_string_lossy().into_owned();
        if let Some(phone) = field.phones.get_mut(n) {
            phone.start(&["--states".to_owned(), states])?;
        }
    }
    until_all_ended(field, &mut found)?;
    for hub in &mut field.hubs {
        end(hub, &mut found)?;
    }
    Ok(found)
}

fn end(hub: &mut Process, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    if !hub.ask_to_end() {
        found.push(format!("{} does not run at the end", hub.name));
    }
    let begun = Instant::now();
    while hub.runs() {
        if let Some(status) = hub.ended()?
            && !status.success()
        {
            found.push(format!("{} did not stop in order: {status}", hub.name));
        }
        if begun.elapsed() > Duration::from_secs(30) {
            found.push(format!("{} does not stop", hub.name));
            hub.kill()?;
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn until_all_ended(field: &mut Field, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    while field.phones.iter().any(super::process::Process::runs) {
        for phone in &mut field.phones {
            if let Some(status) = phone.ended()?
                && !status.success()
            {
                found.push(format!("{} did not end in order: {status}, see its log", phone.name));
            }
            if begun.elapsed() > PATIENCE && phone.runs() {
                found.push(format!("{} does not come to rest", phone.name));
                phone.kill()?;
            }
        }
        for hub in &mut field.hubs {
            if let Some(status) = hub.ended()? {
                found.push(format!("{} ended by itself: {status}, see its log", hub.name));
                hub.start(&[])?;
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
