//! The session: which step is open, what an input means in it, when to give up.

use super::answer::Refused;
use super::io::{Apply, Done, Input, Instruction, Loaded, Need, Replacement, Report};
use super::memory::{Returning, Transfers, Unconfirmed};
use super::pace::Pace;
use super::rate::Rate;
use crate::kernel::{BlobRef, DeviceId, Hash, Reading};
use crate::sync::heard::Told;
use crate::sync::protocol::Stream;
use std::collections::{BTreeMap, BTreeSet};

/// How a session behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Version of the app, told to the hub.
    pub app: String,
    /// `Accept-Language` for the hub's texts, such as `zh-CN`.
    pub language: String,
    /// Failures in a row before the session ends.
    pub tries: u32,
    /// Most events in one push.
    pub push_events: usize,
    /// About so many bytes in one push.
    pub push_bytes: usize,
    /// Most entries in a page.
    pub page: u32,
    /// Fewest bytes of a blob in one request, but for its last.
    pub piece_least: usize,
    /// Most bytes of a blob in one request.
    pub piece_most: usize,
    /// Blobs that the platform's transfer service sends: this session does not.
    pub lent: BTreeSet<Hash>,
}

impl Config {
    /// What suits a phone on a mobile network.
    pub fn new(app: &str, language: &str) -> Self {
        Self {
            app: app.to_owned(),
            language: language.to_owned(),
            tries: 4,
            push_events: crate::sync::protocol::MAX_PUSH_EVENTS,
            push_bytes: 1024 * 1024,
            page: 2_000,
            piece_least: 64 * 1024,
            piece_most: 1024 * 1024,
            lent: BTreeSet::new(),
        }
    }
}

/// The step that is open: what the next input belongs to.
#[derive(Clone, Debug)]
pub(super) enum State {
    Idle,
    Head,
    Greeting {
        sent: Reading,
    },
    Greeted,
    /// The hub is told who comes after the device `old`.
    Succeed {
        old: DeviceId,
    },
    /// The hub does not know the device `old`: its certificate was sent.
    SendCertificate {
        old: DeviceId,
    },
    /// The store takes in what the hub said of it, or becomes a new device itself.
    Succeeding,
    /// The hub does not know this device; is there one before it to ask about?
    Unknown,
    /// A page of what the hub asks back is read, and sent.
    Returns,
    Return {
        next: Option<(DeviceId, u64)>,
    },
    ReturnedAll,
    Batch,
    Push {
        numbers: Vec<u64>,
    },
    Receipts,
    Upload,
    UploadCreate {
        blob: BlobRef,
    },
    UploadOffset {
        blob: BlobRef,
        url: String,
    },
    UploadUrl {
        blob: BlobRef,
        url: String,
        offset: u64,
    },
    UploadForgotten {
        skip: Option<String>,
    },
    UploadBytes {
        blob: BlobRef,
        url: String,
        offset: u64,
    },
    UploadPatch {
        blob: BlobRef,
        url: String,
        offset: u64,
        length: u64,
    },
    Uploaded,
    /// The hub has a bundle's bytes and is asked to take it in.
    HandIn {
        hash: Hash,
    },
    HandedIn,
    Cursors,
    Pull,
    Entries {
        more: Option<bool>,
    },
    /// What the hub did not send again after its restore is read, asked about, forgotten.
    Unconfirmed,
    Filed,
    FiledTaken,
    Download,
    Fetch {
        blob: BlobRef,
        here: u64,
    },
    Piece {
        blob: BlobRef,
        here: u64,
    },
    Whole {
        hash: Hash,
    },
    /// After the wait, the step begins again by asking the store.
    Waiting {
        again: Need,
    },
    /// The device is being stopped; then the session ends with this code.
    Stopping {
        code: String,
    },
    Pruning,
    Wiping,
    Over,
}

/// The machine of one session.
#[derive(Debug)]
pub struct Machine {
    pub(super) config: Config,
    pub(super) state: State,
    pub(super) pace: Pace,
    pub(super) transfers: Transfers,
    /// How long ago the hub was last asked for everything new, as far as waits and exchanges tell, in milliseconds.
    pub(super) unasked_ms: u64,
    /// What is unconfirmed was asked about since the greeting.
    pub(super) asked_unconfirmed: bool,
    pub(super) report: Report,
    /// Blobs not to be tried again in this session.
    pub(super) skip: BTreeSet<Hash>,
    /// How far the hub ever confirmed each upload in this session: only more than that is progress.
    pub(super) furthest: BTreeMap<Hash, u64>,
    /// The hub's time at the greeting, milliseconds since 1970 UTC.
    pub(super) hub_ms: u64,
    /// How often the session started over because the hub changed under it.
    pub(super) greetings: u32,
    /// The hub takes what this device hands in, and gives it nothing more.
    pub(super) revoked: bool,
    /// What was just applied asks for another beginning.
    pub(super) again: bool,
    pub(super) returning: Returning,
    pub(super) line: Line,
    /// The streams that the greeting named: only they are pulled. One that it left out may only have been forgotten by a hub that was restored.
    pub(super) followed: BTreeSet<Stream>,
    pub(super) unconfirmed: Unconfirmed,
    /// How far the hub was by its own signature, when it last answered.
    pub(super) checkpoint: Option<String>,
    /// What it had given by then: looked at before the greeting is asked for, as another session may go on meanwhile.
    pub(super) told: Told,
}

