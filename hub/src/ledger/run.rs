//! What goes into a commit, and what is told of it afterwards.

use fettle_core::domain::people::{Account, Centre, Device, Person};
use fettle_core::kernel::{Aggregate, DeviceId, Event, SignedHead, Subject};
use fettle_core::sync::protocol::Moved;

/// A device's run: its events in order, and the head that it signed after the last.
#[derive(Debug)]
pub struct Run {
    /// The device that pushes, as its token says.
    pub device: DeviceId,
    /// Its events.
    pub events: Vec<Event>,
    /// The head after them.
    pub head: SignedHead,
    /// Why everything in it is to be quarantined: the device was revoked, its person left.
    pub quarantined: Option<&'static str>,
}

/// What one commit changed, told once to everyone who listens.
#[derive(Debug, Default)]
pub struct News {
    /// The streams that moved, with their newest numbers.
    pub moved: Vec<Moved>,
    /// The aggregates with new events.
    pub touched: Vec<Subject>,
    /// Whether something is in quarantine since.
    pub held: bool,
}

impl News {
    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.moved.is_empty() && !self.held
    }
    /// Whether who may know what can have changed: by a person, an account, a centre, a device. Listeners then look again, and else not.
    pub fn changes_access(&self) -> bool {
        self.touched
            .iter()
            .any(|subject| [Person::KIND, Account::KIND, Centre::KIND, Device::KIND].contains(&subject.kind()))
    }
}
