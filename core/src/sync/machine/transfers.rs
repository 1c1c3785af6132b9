//! Blobs go last, and nothing waits for them: whose turn it is, and when the hub is asked for what is new between two pieces.

use super::io::{Instruction, Need};
use super::memory::{Transfers, Unconfirmed, Way};
use super::session::{Machine, State};

/// After so many milliseconds of blobs the hub is asked for what is new, and told what was recorded here: the next job does not wait for photos.
const ASK_AGAIN_MS: u64 = 5_000;

impl Machine {
    /// Everything that is no blob went through, for now: whoever's turn it is sends or fetches.
    pub(super) fn blobs(&mut self) -> Instruction {
        let Transfers { turn, up_done, down_done, .. } = self.transfers;
        match turn {
            // Who may only hand in is not asked for anything, and its wipe hangs on the last upload.
            _ if self.revoked => self.load(Need::Upload { skip: self.skip.clone() }),
            _ if up_done && down_done => self.prune(),
            _ if self.is_due() => self.ask_between(),
            Way::Up if !up_done => self.load(Need::Upload { skip: self.skip.clone() }),
            Way::Down if !down_done => self.load(Need::Download { skip: self.skip.clone() }),
            Way::Up => self.load(Need::Download { skip: self.skip.clone() }),
            Way::Down => self.load(Need::Upload { skip: self.skip.clone() }),
        }
    }

    /// Between two pieces: what was recorded meanwhile goes out, what is new comes in, and then it is the other way's turn.
    fn ask_between(&mut self) -> Instruction {
        self.transfers.turn = match self.transfers.turn {
            Way::Up => Way::Down,
            Way::Down => Way::Up,
        };
        self.next_batch()
    }

    /// Whether the hub is to be asked before the next piece.
    pub(super) fn is_due(&self) -> bool {
        self.unasked_ms >= ASK_AGAIN_MS && !self.revoked
    }

    /// All that was new is here.
    pub(super) fn pulled(&mut self) -> Instruction {
        self.unasked_ms = 0;
        self.report.asked = true;
        // What came may have brought blobs of its own.
        (self.transfers.up_done, self.transfers.down_done) = (false, false);
        if std::mem::replace(&mut self.asked_unconfirmed, true) {
            return self.blobs();
        }
        self.unconfirmed = Unconfirmed::default();
        self.ask_unconfirmed()
    }

    /// A blob came further.
    pub(super) fn progress(&mut self) {
        self.transfers.failures = 0;
        self.pace.success();
    }

    /// No answer came: a piece of a blob was too much for the line.
    pub(super) fn broke(&mut self, state: &State) {
        match state {
            State::UploadPatch { .. } => self.transfers.up.broke(),
            State::Fetch { .. } => self.transfers.down.broke(),
            _ => return,
        }
        // Nobody knows how long it took: others come first.
        self.unasked_ms = ASK_AGAIN_MS;
    }
}