/// What this session found of the devices before this one.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The replacement that the hub was just told of.
    pub told: Option<Box<Replacement>>,
    /// Devices whose certificates were sent.
    pub certified: BTreeSet<DeviceId>,
    /// The device that the hub does not know and cannot be told of: whether it knows this one is asked.
    pub orphan_of: Option<DeviceId>,
}

/// Greetings in one session: a hub that keeps changing its epoch is not one to go on with.
const MAX_GREETINGS: u32 = 8;

impl Machine {
    /// A machine; `seed` spreads its waits.
    pub fn new(config: Config, seed: u64) -> Self {
        let skip = config.lent.clone();
        let rate = Rate::new(config.piece_least, config.piece_most);
        Self {
            config,
            state: State::Idle,
            pace: Pace::new(seed),
            transfers: Transfers::new(rate),
            unasked_ms: 0,
            asked_unconfirmed: false,
            report: Report::default(),
            skip,
            furthest: BTreeMap::new(),
            hub_ms: 0,
            greetings: 0,
            again: false,
            revoked: false,
            returning: Returning::default(),
            line: Line::default(),
            followed: BTreeSet::new(),
            unconfirmed: Unconfirmed::default(),
            checkpoint: None,
            told: Told::default(),
        }
    }

    /// Takes in what happened and says what to do next.
    pub fn step(&mut self, input: Input) -> Instruction {
        match (std::mem::replace(&mut self.state, State::Over), input) {
            (State::Idle, Input::Started) => self.greet(),
            // One unreadable blob does not hold up the rest.
            (State::UploadBytes { blob, .. }, Input::Loaded(Loaded::Failed(code))) => {
                self.skip.insert(blob.hash);
                self.report.code = Some(code);
                self.blobs()
            }
            (_, Input::Loaded(Loaded::Failed(code))) => self.finish(Some(code)),
            (State::Waiting { again }, Input::Waited) => self.load(again),
            (State::Stopping { code }, Input::Applied(_)) => self.finish(Some(code)),
            (State::Wiping, Input::Applied(Ok(_))) => self.finish(Some("device_wiped".to_owned())),
            // Something was recorded meanwhile, or was only saved from a damaged file: nothing is deleted before that is handed in too.
            (State::Wiping, Input::Applied(Err(_))) => self.finish(Some("device_revoked".to_owned())),
            (State::Pruning, Input::Applied(_)) => {
                // Work that could not be pruned is pruned next time.
                self.finish_now()
            }
            (state, Input::Loaded(loaded)) => self.loaded(state, loaded),
            (state, Input::Answered(answer)) => {
                self.unasked_ms = self.unasked_ms.saturating_add(answer.took_ms);
                self.answered(state, &answer)
            }
            (state, Input::Failed(fault)) if fault.passes() => {
                self.broke(&state);
                self.refused(state, Refused::again(fault.code()))
            }
            // Somebody else answers: nothing more is said in this session. Everything is kept.
            (_, Input::Failed(fault)) => self.finish(Some(fault.code().to_owned())),
            (state, Input::Applied(Ok(done))) => {
                // A greeting alone is no progress: a step that fails may begin again with one. Nor is the address of an upload.
                match state {
                    State::Greeted | State::UploadUrl { .. } | State::UploadForgotten { .. } => {}
                    State::Uploaded | State::HandedIn | State::Piece { .. } | State::Whole { .. } => self.progress(),
                    _ => self.pace.success(),
                }
                self.count(done);
                self.again = done.again;
                self.applied(state)
            }
            (state, Input::Applied(Err(code))) => self.not_applied(state, code),
            // An input out of turn is the driver's mistake; the session ends rather than guess.
            (_, Input::Started | Input::Waited) => self.finish(Some("bad_turn".to_owned())),
        }
    }

    fn count(&mut self, done: Done) {
        self.report.pulled += done.events;
        self.report.pushed += done.acked;
        self.report.quarantined += done.quarantined;
    }

    /// Begins with the greeting, or again when the hub changed under the session.
    pub(super) fn greet(&mut self) -> Instruction {
        self.greetings += 1;
        self.asked_unconfirmed = false;
        if self.greetings > MAX_GREETINGS {
            return self.finish(Some("hub_unsteady".to_owned()));
        }
        self.load(Need::Head)
    }

