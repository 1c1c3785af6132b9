//! The time of faults.

use crate::disks::{Disks, Whose};
use crate::network::Wire;
use crate::process::{Field, Process};
use fettle_tests::kills::Dice;
use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

/// What still counts as the full disk's doing after there is room again.
const AFTERMATH: Duration = Duration::from_secs(3);

/// Kills for so long, or so often. What may not happen meanwhile comes back.
pub fn rage(
    field: &mut Field,
    wire: &Wire,
    disks: &Disks,
    seed: u64,
    until: Duration,
    most: u64,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut dice = Dice::new(seed);
    let (begun, mut said) = (Instant::now(), Instant::now());
    let mut found = Vec::new();
    let mut scarce =
        Scarce { whose: None, until: begun, next: begun + Duration::from_millis(dice.between(3_000, 8_000)) };
    loop {
        let (phones, hubs) = field.kills();
        if begun.elapsed() >= until || phones + hubs >= most {
            return Ok(found);
        }
        if said.elapsed() > Duration::from_secs(20) {
            said = Instant::now();
            println!("{:4} s: {phones} phones and {hubs} hubs killed, {} cuts", begun.elapsed().as_secs(), wire.cuts());
        }
        let pause = Instant::now() + Duration::from_millis(dice.between(50, 800));
        while Instant::now() < pause {
            scarce.look(disks, &mut dice)?;
            for process in field.hubs.iter_mut().chain(&mut field.phones) {
                revive(process, &scarce, &mut found)?;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // The hub as often as two phones.
        let victim = usize::try_from(dice.between(0, field.phones.len() as u64 + 2)).unwrap_or(0);
        let which = usize::try_from(dice.between(0, field.hubs.len() as u64)).unwrap_or(0);
        let Some(victim) = field.phones.get_mut(victim).or(field.hubs.get_mut(which)) else { continue };
        victim.kill()?;
        victim.start(&[])?;
    }
}

/// The disk that is full.
struct Scarce {
    whose: Option<Whose>,
    /// Until when it is, or until when it was.
    until: Instant,
    next: Instant,
}

impl Scarce {
    fn look(&mut self, disks: &Disks, dice: &mut Dice) -> Result<(), Box<dyn Error>> {
        let now = Instant::now();
        if !disks.there() {
            return Ok(());
        }
        if now >= self.next {
            let whose = if dice.between(0, 2) == 0 { Whose::Hub } else { Whose::Phone };
            disks.fill(whose, dice.between(0, 300))?;
            self.whose = Some(whose);
            self.until = now + Duration::from_millis(dice.between(500, 3_000));
            self.next = self.until + Duration::from_millis(dice.between(4_000, 12_000));
        } else if self.whose.is_some() && now >= self.until {
            disks.free()?;
            // It is forgiven for a while.
            if now >= self.until + AFTERMATH {
                self.whose = None;
            }
        }
        Ok(())
    }
    fn excuses(&self, process: &Process) -> bool {
        match self.whose {
            Some(Whose::Hub) => process.name.starts_with("hub"),
            Some(Whose::Phone) => process.name == "phone-0",
            None => false,
        }
    }
}

/// A process that ended by itself is started again; only a full disk is an excuse.
fn revive(process: &mut Process, scarce: &Scarce, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    if let Some(status) = process.ended()?
        && !scarce.excuses(process)
    {
        found.push(format!("{} ended by itself: {status}, see its log", process.name));
    }
    Ok(process.start(&[])?)
}