    /// Asks the store, and remembers which step its answer belongs to.
    pub(super) fn load(&mut self, need: Need) -> Instruction {
        self.state = match &need {
            Need::Head => State::Head,
            Need::Batch { .. } => State::Batch,
            Need::Upload { .. } => State::Upload,
            Need::Cursors => State::Cursors,
            Need::Returns { .. } => State::Returns,
            Need::Unconfirmed { .. } => State::Unconfirmed,
            Need::Download { .. } => State::Download,
            // Bytes are asked for with their upload in hand: see `blobs`.
            Need::Bytes { .. } => return self.finish(Some("bad_turn".to_owned())),
        };
        Instruction::Load(need)
    }

    pub(super) fn next_batch(&mut self) -> Instruction {
        self.load(Need::Batch { max_events: self.config.push_events, max_bytes: self.config.push_bytes })
    }

    pub(super) fn apply(&mut self, state: State, apply: Apply) -> Instruction {
        self.state = state;
        Instruction::Apply(apply)
    }

    /// Stops the device and ends the session.
    pub(super) fn stop(&mut self, code: &str) -> Instruction {
        self.apply(State::Stopping { code: code.to_owned() }, Apply::Stop(code.to_owned()))
    }

    /// The device was restored or cloned: it becomes a new one, which greets.
    pub(super) fn succeed(&mut self) -> Instruction {
        self.apply(State::Succeeding, Apply::Succeed)
    }

    /// The answer was not what was asked for.
    pub(super) fn refused(&mut self, state: State, refused: Refused) -> Instruction {
        match refused {
            Refused::Again { code, after_ms } => {
                let again = self.beginning(&state);
                let ms = self.pace.failure(after_ms);
                let of_blobs = matches!(again, Need::Upload { .. } | Need::Download { .. });
                self.transfers.failures += u32::from(of_blobs);
                if self.pace.failures().max(self.transfers.failures) >= self.config.tries {
                    return self.finish(Some(code));
                }
                self.unasked_ms = self.unasked_ms.saturating_add(ms);
                let push = || Need::Batch { max_events: self.config.push_events, max_bytes: self.config.push_bytes };
                // A file that does not go through holds nothing up.
                let first = of_blobs && self.is_due();
                self.state = State::Waiting { again: if first { push() } else { again } };
                Instruction::Wait { ms }
            }
            // The hub has another branch of this device.
            Refused::Final { code, .. } if code == "chain_fork" => self.succeed(),
            Refused::Final { code, .. }
                if code == "unknown_device"
                    && matches!(state, State::Greeting { .. })
                    && self.line.orphan_of.is_none() =>
            {
                self.apply(State::Unknown, Apply::Unknown)
            }
            Refused::Final { code, .. } if code == "device_revoked" => self.stop("device_revoked"),
            // The hub was restored, or roles changed, since the greeting.
            Refused::Final { code, .. }
                if matches!(code.as_str(), "epoch_changed" | "stream_not_allowed" | "chain_gap")
                    && self.greetings < MAX_GREETINGS =>
            {
                self.greet()
            }
            Refused::Final { code, status } => self.blob_refused(state, code, status),
        }
    }

    /// Where a step begins again.
    fn beginning(&self, state: &State) -> Need {
        match state {
            State::Head
            | State::Greeting { .. }
            | State::Greeted
            | State::Succeed { .. }
            | State::SendCertificate { .. }
            | State::Succeeding
            | State::Unknown
            | State::Returns
            | State::Return { .. }
            | State::ReturnedAll => Need::Head,
            State::Batch | State::Push { .. } | State::Receipts => {
                Need::Batch { max_events: self.config.push_events, max_bytes: self.config.push_bytes }
            }
            State::Cursors
            | State::Pull
            | State::Entries { .. }
            | State::Unconfirmed
            | State::Filed
            | State::FiledTaken => Need::Cursors,
            State::Download | State::Fetch { .. } | State::Piece { .. } | State::Whole { .. } => {
                Need::Download { skip: self.skip.clone() }
            }
            State::Upload
            | State::UploadCreate { .. }
            | State::UploadOffset { .. }
            | State::UploadUrl { .. }
            | State::UploadForgotten { .. }
            | State::UploadBytes { .. }
            | State::UploadPatch { .. }
            | State::Uploaded
            | State::HandIn { .. }
            | State::HandedIn => Need::Upload { skip: self.skip.clone() },
            State::Idle
            | State::Waiting { .. }
            | State::Stopping { .. }
            | State::Pruning
            | State::Wiping
            | State::Over => Need::Head,
        }
    }

    /// Ends the session; what did work stays.
    pub(super) fn finish(&mut self, code: Option<String>) -> Instruction {
        if code.is_some() {
            self.report.code = code;
        }
        self.finish_now()
    }

    fn finish_now(&mut self) -> Instruction {
        self.state = State::Over;
        Instruction::Finished(self.report.clone())
    }

    /// The last step of a session that went through.
    pub(super) fn prune(&mut self) -> Instruction {
        self.apply(State::Pruning, Apply::Prune { hub_ms: self.hub_ms })
    }
}
